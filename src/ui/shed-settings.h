/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of this computer. Behind it is GSettings: the desktop's for the default profile, a key file inside the folder of
 * any other. Where no schema is found (a broken installation) built-in defaults hold for this run: it never ends the program. */
#pragma once

#include "shed-profile.h"

G_BEGIN_DECLS

#define SHED_TYPE_SETTINGS (shed_settings_get_type ())
G_DECLARE_FINAL_TYPE (ShedSettings, shed_settings, SHED, SETTINGS, GObject)
/* signal "changed::KEY" (key) */

ShedSettings *shed_settings_new         (ShedProfile *profile /* nullable: the default one */);
/* Values of this run only, for tests. */
ShedSettings *shed_settings_new_memory  (void);

GVariant     *shed_settings_get_value   (ShedSettings *self, const char *key); /* (transfer full) */
void          shed_settings_set_value   (ShedSettings *self, const char *key, GVariant *value);
char         *shed_settings_dup_string  (ShedSettings *self, const char *key); /* also the nick of an enum */
void          shed_settings_set_string  (ShedSettings *self, const char *key, const char *value);
int           shed_settings_get_int     (ShedSettings *self, const char *key);
void          shed_settings_set_int     (ShedSettings *self, const char *key, int value);
gboolean      shed_settings_get_boolean (ShedSettings *self, const char *key);
void          shed_settings_set_boolean (ShedSettings *self, const char *key, gboolean value);
double        shed_settings_get_double  (ShedSettings *self, const char *key);
void          shed_settings_set_double  (ShedSettings *self, const char *key, double value);

/* For the test that holds the built-in defaults and the schema together: the GVariant text of a default, NULL at the end. */
const char   *shed_settings_get_builtin (guint index, const char **key);

G_END_DECLS
