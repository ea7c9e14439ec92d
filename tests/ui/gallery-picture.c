/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The camera: what a person would see, composed from the window, the dialogs before it and the menus that are open. It
 * waits until the same picture has come three times running, so that what is made does not depend on how fast the
 * computer is. */
#include "gallery.h"

#include "shed-score-view.h"

#define PAUSE_MS 70
#define N_EQUAL 3
#define MAX_LOOKS 200
#define DIALOG_MARGIN 24

static GHashTable *seen;

GHashTable *
gallery_get_seen (void)
{
  if (seen == NULL)
    seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return seen;
}

/* All that is placed on the picture, in the coordinates of the main window. */
typedef struct
{
  GtkWidget      *widget;
  graphene_rect_t bounds;
} Layer;

static GArray *
layers_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Layer));
}

static void
add_layer (GArray *layers, GtkWidget *widget, float x, float y)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  Layer layer = { widget, GRAPHENE_RECT_INIT (x, y, (float) gdk_paintable_get_intrinsic_width (paintable),
                                              (float) gdk_paintable_get_intrinsic_height (paintable)) };

  g_array_append_val (layers, layer);
}

/* Menus are surfaces of their own, placed in the surface of what they belong to. */
static void
add_popovers (GArray *layers, GtkWidget *widget, float x, float y)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_POPOVER (widget))
    {
      GtkNative *parent = gtk_widget_get_native (gtk_widget_get_parent (widget));
      GdkPopup *popup = GDK_POPUP (gtk_native_get_surface (GTK_NATIVE (widget)));
      double parent_x, parent_y, own_x, own_y;

      gtk_native_get_surface_transform (parent, &parent_x, &parent_y);
      gtk_native_get_surface_transform (GTK_NATIVE (widget), &own_x, &own_y);
      x += (float) (gdk_popup_get_position_x (popup) - parent_x + own_x);
      y += (float) (gdk_popup_get_position_y (popup) - parent_y + own_y);
      add_layer (layers, widget, x, y);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    add_popovers (layers, child, x, y);
}

static int
depth (GtkWindow *window)
{
  int n = 0;

  while (window != NULL && (window = gtk_window_get_transient_for (window)) != NULL)
    n++;
  return n;
}

static gint
compare_depth (gconstpointer a, gconstpointer b)
{
  return depth (*(GtkWindow *const *) a) - depth (*(GtkWindow *const *) b);
}

/* The main window first, then what stands before it. (transfer container) */
static GPtrArray *
list_windows (UiFixture *ui)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GPtrArray *windows = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (gtk_widget_get_mapped (window))
        g_ptr_array_add (windows, window);
    }
  g_ptr_array_sort (windows, compare_depth);
  return windows;
}

static GArray *
list_layers (UiFixture *ui)
{
  g_autoptr (GPtrArray) windows = list_windows (ui);
  GArray *layers = layers_new ();
  graphene_rect_t main_bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0);

  for (guint i = 0; i < windows->len; i++)
    {
      Layer *layer;
      guint n = layers->len;

      add_layer (layers, windows->pdata[i], 0, 0);
      layer = &g_array_index (layers, Layer, n);
      if (i == 0)
        main_bounds = layer->bounds;
      else
        layer->bounds.origin =
          GRAPHENE_POINT_INIT ((float) (int) ((main_bounds.size.width - layer->bounds.size.width) / 2),
                               (float) (int) ((main_bounds.size.height - layer->bounds.size.height) / 2));
      add_popovers (layers, windows->pdata[i], layer->bounds.origin.x, layer->bounds.origin.y);
    }
  return layers;
}

static GdkTexture *
compose (UiFixture *ui)
{
  g_autoptr (GArray) layers = list_layers (ui);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  graphene_rect_t canvas = g_array_index (layers, Layer, 0).bounds;

  for (guint i = 0; i < layers->len; i++)
    graphene_rect_union (&canvas, &g_array_index (layers, Layer, i).bounds, &canvas);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 0.5f, 0.5f, 0.5f, 1 }, &canvas);
  for (guint i = 0; i < layers->len; i++)
    {
      Layer *layer = &g_array_index (layers, Layer, i);
      g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (layer->widget);

      if (i > 0 && GTK_IS_WINDOW (layer->widget))
        gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 0, 0, 0, 0.3f }, &canvas);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &layer->bounds.origin);
      gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), layer->bounds.size.width, layer->bounds.size.height);
      gtk_snapshot_restore (snapshot);
    }
  node = gtk_snapshot_to_node (snapshot);
  return gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (ui->window)), node, &canvas);
}

static gboolean
is_busy (GtkWidget *widget)
{
  gboolean busy = FALSE;

  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (SHED_IS_SCORE_VIEW (widget))
    g_object_get (widget, "busy", &busy, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !busy;
       child = gtk_widget_get_next_sibling (child))
    busy = is_busy (child);
  return busy;
}

/* NULL: there is nothing in it; the window is about to be laid out. */
static char *
dup_checksum (GdkTexture *texture)
{
  gsize stride = 4u * (gsize) gdk_texture_get_width (texture);
  gsize size = stride * (gsize) gdk_texture_get_height (texture);
  g_autofree guchar *pixels = g_malloc (size);

  gdk_texture_download (texture, pixels, stride);
  if (memcmp (pixels, pixels + 4, size - 4) == 0)
    return NULL;
  return g_compute_checksum_for_data (G_CHECKSUM_MD5, pixels, size);
}

static GdkTexture *
take_when_still (UiFixture *ui, const char *screen)
{
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *last = NULL;
  guint n_equal = 0;

  for (guint i = 0; i < MAX_LOOKS; i++)
    {
      g_autofree char *checksum = NULL;

      ui_wait_ms (PAUSE_MS);
      g_clear_object (&texture);
      texture = compose (ui);
      checksum = dup_checksum (texture);
      if (checksum == NULL)
        gtk_widget_queue_draw (GTK_WIDGET (ui->window));
      n_equal = checksum != NULL && g_strcmp0 (checksum, last) == 0 && !is_busy (GTK_WIDGET (ui->window)) ? n_equal + 1 : 1;
      g_free (last);
      last = g_steal_pointer (&checksum);
      if (n_equal >= N_EQUAL)
        return g_steal_pointer (&texture);
    }
  g_error ("%s never comes to rest", screen);
}

static void
collect_classes (GtkWidget *widget, GHashTable *classes)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  for (GType type = G_OBJECT_TYPE (widget); type != GTK_TYPE_WIDGET && type != 0; type = g_type_parent (type))
    if (g_str_has_prefix (g_type_name (type), "Shed"))
      {
        g_hash_table_add (classes, g_strdup (g_type_name (type)));
        g_hash_table_add (gallery_get_seen (), g_strdup (g_type_name (type)));
      }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect_classes (child, classes);
}

static void
print_classes (UiFixture *ui, const char *picture)
{
  g_autoptr (GPtrArray) windows = list_windows (ui);
  g_autoptr (GHashTable) classes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GList) names = NULL;

  for (guint i = 0; i < windows->len; i++)
    collect_classes (windows->pdata[i], classes);
  names = g_list_sort (g_hash_table_get_keys (classes), (GCompareFunc) strcmp);
  g_print ("picture %s", picture);
  for (GList *l = names; l != NULL; l = l->next)
    g_print (" %s", (const char *) l->data);
  g_print ("\n");
}

/* Nothing may ask for more than the narrowest window is wide. */
static void
check_width (UiFixture *ui, const char *screen)
{
  g_autoptr (GPtrArray) windows = list_windows (ui);

  for (guint i = 0; i < windows->len; i++)
    {
      int minimum;

      gtk_widget_measure (windows->pdata[i], GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (minimum > 360)
        g_printerr ("gallery: %s: %s is %d wide at least\n", screen, G_OBJECT_TYPE_NAME (windows->pdata[i]), minimum);
    }
}

void
gallery_take (UiFixture *ui, const char *screen)
{
  g_autoptr (GdkTexture) texture = take_when_still (ui, screen);
  g_autofree char *picture = g_strdup_printf ("%s-%s", screen, g_getenv ("WOODSHED_LOOK"));
  g_autofree char *path = g_strdup_printf ("%s/%s.png", g_getenv ("WOODSHED_SHOTS"), picture);

  print_classes (ui, picture);
  if (gallery_get_state () == GALLERY_NARROW)
    check_width (ui, screen);
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("%s cannot be written", path);
}

static void
close_popovers (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    close_popovers (child);
  if (GTK_IS_POPOVER (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
}

void
gallery_clear (UiFixture *ui)
{
  g_autoptr (GPtrArray) windows = list_windows (ui);

  close_popovers (GTK_WIDGET (ui->window));
  gallery_drop_toasts ();
  for (guint i = windows->len; i > 0; i--)
    if (windows->pdata[i - 1] != (gpointer) ui->window)
      gtk_window_destroy (windows->pdata[i - 1]);
  ui_wait_ms (PAUSE_MS);
}
