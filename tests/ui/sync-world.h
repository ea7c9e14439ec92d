/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window that syncs: the real service, a real project behind the development gateway (GATEWAY_URL, GATEWAY_KEY), a
 * real keyring, and another computer of the same player, which is the command line (WOODSHED) on a profile of its own. */
#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

#define ANNA "anna@example.org"
#define ANNA_PASSWORD "fiddle-and-flute"
#define BRIAN "brian@example.org"
#define BRIAN_PASSWORD "bodhran-and-bones"

typedef struct
{
  UiFixture *ui;
  char      *other; /* profile of the other computer */
  GtkWidget *preferences;
} World;

World      *world_new            (void);
void        world_show           (World *world);
void        world_free           (World *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

const char *gateway_url          (void);
const char *gateway_key          (void);
/* It misbehaves to order. */
void        gateway              (const char *body);

/* The other computer: one verb, which ends with that status after reading text (nullable), and what it printed.
 * (transfer full) */
char       *world_other          (World *world, int status, const char *text, const char *verb, ...) G_GNUC_NULL_TERMINATED;
void        world_other_signs_in (World *world);

/* Until the state of sync has that word. */
void        world_wait_word      (World *world, const char *word);
/* The account page, in the preferences. */
GtkWidget  *world_show_account   (World *world);
void        account_type         (GtkWidget *page, const char *row, const char *text);
void        account_fill_form    (GtkWidget *page, const char *email, const char *password);
void        world_sign_in        (World *world);
/* The library's own check finds nothing. */
void        world_assert_whole   (World *world);

G_END_DECLS
