/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences of an import's report: what was found and what was done about it. A test walks all codes of the floors below. */
#include "shed-remark-text.h"

#include <stdio.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "shed-error-text.h"
#include "shed-exchange-error.h"

static const struct
{
  const char *code;
  const char *text;
} sentences[] = {
  { "no-tune", N_("There is neither a key nor music. It was left out.") },
  { "no-title", N_("It has no title. It was taken as “Untitled”.") },
  { "no-key", N_("It has no key. It was taken without sharps and flats.") },
  { "no-meter", N_("It has no meter. Its bars were not checked.") },
  { "no-rhythm", N_("It does not say what kind of tune it is. The kind was guessed where that is possible.") },
  { "no-music", N_("It has no notes. Its title and facts were taken.") },
  { "no-number", N_("It has no number. That does no harm here.") },
  { "doubled-number", N_("Its number stands before another tune of the book too. Both were taken.") },
  { "latin-1", N_("It is written in an old encoding. Accented letters were read as Western European ones.") },
  { "control-characters", N_("Signs that cannot be shown were left out.") },
  { "truncated", N_("The file ends in the middle of this tune. What is there was taken.") },
  { "too-long", N_("It is very long. Only its beginning was taken.") },
  { "empty-line", N_("An empty line stands inside the tune. It was read on to its end.") },
  { "inherited", N_("Facts from the head of the book were written into the tune.") },
  { "long-title", N_("Its title is very long. It was cut to 500 letters.") },
  { "missing-bars", N_("It has notes but no bar lines. It was taken as it is.") },
  { "bad-meter", N_("Its meter was not understood. Its bars were not checked.") },
  { "bad-unit", N_("Its note length was not understood. The usual one was taken.") },
  { "bad-key", N_("Its key was not understood. It was kept as it is written.") },
  { "bad-tempo", N_("Its tempo was not understood and left out.") },
  { "bad-field", N_("A line was not understood. It was kept as it is.") },
  { "unsupported", N_("An instruction for another program was kept but is not followed here.") },
  { "bad-character", N_("A sign between the notes was not understood. It was kept as it is.") },
  { "bad-tuplet", N_("A group such as a triplet does not come out. It was kept as it is.") },
  { "bad-length", N_("A note is too long, or too high or low. The nearest possible one is played.") },
  { "bad-decoration", N_("An ornament is not known here. It was kept as it is.") },
  { "unclosed", N_("Something opens and does not close. It was kept as it is.") },
  { "lonely-tie", N_("A tie has a note on one side only. It was kept as it is.") },
  { "more", N_("There is more of this kind in the tune.") },
  { "left-out", N_("Its tags and practice were left out: a table has no history. Restore a backup to bring everything back.") },
  { "looks-like", N_("It looks like a tune that was here already. Both are kept; choose both and merge them to join them.") },
  { "bad-row", N_("This line of the table does not fit its head. It was left out.") },
  { "refused-by-library", N_("The library cannot hold it: something is too long or missing. It was left out.") },
};

/* With a bar's number when there is one. */
static const struct
{
  const char *code;
  const char *text;
  const char *in_bar;
} bars[] = {
  { "long-bar", N_("A bar is longer than the meter. It was kept as it is."),
    N_("Bar %d is longer than the meter. It was kept as it is.") },
  { "short-bar", N_("A bar is shorter than the meter. It was kept as it is."),
    N_("Bar %d is shorter than the meter. It was kept as it is.") },
};

static gboolean
find_exchange_error (const char *code, int *ret_error)
{
  for (int i = 0; i < SHED_EXCHANGE_N_ERRORS; i++)
    if (g_strcmp0 (code, shed_exchange_error_get_word (i)) == 0)
      {
        *ret_error = i;
        return TRUE;
      }
  return FALSE;
}

/* The number is in the English text alone. */
static int
bar_of (const ShedImportRemark *remark)
{
  int bar;

  return remark->text != NULL && sscanf (remark->text, "bar %d ", &bar) == 1 ? bar : 0;
}

/**
 * shed_remark_text_sentence:
 * @remark: a remark of a report
 *
 * Returns: (transfer full): what was found and what was done about it
 */
char *
shed_remark_text_sentence (const ShedImportRemark *remark)
{
  int error_code;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_strcmp0 (remark->code, sentences[i].code) == 0)
      return g_strdup (_(sentences[i].text));
  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    if (g_strcmp0 (remark->code, bars[i].code) == 0)
      {
        int bar = bar_of (remark);

        return bar > 0 ? g_strdup_printf (_(bars[i].in_bar), bar) : g_strdup (_(bars[i].text));
      }
  if (find_exchange_error (remark->code, &error_code))
    {
      g_autoptr (GError) error = g_error_new_literal (SHED_EXCHANGE_ERROR, error_code, remark->code);

      return shed_error_text_dup (error);
    }
  return g_strdup (remark->is_refused ? _("It could not be read. It was left out.")
                                      : _("Something in it is unusual. It was kept as it is."));
}

gboolean
shed_remark_text_has (const char *code)
{
  int error_code;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_strcmp0 (code, sentences[i].code) == 0)
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    if (g_strcmp0 (code, bars[i].code) == 0)
      return TRUE;
  return find_exchange_error (code, &error_code) && shed_error_text_has (SHED_EXCHANGE_ERROR, error_code);
}

/**
 * shed_remark_text_place:
 * @remark: a remark of a report
 *
 * Returns: (transfer full): "line 120 · oneill.abc"
 */
char *
shed_remark_text_place (const ShedImportRemark *remark)
{
  g_autofree char *name = remark->file != NULL ? g_path_get_basename (remark->file) : g_strdup ("");

  if (remark->line == 0)
    return g_steal_pointer (&name);
  if (*name == '\0')
    return g_strdup_printf (_("line %u"), remark->line);
  /* Translators: a line of a file, as "line 120 · oneill.abc". */
  return g_strdup_printf (_("line %u · %s"), remark->line, name);
}

static void
append_part (GString *text, const char *separator, const char *singular, const char *plural, guint count)
{
  g_autofree char *part = NULL;

  if (count == 0)
    return;
  part = g_strdup_printf (ngettext (singular, plural, count), count);
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, part);
}

/* A single file that gave nothing says itself why. */
static char *
dup_only_refusal (const ShedImportReport *report)
{
  if (report->files_refused != 1 || report->taken + report->unchanged + report->refused + report->rows > 0)
    return NULL;
  for (guint i = 0; i < report->remarks->len; i++)
    {
      ShedImportRemark *remark = report->remarks->pdata[i];
      g_autofree char *place = NULL;
      g_autofree char *sentence = NULL;

      if (!remark->is_refused)
        continue;
      place = shed_remark_text_place (remark);
      sentence = shed_remark_text_sentence (remark);
      return *place != '\0' ? g_strdup_printf ("%s: %s", place, sentence) : g_steal_pointer (&sentence);
    }
  return NULL;
}

/**
 * shed_remark_text_summary:
 * @report: of an import
 *
 * Returns: (transfer full): "2,009 tunes taken, 41 with a remark"
 */
char *
shed_remark_text_summary (const ShedImportReport *report)
{
  GString *text;
  char *refusal = dup_only_refusal (report);

  if (refusal != NULL)
    return refusal;
  text = g_string_new (NULL);
  append_part (text, "", "%'u tune taken", "%'u tunes taken", report->taken);
  append_part (text, ", ", "%'u with a remark", "%'u with a remark", report->remarked);
  append_part (text, " · ", "%'u tune was here already", "%'u tunes were here already", report->unchanged);
  append_part (text, " · ", "%'u tune left out", "%'u tunes left out", report->refused);
  append_part (text, " · ", "%'u file could not be read", "%'u files could not be read", report->files_refused);
  if (text->len == 0)
    g_string_append (text, report->rows > 0 ? _("Backup restored") : _("There was no tune in it"));
  if (report->was_cancelled)
    g_string_append_printf (text, " · %s", _("stopped before the end"));
  return g_string_free (text, FALSE);
}
