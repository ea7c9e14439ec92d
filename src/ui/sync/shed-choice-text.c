/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for questions. The names of fields follow the table list; a field that has no name here is called by its column, so that
 * nothing is ever hidden. */
#include "shed-choice-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shed-facts-text.h"

#define CLOCK_IS_OFF_MS (5 * 60 * 1000)
#define HOUR_MS (60 * 60 * 1000)
#define MAX_WORDS 700

const char *
shed_choice_side_word (ShedChoiceSide side)
{
  static const char *const words[] = { "mine", "other", "both" };

  return words[MIN (side, SHED_CHOICE_BOTH)];
}

char *
shed_choice_text_subject (ShedChoice *choice)
{
  const char *title = shed_choice_get_title (choice);

  return g_strdup (title != NULL ? title : _("Untitled"));
}

char *
shed_choice_text_kind (ShedChoice *choice)
{
  static const struct { const char *table, *name; } kinds[] = {
    { "book", N_("Tune Book") }, { "repertoire", N_("Repertoire") }, { "tag", N_("Tag") },
    { "tune_set", N_("Set") }, { "setlist", N_("Set List") }, { "goal", N_("Goal") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].table, shed_choice_get_table (choice)))
      return g_strdup (_(kinds[i].name));
  return NULL;
}

char *
shed_choice_text_field (ShedChoice *choice)
{
  static const struct { const char *table, *group, *name; } fields[] = {
    { "tune", "title", N_("Title") }, { "tune", "composer", N_("Composer") }, { "tune", "kind", N_("Kind and Metre") },
    { "tune", "key", N_("Key") }, { "tune", "structure", N_("Structure") }, { "tune", "abc", N_("Music") },
    { "book", "title", N_("Title") }, { "book", "note", N_("Note") }, { "note", "text", N_("Note") },
    { "reference", "url", N_("Address of a Reference") }, { "reference", "comment", N_("Comment on a Reference") },
    { "tune_set", "note", N_("Note") }, { "setlist", "note", N_("Note") }, { "media", "title", N_("Title of a Recording") },
  };
  const char *group = shed_choice_get_group (choice);

  if (shed_choice_is_deletion (choice))
    return g_strdup (_("Delete or Keep"));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].table, shed_choice_get_table (choice)) && g_str_equal (fields[i].group, group))
      return g_strdup (_(fields[i].name));
  return g_strdup (g_str_equal (group, "name") ? _("Name") : group);
}

char *
shed_choice_text_value (ShedChoice *choice, const char *json)
{
  g_auto (GStrv) columns = shed_choice_dup_columns (choice);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; columns[i] != NULL; i++)
    {
      g_autofree char *value = shed_choice_dup_value (choice, json, columns[i]);
      g_autofree char *words = NULL;

      if (value == NULL || *value == '\0')
        continue;
      if (g_str_equal (columns[i], "key"))
        words = shed_facts_text_key (value);
      else if (g_str_equal (columns[i], "kind"))
        words = shed_facts_text_kind (value);
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", words != NULL ? words : value);
    }
  if (text->len == 0)
    g_string_append (text, _("(nothing)"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_here (ShedChoice *choice, ShedChoiceSide side)
{
  gboolean here;

  g_object_get (choice, side == SHED_CHOICE_MINE ? "mine-here" : "other-here", &here, NULL);
  return here;
}

char *
shed_choice_text_computer (ShedChoice *choice, ShedChoiceSide side)
{
  g_autofree char *name = NULL;

  if (side == SHED_CHOICE_BOTH)
    return g_strdup (_("Keep Both"));
  if (is_here (choice, side))
    return g_strdup (_("This Computer"));
  g_object_get (choice, side == SHED_CHOICE_MINE ? "mine-device" : "other-device", &name, NULL);
  return name != NULL ? g_steal_pointer (&name) : g_strdup (_("Another Computer"));
}

static gint64
time_of (ShedChoice *choice, ShedChoiceSide side)
{
  gint64 at = 0;

  if (side != SHED_CHOICE_BOTH)
    g_object_get (choice, side == SHED_CHOICE_MINE ? "mine-at" : "other-at", &at, NULL);
  return at;
}

/* Nothing can have been written after the question about it came to be. */
static char *
dup_clock_note (ShedChoice *choice, ShedChoiceSide side)
{
  gint64 asked_at, ahead;

  g_object_get (choice, "asked-at", &asked_at, NULL);
  ahead = time_of (choice, side) - asked_at;
  if (time_of (choice, side) == 0 || asked_at <= 0 || ahead < CLOCK_IS_OFF_MS)
    return NULL;
  if (ahead < HOUR_MS)
    return g_strdup_printf (ngettext ("its clock is %d minute ahead", "its clock is %d minutes ahead", (int) (ahead / 60000)),
                            (int) (ahead / 60000));
  if (ahead < 48 * (gint64) HOUR_MS)
    return g_strdup_printf (ngettext ("its clock is %d hour ahead", "its clock is %d hours ahead", (int) (ahead / HOUR_MS)),
                            (int) (ahead / HOUR_MS));
  return g_strdup_printf (
    ngettext ("its clock is %d day ahead", "its clock is %d days ahead", (int)(ahead / (24 * (gint64)HOUR_MS))),
    (int)(ahead / (24 * (gint64)HOUR_MS)));
}

/* "yesterday, 21:40": of what was written within a week the hour tells which was later. */
static char *
dup_time (gint64 at, const ShedTimeFrame *frame)
{
  g_autofree char *relative = shed_time_text_relative (at, frame);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (frame->time_zone);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / 1000);
  g_autoptr (GDateTime) local = zone != NULL && utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *clock = local != NULL ? g_date_time_format (local, "%H:%M") : NULL;

  if (clock == NULL || ABS (frame->now_ms - at) > 7 * 24 * (gint64) HOUR_MS)
    return g_steal_pointer (&relative);
  /* Translators: a day and a time of it, as "yesterday, 21:40". */
  return g_strdup_printf (_("%s, %s"), relative, clock);
}

char *
shed_choice_text_when (ShedChoice *choice, ShedChoiceSide side, const ShedTimeFrame *frame)
{
  gint64 at = time_of (choice, side);
  g_autofree char *when = at > 0 ? dup_time (at, frame) : NULL;
  g_autofree char *note = dup_clock_note (choice, side);

  if (when == NULL || note == NULL)
    return g_steal_pointer (&when);
  /* Translators: when something was written, and what is wrong with that computer's clock. */
  return g_strdup_printf (_("%s (%s)"), when, note);
}

char *
shed_choice_text_when_exact (ShedChoice *choice, ShedChoiceSide side, const ShedTimeFrame *frame)
{
  gint64 at = time_of (choice, side);

  return at > 0 ? shed_time_text_exact (at, frame) : NULL;
}

static gboolean
side_deletes (ShedChoice *choice, ShedChoiceSide side)
{
  return shed_choice_is_deletion (choice) && side == SHED_CHOICE_MINE;
}

char *
shed_choice_text_side (ShedChoice *choice, ShedChoiceSide side)
{
  if (shed_choice_is_deletion (choice))
    return g_strdup (side_deletes (choice, side) ? _("Delete") : _("Keep"));
  if (side == SHED_CHOICE_BOTH)
    {
      if (shed_choice_is_text (choice))
        return g_strdup (_("Both texts, one after the other, to be edited"));
      if (g_str_equal (shed_choice_get_group (choice), "title"))
        return g_strdup (_("The second becomes another name of the tune"));
      return g_strdup (_("The second becomes a tune of its own"));
    }
  return shed_choice_text_value (choice, side == SHED_CHOICE_MINE ? shed_choice_get_mine (choice)
                                                                  : shed_choice_get_theirs (choice));
}

char *
shed_choice_text_result (ShedChoice *choice, ShedChoiceSide side)
{
  g_autofree char *field = shed_choice_text_field (choice);
  g_autofree char *value = NULL;

  if (shed_choice_is_deletion (choice))
    return g_strdup (side_deletes (choice, side) ? _("will be deleted") : _("stays"));
  if (side == SHED_CHOICE_BOTH && g_str_equal (shed_choice_get_group (choice), "title"))
    {
      g_autofree char *mine = shed_choice_text_value (choice, shed_choice_get_mine (choice));
      g_autofree char *theirs = shed_choice_text_value (choice, shed_choice_get_theirs (choice));

      return g_strdup_printf (_("“%s”, also called “%s”"), mine, theirs);
    }
  if (shed_choice_is_text (choice))
    {
      g_autofree char *computer = shed_choice_text_computer (choice, side);

      return side == SHED_CHOICE_BOTH ? g_strdup_printf (_ ("%s: both"), field)
                                      : g_strdup_printf (_ ("%s: as on %s"), field, computer);
    }
  value = shed_choice_text_value (choice, side == SHED_CHOICE_OTHER ? shed_choice_get_theirs (choice)
                                                                    : shed_choice_get_mine (choice));
  if (side != SHED_CHOICE_BOTH)
    return g_strdup_printf (_("%s: %s"), field, value);
  {
    g_autofree char *theirs = shed_choice_text_value (choice, shed_choice_get_theirs (choice));

    return g_strdup_printf (_("%s: %s, and a second tune with %s"), field, value, theirs);
  }
}

/* Differences */

typedef struct { const char *start; gsize length; gboolean changed; } Word;

static GArray *
split_words (const char *text)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (Word));
  const char *p = text;

  while (*p != '\0')
    {
      Word word = { 0 };

      while (*p != '\0' && g_unichar_isspace (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      word.start = p;
      while (*p != '\0' && !g_unichar_isspace (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      word.length = (gsize) (p - word.start);
      word.changed = TRUE;
      if (word.length > 0)
        g_array_append_val (words, word);
    }
  return words;
}

static gboolean
same_word (const Word *a, const Word *b)
{
  return a->length == b->length && memcmp (a->start, b->start, a->length) == 0;
}

#define WORD(array, i) (&g_array_index (array, Word, i))

/* The longest run of words in the same order in both stays unmarked. */
static void
compare_words (GArray *a, GArray *b)
{
  guint head = 0, tail = 0, n, m;
  g_autofree guint16 *length = NULL;

  while (head < MIN (a->len, b->len) && same_word (WORD (a, head), WORD (b, head)))
    WORD (a, head++)->changed = FALSE;
  while (tail < MIN (a->len, b->len) - head && same_word (WORD (a, a->len - 1 - tail), WORD (b, b->len - 1 - tail)))
    WORD (a, a->len - 1 - tail++)->changed = FALSE;
  n = a->len - head - tail;
  m = b->len - head - tail;
  if (n == 0 || m == 0 || n > MAX_WORDS || m > MAX_WORDS)
    return;
  length = g_new0 (guint16, (n + 1) * (m + 1));
#define LENGTH(i, j) length[(i) * (m + 1) + (j)]
  for (guint i = n; i-- > 0;)
    for (guint j = m; j-- > 0;)
      LENGTH (i, j) = same_word (WORD (a, head + i), WORD (b, head + j)) ? LENGTH (i + 1, j + 1) + 1
                                                                         : MAX (LENGTH (i + 1, j), LENGTH (i, j + 1));
  for (guint i = 0, j = 0; i < n && j < m;)
    if (same_word (WORD (a, head + i), WORD (b, head + j)))
      {
        WORD (a, head + i)->changed = FALSE;
        i++;
        j++;
      }
    else if (LENGTH (i + 1, j) >= LENGTH (i, j + 1))
      i++;
    else
      j++;
#undef LENGTH
}

PangoAttrList *
shed_choice_text_mark (const char *text, const char *other)
{
  PangoAttrList *marks = pango_attr_list_new ();
  g_autoptr (GArray) a = split_words (text);
  g_autoptr (GArray) b = split_words (other);

  compare_words (a, b);
  for (guint i = 0; i < a->len; i++)
    if (WORD (a, i)->changed)
      {
        PangoAttribute *kinds[] = { pango_attr_weight_new (PANGO_WEIGHT_BOLD),
                                    pango_attr_underline_new (PANGO_UNDERLINE_SINGLE) };

        for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
          {
            kinds[k]->start_index = (guint) (WORD (a, i)->start - text);
            kinds[k]->end_index = (guint) (WORD (a, i)->start - text + WORD (a, i)->length);
            pango_attr_list_insert (marks, kinds[k]);
          }
      }
  return marks;
}

char *
shed_choice_text_changed_words (const char *text, const char *other)
{
  g_autoptr (GArray) a = split_words (text);
  g_autoptr (GArray) b = split_words (other);
  g_autoptr (GString) words = g_string_new (NULL);
  guint n = 0;

  compare_words (a, b);
  for (guint i = 0; i < a->len; i++)
    if (WORD (a, i)->changed)
      {
        g_string_append_printf (words, "%s%.*s", n > 0 ? " " : "", (int) WORD (a, i)->length, WORD (a, i)->start);
        n++;
      }
  return n > 0 && n <= 12 && n < a->len ? g_string_free (g_steal_pointer (&words), FALSE) : NULL;
}
