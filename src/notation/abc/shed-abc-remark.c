/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for remarks: the stable codes of reports and English for logs. The window translates by code, never this text.
 */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-remark.h"

static const struct
{
  const char *code;
  const char *text;
  gboolean is_worth_telling;
} remarks[SHED_ABC_N_REMARK_CODES] = {
  [SHED_ABC_REMARK_NO_TUNE] = { "no-tune", "there is neither a key nor music", TRUE },
  [SHED_ABC_REMARK_NO_TITLE] = { "no-title", "no title", TRUE },
  [SHED_ABC_REMARK_NO_KEY] = { "no-key", "no key: read without accidentals", TRUE },
  [SHED_ABC_REMARK_NO_METER] = { "no-meter", "no meter", FALSE },
  [SHED_ABC_REMARK_NO_RHYTHM] = { "no-rhythm", "no kind of tune (R:)", TRUE },
  [SHED_ABC_REMARK_NO_MUSIC] = { "no-music", "no notes", TRUE },
  [SHED_ABC_REMARK_NO_NUMBER] = { "no-number", "no number (X:)", TRUE },
  [SHED_ABC_REMARK_DOUBLED_NUMBER] = { "doubled-number", "number used before", TRUE },
  [SHED_ABC_REMARK_LATIN_1] = { "latin-1", "not UTF-8: read as Latin-1", TRUE },
  [SHED_ABC_REMARK_CONTROL_CHARACTERS] = { "control-characters", "control characters were left out", TRUE },
  [SHED_ABC_REMARK_TRUNCATED] = { "truncated", "the book ends in the middle of this tune", TRUE },
  [SHED_ABC_REMARK_TOO_LONG] = { "too-long", "only the first 96 KiB were taken", TRUE },
  [SHED_ABC_REMARK_EMPTY_LINE] = { "empty-line", "an empty line stands inside the tune", FALSE },
  [SHED_ABC_REMARK_INHERITED] = { "inherited", "fields of the book's head were written into the tune", FALSE },
  [SHED_ABC_REMARK_LONG_TITLE] = { "long-title", "the title was cut to 500 characters", TRUE },
  [SHED_ABC_REMARK_MISSING_BARS] = { "missing-bars", "no bar lines", TRUE },
  [SHED_ABC_REMARK_BAD_METER] = { "bad-meter", "meter not understood", TRUE },
  [SHED_ABC_REMARK_BAD_UNIT] = { "bad-unit", "unit length not understood", TRUE },
  [SHED_ABC_REMARK_BAD_KEY] = { "bad-key", "key not understood", TRUE },
  [SHED_ABC_REMARK_BAD_TEMPO] = { "bad-tempo", "tempo not understood", FALSE },
  [SHED_ABC_REMARK_BAD_FIELD] = { "bad-field", "line not understood", TRUE },
  [SHED_ABC_REMARK_UNSUPPORTED] = { "unsupported", "kept but not followed", FALSE },
  [SHED_ABC_REMARK_LONG_BAR] = { "long-bar", "bar is too long", TRUE },
  [SHED_ABC_REMARK_SHORT_BAR] = { "short-bar", "bar is too short", TRUE },
  [SHED_ABC_REMARK_BAD_CHARACTER] = { "bad-character", "sign not understood", TRUE },
  [SHED_ABC_REMARK_BAD_TUPLET] = { "bad-tuplet", "tuplet does not come out", TRUE },
  [SHED_ABC_REMARK_BAD_LENGTH] = { "bad-length", "length or octave out of bounds", TRUE },
  [SHED_ABC_REMARK_BAD_DECORATION] = { "bad-decoration", "decoration not known", FALSE },
  [SHED_ABC_REMARK_UNCLOSED] = { "unclosed", "something opens here and does not close", TRUE },
  [SHED_ABC_REMARK_LONELY_TIE] = { "lonely-tie", "tie or broken rhythm without a note beside it", FALSE },
  [SHED_ABC_REMARK_MORE] = { "more", "there were more remarks", FALSE },
};

/**
 * shed_abc_remark_code_to_string:
 * @code: a code
 *
 * Returns: (transfer none): its word for reports, such as `no-rhythm`; never changed
 */
const char *
shed_abc_remark_code_to_string (ShedAbcRemarkCode code)
{
  g_return_val_if_fail (code < SHED_ABC_N_REMARK_CODES, "");

  return remarks[code].code;
}

/**
 * shed_abc_remark_is_worth_telling:
 * @code: a code
 *
 * Returns: whether a person who imports a book wants to know. The others are for the editor
 */
gboolean
shed_abc_remark_is_worth_telling (ShedAbcRemarkCode code)
{
  g_return_val_if_fail (code < SHED_ABC_N_REMARK_CODES, FALSE);

  return remarks[code].is_worth_telling;
}

/**
 * shed_abc_remark_dup_text:
 * @remark: a remark
 *
 * Returns: (transfer full): the remark in English, for logs and for the command line
 */
char *
shed_abc_remark_dup_text (const ShedAbcRemark *remark)
{
  switch (remark->code)
    {
    case SHED_ABC_REMARK_LONG_BAR:
    case SHED_ABC_REMARK_SHORT_BAR:
      return g_strdup_printf ("bar %d has %s", remark->number[0], remark->detail);
    case SHED_ABC_REMARK_DOUBLED_NUMBER:
      return g_strdup_printf ("number %s was used before, on line %d", remark->detail, remark->number[0]);
    case SHED_ABC_REMARK_CONTROL_CHARACTERS:
      return g_strdup_printf ("%d control characters were left out", remark->number[0]);
    case SHED_ABC_REMARK_MORE:
      return g_strdup_printf ("and %d more remarks", remark->number[0]);
    default:
      break;
    }
  if (remark->detail != NULL)
    return g_strdup_printf ("%s: %s", remarks[remark->code].text, remark->detail);
  return g_strdup (remarks[remark->code].text);
}
