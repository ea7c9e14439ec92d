/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sentence for each kind of command. A test walks the enum: every kind has a label. */
#include "shed-command-text.h"

#include <glib/gi18n.h>

#include "shed-name.h"

/* One thing with a name is called by it, several are counted. */
#define ONE_OR_MANY(named, singular, plural) \
  (subject != NULL && count <= 1 ? g_strdup_printf (named, subject) \
                                 : g_strdup_printf (ngettext (singular, plural, MAX (count, 1)), MAX (count, 1)))
#define MANY(singular, plural) g_strdup_printf (ngettext (singular, plural, MAX (count, 1)), MAX (count, 1))
/* The subject is where it happened: a repertoire, a tag. */
#define MANY_AND_WHERE(singular, plural, bare_singular, bare_plural) \
  (subject != NULL ? g_strdup_printf (ngettext (singular, plural, MAX (count, 1)), MAX (count, 1), subject) \
                   : MANY (bare_singular, bare_plural))

/**
 * shed_command_text_done:
 * @kind: what was done
 * @subject: (nullable): title or name of the one thing
 * @count: how many things
 *
 * Returns: (transfer full) (nullable): what to say about it
 */
char *
shed_command_text_done (ShedCommandKind kind, const char *subject, guint count)
{
  /* Nothing changed: the tunes were there already, or had gone. */
  if (count == 0 && (kind == SHED_COMMAND_ADD_TUNES || kind == SHED_COMMAND_REMOVE_TUNES || kind == SHED_COMMAND_TAG))
    return NULL;

  switch (kind)
    {
    case SHED_COMMAND_TUNE_DELETE:
      return ONE_OR_MANY (_("“%s” deleted"), "%u tune deleted", "%u tunes deleted");
    case SHED_COMMAND_TUNE_MERGE:
      return g_strdup_printf (ngettext ("%u tune merged", "%u tunes merged", MAX (count, 1)), MAX (count, 1));
    case SHED_COMMAND_TUNE_MOVE:
      return MANY ("%u tune moved", "%u tunes moved");
    case SHED_COMMAND_BOOK_DELETE:
      return subject != NULL ? g_strdup_printf (_("Tune book “%s” deleted"), subject) : g_strdup (_("Tune book deleted"));
    case SHED_COMMAND_REPERTOIRE_DELETE:
      return subject != NULL ? g_strdup_printf (_("Repertoire “%s” deleted"), subject) : g_strdup (_("Repertoire deleted"));
    case SHED_COMMAND_ADD_TUNES:
      return MANY_AND_WHERE ("%u tune added to %s", "%u tunes added to %s", "%u tune added", "%u tunes added");
    case SHED_COMMAND_REMOVE_TUNES:
      return MANY_AND_WHERE ("%u tune removed from %s", "%u tunes removed from %s", "%u tune removed", "%u tunes removed");
    case SHED_COMMAND_PAUSE:
      return ONE_OR_MANY (_("“%s” paused"), "%u tune paused", "%u tunes paused");
    case SHED_COMMAND_RESUME:
      return ONE_OR_MANY (_("“%s” is practised again"), "%u tune is practised again", "%u tunes are practised again");
    case SHED_COMMAND_GOAL:
      return ONE_OR_MANY (_("Goal of “%s” changed"), "Goal of %u tune changed", "Goal of %u tunes changed");
    case SHED_COMMAND_PLAYED_KEY:
      return ONE_OR_MANY (_("Key of “%s” changed"), "Key of %u tune changed", "Key of %u tunes changed");
    case SHED_COMMAND_STAGE:
      return NULL;
    case SHED_COMMAND_TAG:
      return MANY_AND_WHERE ("%u tune tagged “%s”", "%u tunes tagged “%s”", "%u tune tagged", "%u tunes tagged");
    case SHED_COMMAND_UNTAG:
      return subject != NULL ? g_strdup_printf (_("Tag “%s” removed"), subject) : g_strdup (_("Tag removed"));
    case SHED_COMMAND_OVERRIDE_DATE:
      return ONE_OR_MANY (_("Date of “%s” set"), "Date of %u tune set", "Date of %u tunes set");
    case SHED_COMMAND_PUT_OFF:
      return ONE_OR_MANY (_("“%s” put off till tomorrow"), "%u tune put off till tomorrow", "%u tunes put off till tomorrow");
    case SHED_COMMAND_KNOWN:
      return ONE_OR_MANY (_("“%s” marked as known"), "%u tune marked as known", "%u tunes marked as known");
    case SHED_COMMAND_START_AFRESH:
      return subject != NULL ? g_strdup_printf (_("“%s” starts afresh"), subject) : g_strdup (_("The tune starts afresh"));
    case SHED_COMMAND_SUBMIT:
      return g_strdup_printf (ngettext ("%u rating submitted", "%u ratings submitted", MAX (count, 1)), MAX (count, 1));
    case SHED_COMMAND_RATE:
      return ONE_OR_MANY (_("“%s” rated"), "%u tune rated", "%u tunes rated");
    case SHED_COMMAND_VOID:
      return g_strdup (_("Rating taken back"));
    case SHED_COMMAND_REPLACE_RATING:
      return g_strdup (_("Rating corrected"));
    case SHED_COMMAND_RESCHEDULE:
      return g_strdup_printf (ngettext ("%u tune rescheduled", "%u tunes rescheduled", MAX (count, 1)), MAX (count, 1));
    case SHED_COMMAND_QUEUE_ADD:
      return MANY ("%u tune added to practice", "%u tunes added to practice");
    case SHED_COMMAND_QUEUE_RESET:
      return g_strdup (_("The day was made anew"));
    case SHED_COMMAND_NOTE_DELETE:
      return g_strdup (_("Note deleted"));
    case SHED_COMMAND_IMPORT:
      return g_strdup_printf (ngettext ("%u tune imported", "%u tunes imported", count), count);
    case SHED_COMMAND_ANSWER:
      return count == 0 ? NULL : g_strdup_printf (ngettext ("%u choice made", "%u choices made", count), count);
    case SHED_COMMAND_DISCARD:
      return count == 0 ? NULL : g_strdup_printf (ngettext ("%u change discarded", "%u changes discarded", count), count);
    case SHED_COMMAND_BRING_BACK:
      return count == 0 ? NULL
                        : g_strdup_printf (ngettext ("%u change brought back", "%u changes brought back", count), count);
    case SHED_COMMAND_RESTORE:
      return g_strdup (_("Backup restored"));

    case SHED_COMMAND_TUNE_NEW:
    case SHED_COMMAND_TUNE_EDIT:
    case SHED_COMMAND_ALIAS_EDIT:
    case SHED_COMMAND_BOOK_NEW:
    case SHED_COMMAND_BOOK_EDIT:
    case SHED_COMMAND_BOOK_LOCAL_ONLY:
    case SHED_COMMAND_REPERTOIRE_NEW:
    case SHED_COMMAND_REPERTOIRE_EDIT:
    case SHED_COMMAND_NOTE_NEW:
    case SHED_COMMAND_NOTE_EDIT:
    case SHED_COMMAND_PREFERENCE:
    default:
      return NULL;
    }
}

/**
 * shed_command_text_label:
 * @kind: what was done
 * @subject: (nullable): title or name of the one thing
 * @count: how many things
 *
 * Returns: (transfer full): its name, a verb with what it was done to
 */
char *
shed_command_text_label (ShedCommandKind kind, const char *subject, guint count)
{
  const char *text = NULL;
  const char *named = NULL;

  switch (kind)
    {
    case SHED_COMMAND_TUNE_NEW:         text = _("new tune");            named = _("new tune “%s”"); break;
    case SHED_COMMAND_TUNE_EDIT:        text = _("edit tune");           named = _("edit “%s”"); break;
    case SHED_COMMAND_TUNE_DELETE:      text = _("delete tunes");        named = _("delete “%s”"); break;
    case SHED_COMMAND_TUNE_MERGE:       text = _("merge tunes");         named = _("merge into “%s”"); break;
    case SHED_COMMAND_TUNE_MOVE:        text = _("move tunes"); break;
    case SHED_COMMAND_ALIAS_EDIT:       text = _("edit other names");    named = _("edit other names of “%s”"); break;
    case SHED_COMMAND_BOOK_NEW:         text = _("new tune book");       named = _("new tune book “%s”"); break;
    case SHED_COMMAND_BOOK_EDIT:        text = _("edit tune book");      named = _("edit tune book “%s”"); break;
    case SHED_COMMAND_BOOK_DELETE:      text = _("delete tune book");    named = _("delete tune book “%s”"); break;
    case SHED_COMMAND_BOOK_LOCAL_ONLY:  text = _("where a tune book is kept"); named = _("where “%s” is kept"); break;
    case SHED_COMMAND_REPERTOIRE_NEW:   text = _("new repertoire");      named = _("new repertoire “%s”"); break;
    case SHED_COMMAND_REPERTOIRE_EDIT:  text = _("edit repertoire");     named = _("edit repertoire “%s”"); break;
    case SHED_COMMAND_REPERTOIRE_DELETE: text = _("delete repertoire");  named = _("delete repertoire “%s”"); break;
    case SHED_COMMAND_ADD_TUNES:        text = _("add tunes");           named = _("add tunes to %s"); break;
    case SHED_COMMAND_REMOVE_TUNES:     text = _("remove tunes");        named = _("remove tunes from %s"); break;
    case SHED_COMMAND_PAUSE:            text = _("pause");               named = _("pause “%s”"); break;
    case SHED_COMMAND_RESUME:           text = _("resume");              named = _("resume “%s”"); break;
    case SHED_COMMAND_GOAL:             text = _("change goal");         named = _("change goal of “%s”"); break;
    case SHED_COMMAND_PLAYED_KEY:       text = _("change key");          named = _("change key of “%s”"); break;
    case SHED_COMMAND_STAGE:            text = _("change stage");        named = _("change stage of “%s”"); break;
    case SHED_COMMAND_TAG:              text = _("add tag");             named = _("tag “%s”"); break;
    case SHED_COMMAND_UNTAG:            text = _("remove tag");          named = _("remove tag “%s”"); break;
    case SHED_COMMAND_OVERRIDE_DATE:    text = _("set date");            named = _("set date of “%s”"); break;
    case SHED_COMMAND_PUT_OFF:          text = _("put off");             named = _("put off “%s”"); break;
    case SHED_COMMAND_KNOWN:            text = _("mark as known");       named = _("mark “%s” as known"); break;
    case SHED_COMMAND_START_AFRESH:     text = _("start afresh");        named = _("start “%s” afresh"); break;
    case SHED_COMMAND_SUBMIT:           text = _("submit ratings"); break;
    case SHED_COMMAND_RATE:             text = _("rate");                named = _("rate “%s”"); break;
    case SHED_COMMAND_VOID:             text = _("take rating back"); break;
    case SHED_COMMAND_REPLACE_RATING:   text = _("correct rating"); break;
    case SHED_COMMAND_RESCHEDULE:       text = _("reschedule"); break;
    case SHED_COMMAND_QUEUE_ADD:        text = _("add to practice"); break;
    case SHED_COMMAND_QUEUE_RESET:      text = _("make the day anew"); break;
    case SHED_COMMAND_NOTE_NEW:         text = _("new note"); break;
    case SHED_COMMAND_NOTE_EDIT:        text = _("edit note"); break;
    case SHED_COMMAND_NOTE_DELETE:      text = _("delete note"); break;
    case SHED_COMMAND_PREFERENCE:       text = _("change preference"); break;
    case SHED_COMMAND_ANSWER:           text = _("make choices"); break;
    case SHED_COMMAND_DISCARD:          text = _("discard changes"); break;
    case SHED_COMMAND_BRING_BACK:       text = _("bring changes back"); break;
    case SHED_COMMAND_IMPORT:           text = _("import");              named = _("import “%s”"); break;
    case SHED_COMMAND_RESTORE:          text = _("restore backup"); break;
    default:
      return g_strdup (_("change"));
    }
  if (named != NULL && subject != NULL &&
      (count <= 1 || kind == SHED_COMMAND_ADD_TUNES || kind == SHED_COMMAND_REMOVE_TUNES))
    return g_strdup_printf (named, subject);
  return g_strdup (text);
}

char *
shed_command_text_dup_done (ShedCommand *command)
{
  const char *subject = shed_command_get_subject (command);
  g_autofree char *name = subject != NULL ? shed_name_dup_short (subject) : NULL;

  return shed_command_text_done (shed_command_get_kind (command), name, shed_command_get_count (command));
}

char *
shed_command_text_dup_label (ShedCommand *command)
{
  const char *subject = shed_command_get_subject (command);
  g_autofree char *name = subject != NULL ? shed_name_dup_short (subject) : NULL;

  return shed_command_text_label (shed_command_get_kind (command), name, shed_command_get_count (command));
}
