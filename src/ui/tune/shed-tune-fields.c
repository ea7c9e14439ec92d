/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of facts. What a person types is made regular where a list or the ABC library knows it, else kept as it is typed. */
#include "shed-tune-fields.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shed-abc.h"
#include "shed-facts-text.h"
#include "shed-lists.h"
#include "shed-text.h"

#define MAX_NAME_CHARACTERS 500

static const ShedTuneField fields[] = {
  { "title", N_("Title"), 'T', TRUE, FALSE },
  { "kind", N_("Kind"), 'R', TRUE, FALSE },
  { "key", N_("Key"), 'K', TRUE, FALSE },
  { "meter", N_("Meter"), 'M', TRUE, FALSE },
  { "unit", N_("Unit Note"), 'L', TRUE, FALSE },
  { "structure", N_("Structure"), 0, TRUE, FALSE },
  { "composer", N_("Composer"), 'C', TRUE, FALSE },
  { "genre", N_("Genre"), 0, TRUE, FALSE },
  { "region", N_("Region"), 'O', TRUE, FALSE },
  { "artist", N_("Heard From"), 0, TRUE, FALSE },
  { "year", N_("Year"), 0, TRUE, TRUE },
  { "tempo_bpm", N_("Practice Tempo"), 0, TRUE, TRUE },
  { "best_bpm", N_("Best Tempo"), 0, TRUE, TRUE },
  { "source", N_("Source"), 'S', FALSE, FALSE },
  { "source_url", N_("Web Address"), 'F', TRUE, FALSE },
  { "rights", N_("Rights"), 0, TRUE, FALSE },
};

const ShedTuneField *
shed_tune_fields_list (guint *ret_n_fields)
{
  *ret_n_fields = G_N_ELEMENTS (fields);
  return fields;
}

static gboolean
is (const ShedTuneField *field, const char *column)
{
  return strcmp (field->column, column) == 0;
}

/**
 * shed_tune_field_dup_text:
 * @field: a fact
 * @value: (nullable): as the column holds it
 *
 * Returns: (transfer full) (nullable): as a musician says it
 */
char *
shed_tune_field_dup_text (const ShedTuneField *field, const char *value)
{
  if (value == NULL || *value == '\0')
    return NULL;
  if (is (field, "key"))
    return shed_facts_text_key (value);
  if (is (field, "kind"))
    return shed_facts_text_kind (value);
  if (is (field, "genre"))
    {
      const ShedGenre *genre = shed_genre_lookup (value);

      return g_strdup (genre != NULL ? _(genre->name) : value);
    }
  if (is (field, "tempo_bpm") || is (field, "best_bpm"))
    return g_strdup_printf (_("%s beats a minute"), value);
  return g_strdup (value);
}

/**
 * shed_tune_field_from_abc:
 * @field: a fact
 * @abc: a parsed tune
 *
 * Returns: (transfer full) (nullable): what its header says; "" where it has a `K:` that names no key
 */
char *
shed_tune_field_from_abc (const ShedTuneField *field, const ShedAbcTune *abc)
{
  const char *value;

  if (field->abc_field == 0 || !shed_abc_tune_has_field (abc, field->abc_field))
    return NULL;
  if (field->abc_field == 'K')
    {
      char *key = shed_abc_tune_dup_key (abc);

      return key != NULL ? key : g_strdup ("");
    }
  value = shed_abc_tune_get_value (abc, field->abc_field, 0);
  if (value == NULL)
    return NULL;
  if (field->abc_field == 'M')
    return shed_abc_meter_canonical (value);
  return shed_tune_field_parse (field, value);
}

/* "E dorian" as well as "Edor"; the words of the window's language too. */
static char *
parse_key (const char *typed)
{
  static const char *const tonics = "CDEFGAB";
  ShedAbcKey key;
  g_autofree char *regular = NULL;

  for (const char *letter = tonics; *letter != '\0'; letter++)
    for (int accidental = 0; accidental < 3; accidental++)
      {
        const ShedMode *const *modes = shed_mode_list ();

        for (guint i = 0; modes[i] != NULL; i++)
          {
            g_autofree char *abc = g_strdup_printf ("%c%s%s", *letter, accidental == 1 ? "b" : accidental == 2 ? "#" : "",
                                                    modes[i]->abc);
            g_autofree char *said = shed_facts_text_key (abc);

            if (said != NULL && g_ascii_strcasecmp (said, typed) == 0)
              return g_steal_pointer (&abc);
          }
      }
  if (!shed_abc_key_parse (typed, -1, &key, NULL))
    return g_strdup (typed);
  return shed_abc_key_to_string (&key);
}

/**
 * shed_tune_field_parse:
 * @field: a fact
 * @typed: what a person typed
 *
 * Returns: (transfer full) (nullable): as the column holds it, NULL when nothing is left
 */
char *
shed_tune_field_parse (const ShedTuneField *field, const char *typed)
{
  g_autofree char *clean = typed != NULL ? shed_text_clean_name (typed) : NULL;

  if (clean == NULL)
    return NULL;
  if (is (field, "key"))
    return parse_key (clean);
  if (is (field, "meter"))
    {
      char *meter = shed_abc_meter_canonical (clean);

      return meter != NULL ? meter : g_steal_pointer (&clean);
    }
  if (is (field, "kind"))
    {
      const ShedKind *const *kinds = shed_kind_list ();
      const ShedKind *kind = shed_kind_lookup (clean);

      for (guint i = 0; kind == NULL && kinds[i] != NULL; i++)
        if (g_utf8_collate (_(kinds[i]->name), clean) == 0)
          kind = kinds[i];
      return g_strdup (kind != NULL ? kind->id : clean);
    }
  if (is (field, "genre"))
    {
      const ShedGenre *const *genres = shed_genre_list ();
      const ShedGenre *genre = shed_genre_lookup (clean);

      for (guint i = 0; genre == NULL && genres[i] != NULL; i++)
        if (g_utf8_collate (_(genres[i]->name), clean) == 0)
          genre = genres[i];
      return g_strdup (genre != NULL ? genre->id : clean);
    }
  return g_steal_pointer (&clean);
}

/**
 * shed_tune_field_get_fault:
 * @field: a fact
 * @typed: what a person typed
 *
 * Returns: (nullable): why it cannot be kept, translated
 */
const char *
shed_tune_field_get_fault (const ShedTuneField *field, const char *typed)
{
  g_autofree char *clean = typed != NULL ? shed_text_clean_name (typed) : NULL;

  if (clean == NULL)
    return is (field, "title") ? _("A tune needs a title") : NULL;
  if (g_utf8_strlen (clean, -1) > MAX_NAME_CHARACTERS)
    return _("At most 500 letters");
  if (field->is_number)
    {
      gint64 number;

      if (!g_ascii_string_to_signed (clean, 10, 1, 9999, &number, NULL))
        return _("A whole number");
    }
  if (is (field, "key"))
    {
      g_autofree char *key = parse_key (clean);
      ShedAbcKey parsed;

      if (!shed_abc_key_parse (key, -1, &parsed, NULL))
        return _("A key such as D, E dorian or Am");
    }
  if (is (field, "meter"))
    {
      ShedAbcMeter meter;

      if (!shed_abc_meter_parse (clean, -1, &meter))
        return _("A meter such as 6/8");
    }
  if (is (field, "unit"))
    {
      guint numerator, denominator;

      if (!shed_abc_unit_parse (clean, -1, &numerator, &denominator))
        return _("A note length such as 1/8");
    }
  return NULL;
}

/**
 * shed_tune_field_dup_choices:
 * @field: a fact
 *
 * Returns: (transfer full) (nullable): built-in values in the words of the window
 */
GStrv
shed_tune_field_dup_choices (const ShedTuneField *field)
{
  static const char *const meters[] = { "4/4", "2/2", "6/8", "9/8", "12/8", "3/4", "2/4", "3/2", "3/8" };
  static const char *const units[] = { "1/8", "1/4", "1/16" };
  static const char *const structures[] = { "AB", "AABB", "AABBCC", "ABC", "AABBCCDD" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (is (field, "kind"))
    for (guint i = 0; shed_kind_list ()[i] != NULL; i++)
      g_strv_builder_add (builder, _(shed_kind_list ()[i]->name));
  else if (is (field, "genre"))
    for (guint i = 0; shed_genre_list ()[i] != NULL; i++)
      g_strv_builder_add (builder, _(shed_genre_list ()[i]->name));
  else if (is (field, "key"))
    for (const char *letter = "DGAECFB"; *letter != '\0'; letter++)
      for (guint i = 0; shed_mode_list ()[i] != NULL; i++)
        {
          g_autofree char *abc = g_strdup_printf ("%c%s", *letter, shed_mode_list ()[i]->abc);
          g_autofree char *said = shed_facts_text_key (abc);

          if (said != NULL)
            g_strv_builder_add (builder, said);
        }
  else if (is (field, "meter"))
    for (guint i = 0; i < G_N_ELEMENTS (meters); i++)
      g_strv_builder_add (builder, meters[i]);
  else if (is (field, "unit"))
    for (guint i = 0; i < G_N_ELEMENTS (units); i++)
      g_strv_builder_add (builder, units[i]);
  else if (is (field, "structure"))
    for (guint i = 0; i < G_N_ELEMENTS (structures); i++)
      g_strv_builder_add (builder, structures[i]);
  else
    return NULL;
  return g_strv_builder_end (builder);
}
