/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tune as read from ABC: its facts, its text and its music. Immutable and reference-counted (atomically), so it
 * may go from a worker thread to the window. All strings are UTF-8 in NFC without NUL; they live as long as the
 * tune. */
#pragma once

#include <glib-object.h>
#include "shed-abc-key.h"
#include "shed-abc-music.h"
#include "shed-abc-remark.h"

G_BEGIN_DECLS

#define SHED_TYPE_ABC_TUNE (shed_abc_tune_get_type ())

/* The longest text of a tune in bytes: what the `abc` column takes. */
#define SHED_ABC_MAX_TEXT (96 * 1024)

typedef struct _ShedAbcTune ShedAbcTune;

GType shed_abc_tune_get_type (void) G_GNUC_CONST;
ShedAbcTune *shed_abc_tune_new_from_text (const char *text, gssize length);
ShedAbcTune *shed_abc_tune_ref (ShedAbcTune *self);
void shed_abc_tune_unref (ShedAbcTune *self);

/* Whether it holds no tune at all (neither K: nor music). Everything below may still be asked. */
gboolean shed_abc_tune_is_refused (const ShedAbcTune *self);

/* The text */
const char *shed_abc_tune_get_text (const ShedAbcTune *self, gsize *ret_length);
const char *shed_abc_tune_get_content (const ShedAbcTune *self);
const char *shed_abc_tune_get_body (const ShedAbcTune *self);
guint shed_abc_tune_get_first_line (const ShedAbcTune *self);
gboolean shed_abc_tune_has_number (const ShedAbcTune *self);
void shed_abc_tune_locate (const ShedAbcTune *self, guint offset, guint *ret_line, guint *ret_column);

/* The header */
const char *shed_abc_tune_get_number (const ShedAbcTune *self);
const char *shed_abc_tune_get_title (const ShedAbcTune *self);
guint shed_abc_tune_get_n_values (const ShedAbcTune *self, char field);
const char *shed_abc_tune_get_value (const ShedAbcTune *self, char field, guint index);
char *shed_abc_tune_dup_values (const ShedAbcTune *self, char field, const char *separator);
gboolean shed_abc_tune_has_field (const ShedAbcTune *self, char field);
const ShedAbcKey *shed_abc_tune_get_key (const ShedAbcTune *self);
char *shed_abc_tune_dup_key (const ShedAbcTune *self);
const ShedAbcClef *shed_abc_tune_get_clef (const ShedAbcTune *self);
const ShedAbcMeter *shed_abc_tune_get_meter (const ShedAbcTune *self);
void shed_abc_tune_get_unit (const ShedAbcTune *self, guint *ret_numerator, guint *ret_denominator);
guint shed_abc_tune_get_tempo (const ShedAbcTune *self, guint *ret_numerator, guint *ret_denominator);

/* The music */
const ShedAbcSymbol *shed_abc_tune_get_symbols (const ShedAbcTune *self, guint *ret_n_symbols);
const ShedAbcKey *shed_abc_tune_get_key_at (const ShedAbcTune *self, guint index);
const ShedAbcClef *shed_abc_tune_get_clef_at (const ShedAbcTune *self, guint index);
const ShedAbcClef *shed_abc_tune_get_voice_clef (const ShedAbcTune *self, guint voice);
const char *shed_abc_tune_get_string (const ShedAbcTune *self, guint text);
guint shed_abc_tune_get_n_voices (const ShedAbcTune *self);
guint shed_abc_tune_get_n_notes (const ShedAbcTune *self);
gboolean shed_abc_tune_get_duration (const ShedAbcTune *self, guint *ret_numerator, guint *ret_denominator);

/* What there was to say */
const ShedAbcRemark *shed_abc_tune_get_remarks (const ShedAbcTune *self, guint *ret_n_remarks);
gboolean shed_abc_tune_has_remark (const ShedAbcTune *self, ShedAbcRemarkCode code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedAbcTune, shed_abc_tune_unref)

G_END_DECLS
