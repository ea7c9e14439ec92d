/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sentence for each code of the reader. No blame: what is there, not what somebody did. */
#include "shed-abc-words.h"

#include <glib/gi18n.h>

static const struct
{
  const char *text;   /* %s is the detail, when with_detail */
  gboolean    with_detail;
  gboolean    is_shown;
} words[SHED_ABC_N_REMARK_CODES] = {
  [SHED_ABC_REMARK_NO_TUNE] = { N_("There is neither a key nor a note yet"), FALSE, TRUE },
  [SHED_ABC_REMARK_NO_TITLE] = { N_("There is no title (T:) in the ABC"), FALSE, FALSE },
  [SHED_ABC_REMARK_NO_KEY] = { N_("There is no key (K:): it is read without sharps and flats"), FALSE, TRUE },
  [SHED_ABC_REMARK_NO_METER] = { N_("There is no meter (M:): bars are not checked"), FALSE, TRUE },
  [SHED_ABC_REMARK_NO_RHYTHM] = { N_("There is no kind of tune (R:) in the ABC"), FALSE, FALSE },
  [SHED_ABC_REMARK_NO_MUSIC] = { N_("There are no notes yet"), FALSE, TRUE },
  [SHED_ABC_REMARK_NO_NUMBER] = { N_("There is no number (X:)"), FALSE, FALSE },
  [SHED_ABC_REMARK_DOUBLED_NUMBER] = { N_("The number %s is used twice"), TRUE, TRUE },
  [SHED_ABC_REMARK_LATIN_1] = { N_("Some letters came in an old encoding"), FALSE, TRUE },
  [SHED_ABC_REMARK_CONTROL_CHARACTERS] = { N_("Signs that cannot be shown are left out"), FALSE, TRUE },
  [SHED_ABC_REMARK_TRUNCATED] = { N_("The text ends in the middle of the tune"), FALSE, TRUE },
  [SHED_ABC_REMARK_TOO_LONG] = { N_("It is too long: only the beginning can be kept"), FALSE, TRUE },
  [SHED_ABC_REMARK_EMPTY_LINE] = { N_("There is an empty line inside the tune"), FALSE, TRUE },
  [SHED_ABC_REMARK_INHERITED] = { N_("Facts of the book's head belong to it"), FALSE, FALSE },
  [SHED_ABC_REMARK_LONG_TITLE] = { N_("The title is longer than 500 letters"), FALSE, TRUE },
  [SHED_ABC_REMARK_MISSING_BARS] = { N_("There are no bar lines"), FALSE, TRUE },
  [SHED_ABC_REMARK_BAD_METER] = { N_("“%s” is not a meter"), TRUE, TRUE },
  [SHED_ABC_REMARK_BAD_UNIT] = { N_("“%s” is not a note length"), TRUE, TRUE },
  [SHED_ABC_REMARK_BAD_KEY] = { N_("“%s” is not a key"), TRUE, TRUE },
  [SHED_ABC_REMARK_BAD_TEMPO] = { N_("“%s” is not a tempo"), TRUE, TRUE },
  [SHED_ABC_REMARK_BAD_FIELD] = { N_("This line has no place here"), FALSE, TRUE },
  [SHED_ABC_REMARK_UNSUPPORTED] = { N_("“%s” is kept but not followed here"), TRUE, TRUE },
  [SHED_ABC_REMARK_LONG_BAR] = { N_("A bar is too long"), FALSE, TRUE },
  [SHED_ABC_REMARK_SHORT_BAR] = { N_("A bar is too short"), FALSE, TRUE },
  [SHED_ABC_REMARK_BAD_CHARACTER] = { N_("“%s” means nothing here"), TRUE, TRUE },
  [SHED_ABC_REMARK_BAD_TUPLET] = { N_("A triplet or the like does not come out"), FALSE, TRUE },
  [SHED_ABC_REMARK_BAD_LENGTH] = { N_("This note is too long, or too high or low"), FALSE, TRUE },
  [SHED_ABC_REMARK_BAD_DECORATION] = { N_("The ornament “%s” is not known"), TRUE, TRUE },
  [SHED_ABC_REMARK_UNCLOSED] = { N_("“%s” opens and does not close"), TRUE, TRUE },
  [SHED_ABC_REMARK_LONELY_TIE] = { N_("A tie or dotted rhythm has a note on one side only"), FALSE, TRUE },
  [SHED_ABC_REMARK_MORE] = { N_("There is more of this kind"), FALSE, TRUE },
};

gboolean
shed_abc_words_has (ShedAbcRemarkCode code)
{
  return code < SHED_ABC_N_REMARK_CODES && words[code].text != NULL;
}

gboolean
shed_abc_words_is_shown (ShedAbcRemarkCode code)
{
  return code < SHED_ABC_N_REMARK_CODES && words[code].is_shown;
}

/**
 * shed_abc_words_length:
 * @numerator: of whole notes
 * @denominator: of whole notes
 *
 * Returns: (transfer full): the length counted in notes
 */
char *
shed_abc_words_length (int numerator, int denominator)
{
  switch (denominator)
    {
    case 1:
      return g_strdup_printf (ngettext ("%d whole note", "%d whole notes", numerator), numerator);
    case 2:
      return g_strdup_printf (ngettext ("%d half", "%d halves", numerator), numerator);
    case 4:
      return g_strdup_printf (ngettext ("%d quarter", "%d quarters", numerator), numerator);
    case 8:
      return g_strdup_printf (ngettext ("%d eighth", "%d eighths", numerator), numerator);
    case 16:
      return g_strdup_printf (ngettext ("%d sixteenth", "%d sixteenths", numerator), numerator);
    default:
      return g_strdup_printf ("%d/%d", numerator, denominator);
    }
}

/**
 * shed_abc_words_remark:
 * @remark: of the reader
 *
 * Returns: (transfer full): it in words
 */
char *
shed_abc_words_remark (const ShedAbcRemark *remark)
{
  if (!shed_abc_words_has (remark->code))
    return g_strdup (_("Something here is unusual"));
  if ((remark->code == SHED_ABC_REMARK_LONG_BAR || remark->code == SHED_ABC_REMARK_SHORT_BAR) && remark->number[2] > 0)
    {
      g_autofree char *length = shed_abc_words_length (remark->number[1], remark->number[2]);

      /* Translators: "Bar 3 has 9 eighths". */
      return g_strdup_printf (_("Bar %d has %s"), remark->number[0], length);
    }
  if (!words[remark->code].with_detail)
    return g_strdup (_(words[remark->code].text));
  return g_strdup_printf (_(words[remark->code].text), remark->detail != NULL ? remark->detail : "…");
}
