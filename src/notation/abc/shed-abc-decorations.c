/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of decorations, for reading and for writing. Names: ABC standard 2.1, section 4.14. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-decorations-private.h"

#include <string.h>

/* The first name of a sign is the one that is written. */
static const struct
{
  const char *name;
  guint32 sign;
} names[] = {
  { ".", SHED_ABC_SIGN_STACCATO },
  { "staccato", SHED_ABC_SIGN_STACCATO },
  { "roll", SHED_ABC_SIGN_ROLL },
  { "~", SHED_ABC_SIGN_ROLL },
  { "trill", SHED_ABC_SIGN_TRILL },
  { "T", SHED_ABC_SIGN_TRILL },
  { "tr", SHED_ABC_SIGN_TRILL },
  { "trill(", SHED_ABC_SIGN_TRILL },
  { "fermata", SHED_ABC_SIGN_FERMATA },
  { "invertedfermata", SHED_ABC_SIGN_FERMATA },
  { "H", SHED_ABC_SIGN_FERMATA },
  { "accent", SHED_ABC_SIGN_ACCENT },
  { "emphasis", SHED_ABC_SIGN_ACCENT },
  { ">", SHED_ABC_SIGN_ACCENT },
  { "sf", SHED_ABC_SIGN_ACCENT },
  { "L", SHED_ABC_SIGN_ACCENT },
  { "lowermordent", SHED_ABC_SIGN_LOWER_MORDENT },
  { "mordent", SHED_ABC_SIGN_LOWER_MORDENT },
  { "M", SHED_ABC_SIGN_LOWER_MORDENT },
  { "uppermordent", SHED_ABC_SIGN_UPPER_MORDENT },
  { "pralltriller", SHED_ABC_SIGN_UPPER_MORDENT },
  { "P", SHED_ABC_SIGN_UPPER_MORDENT },
  { "coda", SHED_ABC_SIGN_CODA },
  { "Coda", SHED_ABC_SIGN_CODA },
  { "O", SHED_ABC_SIGN_CODA },
  { "segno", SHED_ABC_SIGN_SEGNO },
  { "Segno", SHED_ABC_SIGN_SEGNO },
  { "S", SHED_ABC_SIGN_SEGNO },
  { "upbow", SHED_ABC_SIGN_UP_BOW },
  { "u", SHED_ABC_SIGN_UP_BOW },
  { "downbow", SHED_ABC_SIGN_DOWN_BOW },
  { "v", SHED_ABC_SIGN_DOWN_BOW },
  { "turn", SHED_ABC_SIGN_TURN },
  { "turnx", SHED_ABC_SIGN_TURN },
  { "invertedturn", SHED_ABC_SIGN_TURN },
  { "invertedturnx", SHED_ABC_SIGN_TURN },
  { "tenuto", SHED_ABC_SIGN_TENUTO },
  { "breath", SHED_ABC_SIGN_BREATH },
  { "slide", SHED_ABC_SIGN_SLIDE },
  { "arpeggio", SHED_ABC_SIGN_ARPEGGIO },
  { "open", SHED_ABC_SIGN_OPEN },
  { "plus", SHED_ABC_SIGN_PLUCK },
  { "+", SHED_ABC_SIGN_PLUCK },
  { "snap", SHED_ABC_SIGN_SNAP },
  { "thumb", SHED_ABC_SIGN_THUMB },
  { "wedge", SHED_ABC_SIGN_WEDGE },
  { "fine", SHED_ABC_SIGN_FINE },
  { "FINE", SHED_ABC_SIGN_FINE },
  { "D.C.", SHED_ABC_SIGN_DA_CAPO },
  { "dacapo", SHED_ABC_SIGN_DA_CAPO },
  { "dacoda", SHED_ABC_SIGN_DA_CAPO },
  { "D.S.", SHED_ABC_SIGN_DAL_SEGNO },
  { "crescendo(", SHED_ABC_SIGN_CRESCENDO },
  { "<(", SHED_ABC_SIGN_CRESCENDO },
  { "crescendo)", SHED_ABC_SIGN_CRESCENDO_END },
  { "<)", SHED_ABC_SIGN_CRESCENDO_END },
  { "diminuendo(", SHED_ABC_SIGN_DIMINUENDO },
  { ">(", SHED_ABC_SIGN_DIMINUENDO },
  { "diminuendo)", SHED_ABC_SIGN_DIMINUENDO_END },
  { ">)", SHED_ABC_SIGN_DIMINUENDO_END },
  { "marcato", SHED_ABC_SIGN_MARCATO },
  { "^", SHED_ABC_SIGN_MARCATO },
};

/* Known, and of no consequence for anything here. */
static const char *const ignored[] = { "none", "nil", "shortphrase", "mediumphrase", "longphrase", "trill)",
                                       "sfz",  "/",   "//",          "///",          "beambr1",    "beambr2" };

static const char *const dynamics[] = { "pppp", "ppp", "pp", "p", "mp", "mf", "f", "ff", "fff", "ffff" };

static gboolean
is_name (const char *name, gsize length, const char *other)
{
  return strncmp (name, other, length) == 0 && other[length] == '\0';
}

/* Reads the name of a decoration, without its exclamation marks. FALSE: unknown. */
gboolean
shed_abc_decoration_parse (const char *name, gsize length, ShedAbcDecoration *ret_decoration)
{
  memset (ret_decoration, 0, sizeof *ret_decoration);
  if (length == 1 && name[0] >= '0' && name[0] <= '5')
    {
      ret_decoration->finger = name[0] - '0' + 1;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (dynamics); i++)
    if (is_name (name, length, dynamics[i]))
      {
        ret_decoration->dynamic = i + 1;
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_name (name, length, names[i].name))
      {
        ret_decoration->sign = names[i].sign;
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (ignored); i++)
    if (is_name (name, length, ignored[i]))
      return TRUE;
  return FALSE;
}

/* Writes what stands on a note, as !names! the standard knows. */
void
shed_abc_decoration_append (GString *text, const ShedAbcSymbol *symbol)
{
  guint32 left = symbol->signs;

  for (guint i = 0; i < G_N_ELEMENTS (names) && left != 0; i++)
    if ((left & names[i].sign) != 0)
      {
        if (names[i].name[1] == '\0')
          g_string_append (text, names[i].name);
        else
          g_string_append_printf (text, "!%s!", names[i].name);
        left &= ~names[i].sign;
      }
  if (symbol->dynamic > 0 && symbol->dynamic <= G_N_ELEMENTS (dynamics))
    g_string_append_printf (text, "!%s!", dynamics[symbol->dynamic - 1]);
  if (symbol->finger > 0)
    g_string_append_printf (text, "!%d!", symbol->finger - 1);
}
