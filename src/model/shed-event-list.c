/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice history and the notes of one tune, as lists that keep themselves fresh. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-civil.h"
#include "shed-fields-private.h"
#include "shed-repertoire.h"
#include "shed-rows-private.h"

struct _ShedEvent {
  GObject  parent_instance;
  char    *id, *kind, *repertoire_id, *tune_id, *submit_id;
  int      rating, interval_days, duration_ms, tempo_bpm, practice_day;
  gint64   answered_at, due_at;
  gboolean counts;
};
G_DEFINE_FINAL_TYPE (ShedEvent, shed_event, G_TYPE_OBJECT)

#define EVENT_FIELD(name, type, member) { name, SHED_FIELD_##type, G_STRUCT_OFFSET (ShedEvent, member) }
static const ShedField event_fields[] = {
  EVENT_FIELD ("id", STRING, id), EVENT_FIELD ("kind", STRING, kind), EVENT_FIELD ("repertoire-id", STRING, repertoire_id),
  EVENT_FIELD ("tune-id", STRING, tune_id), EVENT_FIELD ("submit-id", STRING, submit_id), EVENT_FIELD ("rating", INT, rating),
  EVENT_FIELD ("interval-days", INT, interval_days), EVENT_FIELD ("duration-ms", INT, duration_ms),
  EVENT_FIELD ("tempo-bpm", INT, tempo_bpm), EVENT_FIELD ("practice-day", INT, practice_day),
  EVENT_FIELD ("answered-at", INT64, answered_at), EVENT_FIELD ("due-at", INT64, due_at), EVENT_FIELD ("counts", BOOLEAN, counts),
};

static void
shed_event_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  shed_fields_get (object, event_fields, G_N_ELEMENTS (event_fields), prop_id, value, pspec);
}

static void
shed_event_finalize (GObject *object)
{
  shed_fields_clear (object, event_fields, G_N_ELEMENTS (event_fields));
  G_OBJECT_CLASS (shed_event_parent_class)->finalize (object);
}

static void
shed_event_class_init (ShedEventClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = shed_event_get_property;
  G_OBJECT_CLASS (klass)->finalize = shed_event_finalize;
  shed_fields_install (G_OBJECT_CLASS (klass), event_fields, G_N_ELEMENTS (event_fields));
}

static void
shed_event_init (ShedEvent *self)
{
}

/* Without a repertoire each one that has events is looked up by its index: no scan of all events. */
#define EVENTS_SQL \
  "WITH RECURSIVE place(id) AS (SELECT CASE WHEN :repertoire IS NULL THEN (SELECT min(repertoire_id) FROM practice_event)" \
  " ELSE :repertoire END UNION ALL SELECT (SELECT min(repertoire_id) FROM practice_event WHERE repertoire_id > place.id)" \
  " FROM place WHERE :repertoire IS NULL AND place.id IS NOT NULL)" \
  " SELECT practice_event.id, kind, repertoire_id, tune_id, submit_id, coalesce(rating, 0), coalesce(interval_days, 0)," \
  " coalesce(duration_ms, 0), coalesce(tempo_bpm, 0), practice_day, answered_at, coalesce(due_at, 0)," \
  " NOT EXISTS (SELECT 1 FROM event_voided WHERE event_id = practice_event.id)" \
  " FROM place CROSS JOIN practice_event ON repertoire_id = place.id AND tune_id IN (SELECT :tune UNION ALL" \
  " SELECT value FROM json_each(coalesce((SELECT merged FROM tune WHERE id = :tune), '[]')))" \
  " WHERE kind <> 'void' ORDER BY answered_at, practice_event.id"

static GPtrArray *
load_events (ShedDb      *db,
             const char  *repertoire_id,
             const char  *tune_id,
             GError     **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, EVENTS_SQL, error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      ShedEvent *item = g_object_new (SHED_TYPE_EVENT, NULL);
      char **const texts[] = { &item->id, &item->kind, &item->repertoire_id, &item->tune_id, &item->submit_id };
      int *const numbers[] = { &item->rating, &item->interval_days, &item->duration_ms, &item->tempo_bpm };
      int column = 0;

      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        *texts[i] = shed_stmt_dup_text (stmt, column++);
      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        {
          gint64 number = shed_stmt_get_int (stmt, column++); /* MIN() looks twice */

          *numbers[i] = (int) MIN (number, G_MAXINT);
        }
      item->practice_day = shed_civil_parse (shed_stmt_get_text (stmt, column++));
      item->answered_at = shed_stmt_get_int (stmt, column++);
      item->due_at = shed_stmt_get_int (stmt, column++);
      item->counts = shed_stmt_get_int (stmt, column++) != 0;
      g_ptr_array_add (items, item);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&items) : NULL;
}

static const char *
get_event_id (gpointer item)
{
  return SHED_EVENT (item)->id;
}

static void
take_over_event (gpointer item,
                 gpointer fresh)
{
  shed_fields_take_over (item, fresh, event_fields, G_N_ELEMENTS (event_fields));
}

/**
 * shed_event_list_new:
 * @repertoire_id: (nullable): NULL for all repertoires, deleted ones too
 *
 * Returns: (transfer full): list of #ShedEvent, oldest first; it has a property "loaded"
 */
GListModel *
shed_event_list_new (ShedStore  *store,
                     const char *repertoire_id,
                     const char *tune_id)
{
  static const char * const tables[] = { "practice_event", "tune", NULL }; /* tune: joined ones */
  static ShedRowsKind kind = { 0, tables, load_events, get_event_id, take_over_event };

  g_return_val_if_fail (SHED_IS_STORE (store), NULL);
  g_return_val_if_fail (tune_id != NULL, NULL);

  kind.item_type = SHED_TYPE_EVENT;
  return G_LIST_MODEL (shed_rows_new (SHED_TYPE_ROWS, store, &kind, repertoire_id, tune_id));
}

struct _ShedNote {
  GObject  parent_instance;
  char    *id, *text, *repertoire_id;
  gboolean favourite;
  gint64   created_at;
};
G_DEFINE_FINAL_TYPE (ShedNote, shed_note, G_TYPE_OBJECT)

#define NOTE_FIELD(name, type, member) { name, SHED_FIELD_##type, G_STRUCT_OFFSET (ShedNote, member) }
static const ShedField note_fields[] = {
  NOTE_FIELD ("id", STRING, id), NOTE_FIELD ("text", STRING, text), NOTE_FIELD ("repertoire-id", STRING, repertoire_id),
  NOTE_FIELD ("favourite", BOOLEAN, favourite), NOTE_FIELD ("created-at", INT64, created_at),
};

static void
shed_note_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  shed_fields_get (object, note_fields, G_N_ELEMENTS (note_fields), prop_id, value, pspec);
}

static void
shed_note_finalize (GObject *object)
{
  shed_fields_clear (object, note_fields, G_N_ELEMENTS (note_fields));
  G_OBJECT_CLASS (shed_note_parent_class)->finalize (object);
}

static void
shed_note_class_init (ShedNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = shed_note_get_property;
  G_OBJECT_CLASS (klass)->finalize = shed_note_finalize;
  shed_fields_install (G_OBJECT_CLASS (klass), note_fields, G_N_ELEMENTS (note_fields));
}

static void
shed_note_init (ShedNote *self)
{
}

static GPtrArray *
load_notes (ShedDb      *db,
            const char  *tune_id,
            const char  *unused,
            GError     **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "SELECT id, text, repertoire_id, favourite, created_at FROM note WHERE tune_id = :tune"
                    " ORDER BY position, id",
                    error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      ShedNote *item = g_object_new (SHED_TYPE_NOTE, NULL);

      item->id = shed_stmt_dup_text (stmt, 0);
      item->text = shed_stmt_dup_text (stmt, 1);
      item->repertoire_id = shed_stmt_dup_text (stmt, 2);
      item->favourite = shed_stmt_get_int (stmt, 3) != 0;
      item->created_at = shed_stmt_get_int (stmt, 4);
      g_ptr_array_add (items, item);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&items) : NULL;
}

static const char *
get_note_id (gpointer item)
{
  return SHED_NOTE (item)->id;
}

static void
take_over_note (gpointer item,
                gpointer fresh)
{
  shed_fields_take_over (item, fresh, note_fields, G_N_ELEMENTS (note_fields));
}

/**
 * shed_note_list_new:
 *
 * Returns: (transfer full): list of #ShedNote by position; it has a property "loaded"
 */
GListModel *
shed_note_list_new (ShedStore  *store,
                    const char *tune_id)
{
  static const char * const tables[] = { "note", NULL };
  static ShedRowsKind kind = { 0, tables, load_notes, get_note_id, take_over_note };

  g_return_val_if_fail (SHED_IS_STORE (store), NULL);
  g_return_val_if_fail (tune_id != NULL, NULL);

  kind.item_type = SHED_TYPE_NOTE;
  return G_LIST_MODEL (shed_rows_new (SHED_TYPE_ROWS, store, &kind, tune_id, NULL));
}
