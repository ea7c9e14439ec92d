/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the built-in lists from their resource, once, and finds things in them. A fault in a list is a fault of the program,
 * not of a person's data: the test of the lists finds it, and here the entry is left out with a critical in the log. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-lists.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "shed-lists-resources.h"
#include "shed-text.h"

#define LISTS_PATH "/io/github/woodshed_app/Woodshed/lists/"

/* Fills one entry; FALSE when something it must have is missing. */
typedef gboolean (*ReadEntry) (JsonObject *object, gpointer entry);

typedef struct
{
  gpointer   *entries; /* NULL-terminated, in the order of the file */
  GHashTable *by_key;  /* folded spelling → entry */
} List;

static const char *
intern_member (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return g_intern_string (json_node_get_string (node));
}

static int
int_member (JsonObject *object, const char *member, int missing)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return missing;
  return (int) CLAMP (json_node_get_int (node), G_MININT, G_MAXINT);
}

static JsonArray *
array_member (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* Never NULL: a list that is not there is empty. Kept for the life of the program. */
static const char *const *
strings_member (JsonObject *object, const char *member)
{
  JsonArray *array = array_member (object, member);
  guint n = array != NULL ? json_array_get_length (array) : 0;
  const char **strings = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    strings[i] = g_intern_string (json_array_get_string_element (array, i));
  return strings;
}

/* "E♭3" → 51. -1 for what is no note. */
static int
midi_from_note (const char *note)
{
  static const int semitones[] = { 9, 11, 0, 2, 4, 5, 7 }; /* A B C D E F G */
  int alter = 0;
  const char *octave;

  if (note == NULL || note[0] < 'A' || note[0] > 'G')
    return -1;
  octave = note + 1;
  if (g_str_has_prefix (octave, "♯"))
    alter = 1;
  else if (g_str_has_prefix (octave, "♭"))
    alter = -1;
  if (alter != 0)
    octave = g_utf8_next_char (octave);
  if (!g_ascii_isdigit (octave[0]) || octave[1] != '\0')
    return -1;
  return (g_ascii_digit_value (octave[0]) + 1) * 12 + semitones[note[0] - 'A'] + alter;
}

static gboolean
read_kind (JsonObject *object, gpointer entry)
{
  ShedKind *kind = entry;

  kind->meter = intern_member (object, "meter");
  kind->unit = intern_member (object, "unit");
  kind->beat = intern_member (object, "beat");
  kind->tempo_bpm = (guint) int_member (object, "tempo", 0);
  kind->swing_percent = (guint) int_member (object, "swing", 50);
  kind->genres = strings_member (object, "genres");
  return kind->unit != NULL;
}

static gboolean
read_genre (JsonObject *object, gpointer entry)
{
  return TRUE;
}

static gboolean
read_instrument (JsonObject *object, gpointer entry)
{
  ShedInstrument *instrument = entry;
  const char *icon = intern_member (object, "icon");
  g_autofree char *icon_name = NULL;

  if (icon == NULL)
    return FALSE;
  icon_name = g_strdup_printf ("shed-instrument-%s-symbolic", icon);
  instrument->icon = g_intern_string (icon_name);
  instrument->clef = intern_member (object, "clef");
  instrument->lowest = midi_from_note (intern_member (object, "lowest"));
  instrument->highest = midi_from_note (intern_member (object, "highest"));
  instrument->transposition = int_member (object, "transposition", 0);
  instrument->is_tile = json_object_get_boolean_member_with_default (object, "tile", FALSE);
  instrument->tunings = strings_member (object, "tunings");
  return instrument->clef != NULL;
}

static gboolean
read_mode (JsonObject *object, gpointer entry)
{
  ShedMode *mode = entry;
  JsonArray *steps = array_member (object, "steps");

  mode->abc = intern_member (object, "abc");
  if (mode->abc == NULL || steps == NULL || json_array_get_length (steps) != G_N_ELEMENTS (mode->steps))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (mode->steps); i++)
    mode->steps[i] = (guint8) json_array_get_int_element (steps, i);
  return TRUE;
}

static gboolean
read_goal (JsonObject *object, gpointer entry)
{
  ShedGoal *goal = entry;
  JsonArray *rungs = array_member (object, "ladder_minutes");
  guint *minutes;

  if (rungs == NULL)
    return json_object_has_member (object, "ladder_minutes");
  goal->n_rungs = json_array_get_length (rungs);
  minutes = g_new (guint, MAX (goal->n_rungs, 1));
  for (guint i = 0; i < goal->n_rungs; i++)
    minutes[i] = (guint) json_array_get_int_element (rungs, i);
  goal->ladder_minutes = minutes;
  return goal->n_rungs > 0;
}

/* "Slip-Jig", "slipjig" and "slip jig" are one spelling. (transfer full) */
static char *
spelling_key (const char *text)
{
  char *key = shed_fold (text);
  char *to = key;

  for (const char *from = key; *from != '\0'; from++)
    if (*from != ' ')
      *to++ = *from;
  *to = '\0';
  return key;
}

static void
add_spelling (List *list, const char *text, gpointer entry)
{
  char *key = spelling_key (text);

  /* The first to claim a spelling keeps it; the test of the lists finds doubles. */
  if (g_hash_table_contains (list->by_key, key))
    g_free (key);
  else
    g_hash_table_insert (list->by_key, key, entry);
}

static GResource *
get_resource (void)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered))
    {
      shed_lists_data_register_resource ();
      g_once_init_leave (&registered, 1);
    }
  return shed_lists_data_get_resource ();
}

static JsonArray *
load_array (const char *file, JsonParser *parser)
{
  g_autofree char *path = g_strconcat (LISTS_PATH, file, NULL);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  JsonNode *root;

  bytes = g_resource_lookup_data (get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  if (bytes == NULL ||
      !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error))
    {
      g_critical ("Built-in list %s: %s", file, error->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
}

/* Every entry begins with these three, so that one reader serves all lists; DEFINE_LIST holds each type to it. */
#define ENTRY_ID(entry) G_STRUCT_MEMBER (const char *, entry, G_STRUCT_OFFSET (ShedKind, id))
#define ENTRY_NAME(entry) G_STRUCT_MEMBER (const char *, entry, G_STRUCT_OFFSET (ShedKind, name))
#define ENTRY_ALIASES(entry) G_STRUCT_MEMBER (const char *const *, entry, G_STRUCT_OFFSET (ShedKind, aliases))

static List *
load_list (const char *file, gsize entry_size, ReadEntry read_entry)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonArray *array = load_array (file, parser);
  guint n = array != NULL ? json_array_get_length (array) : 0;
  List *list = g_new0 (List, 1);
  guint n_entries = 0;

  list->entries = g_new0 (gpointer, n + 1);
  list->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      gpointer entry = g_malloc0 (entry_size);

      ENTRY_ID (entry) = intern_member (object, "id");
      ENTRY_NAME (entry) = intern_member (object, "name");
      ENTRY_ALIASES (entry) = strings_member (object, "aliases");
      list->entries[n_entries++] = entry;
      if (ENTRY_ID (entry) == NULL || ENTRY_NAME (entry) == NULL || !read_entry (object, entry))
        {
          g_critical ("Built-in list %s: entry %u is incomplete", file, i);
          list->entries[--n_entries] = NULL;
        }
    }

  /* Own names first, so that no alias of an earlier entry hides a later one. */
  for (guint i = 0; i < n_entries; i++)
    {
      add_spelling (list, ENTRY_ID (list->entries[i]), list->entries[i]);
      add_spelling (list, ENTRY_NAME (list->entries[i]), list->entries[i]);
    }
  for (guint i = 0; i < n_entries; i++)
    for (const char *const *alias = ENTRY_ALIASES (list->entries[i]); *alias != NULL; alias++)
      add_spelling (list, *alias, list->entries[i]);
  return list;
}

static gconstpointer
look_up (List *list, const char *text)
{
  g_autofree char *key = NULL;
  gsize length;
  gconstpointer found;

  if (text == NULL || text[0] == '\0')
    return NULL;
  key = spelling_key (text);
  found = g_hash_table_lookup (list->by_key, key);
  length = strlen (key);
  for (guint i = 0; found == NULL && i < 2 && length > 2; i++) /* reels, waltzes */
    {
      if (key[--length] != (i == 0 ? 's' : 'e'))
        break;
      key[length] = '\0';
      found = g_hash_table_lookup (list->by_key, key);
    }
  return found;
}

#define DEFINE_LIST(Type, noun, file)                                                      \
  G_STATIC_ASSERT (G_STRUCT_OFFSET (Type, id) == G_STRUCT_OFFSET (ShedKind, id) &&        \
                   G_STRUCT_OFFSET (Type, name) == G_STRUCT_OFFSET (ShedKind, name) &&    \
                   G_STRUCT_OFFSET (Type, aliases) == G_STRUCT_OFFSET (ShedKind, aliases)); \
  static List *                                                                           \
  get_##noun##s (void)                                                                    \
  {                                                                                       \
    static gsize list = 0;                                                                \
                                                                                          \
    if (g_once_init_enter (&list))                                                        \
      g_once_init_leave (&list, (gsize) load_list (file, sizeof (Type), read_##noun));    \
    return (List *) list;                                                                 \
  }                                                                                       \
                                                                                          \
  const Type *                                                                            \
  shed_##noun##_lookup (const char *text)                                                 \
  {                                                                                       \
    return look_up (get_##noun##s (), text);                                              \
  }                                                                                       \
                                                                                          \
  const Type *const *                                                                     \
  shed_##noun##_list (void)                                                               \
  {                                                                                       \
    return (const Type *const *) get_##noun##s ()->entries;                               \
  }

DEFINE_LIST (ShedKind, kind, "kinds.json")
DEFINE_LIST (ShedGenre, genre, "genres.json")
DEFINE_LIST (ShedInstrument, instrument, "instruments.json")
DEFINE_LIST (ShedMode, mode, "modes.json")
DEFINE_LIST (ShedGoal, goal, "goals.json")

/**
 * shed_kind_has_genre:
 * @kind: a kind
 * @genre_id: a genre's id
 *
 * Returns: whether @kind is played in that genre
 */
gboolean
shed_kind_has_genre (const ShedKind *kind, const char *genre_id)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  return genre_id != NULL && g_strv_contains (kind->genres, genre_id);
}

/**
 * shed_kind_lookup_id:
 * @text: (nullable): words that may name a kind
 * @unused: nothing; it makes this fit where a lookup with data is asked for
 *
 * Returns: (transfer none) (nullable): the id of the kind, or NULL when no kind is called so
 */
const char *
shed_kind_lookup_id (const char *text, gpointer unused)
{
  const ShedKind *kind = shed_kind_lookup (text);

  return kind != NULL ? kind->id : NULL;
}
