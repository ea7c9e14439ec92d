/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the gallery: libraries made for pictures, a table of screens, and the camera. */
#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

typedef enum {
  GALLERY_LIGHT = 1 << 0,
  GALLERY_DARK = 1 << 1,
  GALLERY_NARROW = 1 << 2,
  GALLERY_EMPTY = 1 << 3,
  GALLERY_LONG = 1 << 4,
  GALLERY_RTL = 1 << 5,
  GALLERY_LARGE = 1 << 6,
} GalleryState;

/* What a screen looks like in every state but those for which there must be another library. */
#define GALLERY_LOOKS (GALLERY_LIGHT | GALLERY_DARK | GALLERY_NARROW | GALLERY_RTL | GALLERY_LARGE)
/* A screen that shows titles. */
#define GALLERY_TITLES (GALLERY_LOOKS | GALLERY_LONG)

typedef enum {
  GALLERY_FILLED,    /* the starter book, a repertoire, some weeks of practice */
  GALLERY_ACCOUNT,   /* the same, with an account whose project was not reached yet */
  GALLERY_BARE,      /* a repertoire without tunes, no tunes */
  GALLERY_NOTHING,   /* not even a repertoire */
  GALLERY_FIRST_RUN,
  GALLERY_TROUBLE,   /* no library: it could not be opened */
  GALLERY_N_LIBRARIES,
} GalleryLibrary;

typedef struct
{
  const char    *name;
  GalleryLibrary library;
  guint          states; /* GalleryState */
  void         (*show) (UiFixture *ui);
} GalleryScreen;

extern const GalleryScreen gallery_screens[];
extern const guint gallery_n_screens;

GalleryState gallery_get_state     (void);
UiFixture   *gallery_open_library  (GalleryLibrary library);
/* Words at the foot of the window would go by themselves, some time. */
void         gallery_drop_toasts   (void);
/* A tune book whose tunes leave much to remark. */
char        *gallery_dup_poor_book (void);

/* An account that is known by its file alone: nobody is asked. (transfer full) */
ShedSyncHost *gallery_new_account  (UiFixture *ui);
/* Facts of the library that only a project could have told. */
void         gallery_know          (UiFixture *ui, const char *sql);

/* When nothing moves any more: one picture of the window with all dialogs and menus over it, and a line about it on the
 * standard output. */
void         gallery_take          (UiFixture *ui, const char *screen);
/* Dialogs and menus go. */
void         gallery_clear         (UiFixture *ui);
/* Names of the classes of this project that were in a picture so far, as a set. */
GHashTable  *gallery_get_seen      (void);

G_END_DECLS
