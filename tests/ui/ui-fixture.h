/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window on a library of its own, with a clock that stands still, for tests in process. Everything in it is real but
 * clock and chance. */
#pragma once

#include "shed-window.h"

G_BEGIN_DECLS

/* Saturday 21 November 2026, 09:12 in Dublin. */
#define UI_FIXTURE_NOW (G_GINT64_CONSTANT (1795252320) * 1000)
#define UI_FIXTURE_DAY_MS (G_GINT64_CONSTANT (86400) * 1000)

typedef struct
{
  char         *folder;
  ShedProfile  *profile;
  ShedClock    *clock;
  ShedSettings *settings;
  ShedStore    *store;
  ShedContext  *context;
  ShedSyncHost *sync;
  ShedWindow   *window;
  char         *repertoire_id; /* nullable */
  GPtrArray    *tune_ids;
} UiFixture;

/* gtk_test_init() and all that comes before the first window. */
void       ui_fixture_init       (int *argc, char ***argv);

UiFixture *ui_fixture_new        (void);
/* A library that is there, with the computer's own clock; it stays where it is. */
UiFixture *ui_fixture_open       (const char *profile);
void       ui_fixture_free       (UiFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiFixture, ui_fixture_free)

/* Before the window is shown. A repertoire "Fiddle", and tunes "Tune 1" … in it, never practised. */
void       ui_fixture_add_repertoire (UiFixture *self);
void       ui_fixture_add_tunes      (UiFixture *self, guint n);
/* One committed rating of a tune, so many days before now. */
void       ui_fixture_rate           (UiFixture *self, guint tune, int rating, int days_ago, int interval_days);
/* Runs a command and asserts that it worked; gives the id of what it made. (transfer full) (nullable) */
char      *ui_fixture_run            (UiFixture *self, ShedCommand *command);
/* Shows the window and waits until it is on the screen with its first page. */
void       ui_fixture_show           (UiFixture *self);
/* Closes it and waits until it is freed; the library stays open, and ui_fixture_show() shows another as a restart would. */
void       ui_fixture_close_window   (UiFixture *self);

/* Iterates the main loop until the condition holds; fails the test when it does not in good time. */
typedef gboolean (*UiCondition) (gpointer data);
void       ui_wait_for           (UiCondition condition, gpointer data, const char *what);
void       ui_wait_ms            (guint ms);
/* The first widget below root of that type (G_TYPE_NONE: any) for which the label, title, tooltip or template name equals name
 * (NULL: any), and that is mapped. NULL: none. */
GtkWidget *ui_find               (gpointer root, GType type, const char *name);
GtkWidget *ui_wait_find          (gpointer root, GType type, const char *name);
/* The question that is on the screen, of whichever window. NULL: none. */
GtkWidget *ui_find_question      (void);
/* A key as if typed with the focus where it is: goes through the shortcut and key controllers from the focus upwards. */
gboolean   ui_press              (ShedWindow *window, guint keyval, GdkModifierType state);
/* Gives the window another size and waits until it has its width; fails when something in it needs more room. */
void       ui_resize             (UiFixture *self, int width, int height);
/* PNG of the window, for looking at; nothing when WOODSHED_SHOTS is not set. */
void       ui_shot               (UiFixture *self, const char *name);

G_END_DECLS
