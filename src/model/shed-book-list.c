/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tune books as objects and as a list: My tunes, the starter book, then the others by title. */
#define G_LOG_DOMAIN "Woodshed-model"

#include <string.h>

#include "shed-command-private.h"
#include "shed-fields-private.h"
#include "shed-id.h"
#include "shed-repertoire.h"
#include "shed-rows-private.h"
#include "shed-text.h"

struct _ShedBook {
  GObject  parent_instance;
  char    *id, *title, *origin, *source, *rights, *note;
  gboolean local_only;
  guint    n_tunes;
  char    *sort_key;
};
G_DEFINE_FINAL_TYPE (ShedBook, shed_book, G_TYPE_OBJECT)

#define FIELD(name, type, member) { name, SHED_FIELD_##type, G_STRUCT_OFFSET (ShedBook, member) }
static const ShedField fields[] = {
  FIELD ("id", STRING, id), FIELD ("title", STRING, title), FIELD ("origin", STRING, origin),
  FIELD ("source", STRING, source), FIELD ("rights", STRING, rights), FIELD ("note", STRING, note),
  FIELD ("local-only", BOOLEAN, local_only), FIELD ("n-tunes", UINT, n_tunes),
};

static void
shed_book_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  shed_fields_get (object, fields, G_N_ELEMENTS (fields), prop_id, value, pspec);
}

static void
shed_book_finalize (GObject *object)
{
  shed_fields_clear (object, fields, G_N_ELEMENTS (fields));
  g_free (SHED_BOOK (object)->sort_key);
  G_OBJECT_CLASS (shed_book_parent_class)->finalize (object);
}

static void
shed_book_class_init (ShedBookClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = shed_book_get_property;
  G_OBJECT_CLASS (klass)->finalize = shed_book_finalize;
  shed_fields_install (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
shed_book_init (ShedBook *self)
{
}

const char *
shed_book_get_id (ShedBook *self)
{
  g_return_val_if_fail (SHED_IS_BOOK (self), NULL);

  return self->id;
}

const char *
shed_book_get_title (ShedBook *self)
{
  g_return_val_if_fail (SHED_IS_BOOK (self), NULL);

  return self->title;
}

#define BOOKS_SQL \
  "SELECT id, title, origin, source, rights, note, local_only, (SELECT count(*) FROM tune WHERE book_id = book.id) FROM book"

static int
compare_books (gconstpointer a,
               gconstpointer b)
{
  const ShedBook *first = *(ShedBook * const *) a;
  const ShedBook *second = *(ShedBook * const *) b;
  int by_key = strcmp (first->sort_key, second->sort_key);

  return by_key != 0 ? by_key : strcmp (first->id, second->id);
}

static char *
dup_sort_key (const ShedBook *book)
{
  g_autofree char *folded = shed_fold (book->title);
  int rank = strcmp (book->id, shed_id_my_tunes ()) == 0 ? 0 : strcmp (book->id, shed_id_starter_book ()) == 0 ? 1 : 2;

  return g_strdup_printf ("%d%s", rank, folded);
}

static GPtrArray *
load_books (ShedDb      *db,
            const char  *first_key,
            const char  *second_key,
            GError     **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, BOOKS_SQL, error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      ShedBook *item = g_object_new (SHED_TYPE_BOOK, NULL);
      char **const texts[] = { &item->id, &item->title, &item->origin, &item->source, &item->rights, &item->note };

      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        *texts[i] = shed_stmt_dup_text (stmt, (int) i);
      item->local_only = shed_stmt_get_int (stmt, 6) != 0;
      item->n_tunes = shed_stmt_get_int (stmt, 7);
      item->sort_key = dup_sort_key (item);
      g_ptr_array_add (items, item);
    }
  g_ptr_array_sort (items, compare_books);
  return step == SHED_STEP_DONE ? g_steal_pointer (&items) : NULL;
}

static const char *
get_id (gpointer item)
{
  return SHED_BOOK (item)->id;
}

static void
take_over (gpointer item,
           gpointer fresh)
{
  shed_fields_take_over (item, fresh, fields, G_N_ELEMENTS (fields));
}

struct _ShedBookList {
  ShedRows parent_instance;
};
G_DEFINE_FINAL_TYPE (ShedBookList, shed_book_list, SHED_TYPE_ROWS)

static void
shed_book_list_class_init (ShedBookListClass *klass)
{
}

static void
shed_book_list_init (ShedBookList *self)
{
}

/**
 * shed_book_list_new:
 *
 * Returns: (transfer full): all books; empty until "loaded"
 */
ShedBookList *
shed_book_list_new (ShedStore *store)
{
  static const char * const tables[] = { "book", "tune", NULL };
  static ShedRowsKind kind = { 0, tables, load_books, get_id, take_over };

  g_return_val_if_fail (SHED_IS_STORE (store), NULL);

  kind.item_type = SHED_TYPE_BOOK;
  return shed_rows_new (SHED_TYPE_BOOK_LIST, store, &kind, NULL, NULL);
}

ShedBook *
shed_book_list_find (ShedBookList *self,
                           const char         *id)
{
  g_return_val_if_fail (SHED_IS_BOOK_LIST (self), NULL);

  return shed_rows_find (SHED_ROWS (self), id);
}

gboolean
shed_book_list_is_loaded (ShedBookList *self)
{
  g_return_val_if_fail (SHED_IS_BOOK_LIST (self), FALSE);

  return shed_rows_is_loaded (SHED_ROWS (self));
}
