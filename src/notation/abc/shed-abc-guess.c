/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guesses a tune's kind from R:, its titles, its meter and its rhythm, and its structure from P:, repeats and double
 * bars. A guess that is not worth making is left out: a wrong word in a list is worse than none. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-guess.h"

#include <string.h>

#include "shed-text.h"

#define MAX_PARTS 12
#define MAX_WORDS 24

/* Plain English spellings, for a caller without lists of its own. */
static const struct
{
  const char *words;
  const char *kind;
} built_in_kinds[] = {
  { "reel", "reel" },
  { "jig", "jig" },
  { "double jig", "jig" },
  { "single jig", "single jig" },
  { "slip jig", "slip jig" },
  { "slipjig", "slip jig" },
  { "hop jig", "hop jig" },
  { "slide", "slide" },
  { "polka", "polka" },
  { "hornpipe", "hornpipe" },
  { "strathspey", "strathspey" },
  { "barndance", "barndance" },
  { "barn dance", "barndance" },
  { "march", "march" },
  { "waltz", "waltz" },
  { "mazurka", "mazurka" },
  { "air", "air" },
  { "slow air", "slow air" },
  { "song", "song" },
  { "planxty", "planxty" },
  { "schottische", "schottische" },
  { "rag", "rag" },
};

/**
 * shed_abc_kind_lookup:
 * @words: lower-case words
 * @unused: nothing
 *
 * A #ShedAbcKindLookup that knows the commonest kinds by their English names.
 *
 * Returns: (transfer none) (nullable): the kind
 */
const char *
shed_abc_kind_lookup (const char *words, gpointer unused)
{
  gsize length = strlen (words);

  for (int without_s = 0; without_s < 2; without_s++)
    for (guint i = 0; i < G_N_ELEMENTS (built_in_kinds); i++)
      {
        gsize n = length - without_s;

        if (without_s && (length == 0 || words[n] != 's'))
          return NULL;
        if (strncmp (words, built_in_kinds[i].words, n) == 0 && built_in_kinds[i].words[n] == '\0')
          return built_in_kinds[i].kind;
      }
  return NULL;
}

typedef struct
{
  ShedAbcKindLookup lookup;
  gpointer user_data;
  const ShedAbcTune *tune;
} Kinds;

static const char *
look_up (const Kinds *kinds, const char *words)
{
  return *words != '\0' ? kinds->lookup (words, kinds->user_data) : NULL;
}

/* Words that name a kind only when they end a title: "The Rambling Pitchfork" is no air, "Song of the Chanter" is no
 * song. */
static gboolean
is_plain_dance (const char *kind)
{
  static const char *const dances[] = { "reel",  "jig",     "slip jig",   "hornpipe",  "polka",
                                        "waltz", "mazurka", "strathspey", "barndance", "schottische" };

  for (guint i = 0; i < G_N_ELEMENTS (dances); i++)
    if (strcmp (kind, dances[i]) == 0)
      return TRUE;
  return FALSE;
}

/* A reel in 6/8 is only called one. */
static gboolean
fits_meter (const char *kind, const ShedAbcMeter *meter)
{
  static const struct
  {
    const char *kind;
    guint upper[4], lower[4];
  } usual[] = {
    { "reel", { 4, 2, 2, 4 }, { 4, 2, 4, 8 } },        { "jig", { 6, 9, 12, 3 }, { 8, 8, 8, 8 } },
    { "double jig", { 6, 12, 0, 0 }, { 8, 8, 0, 0 } }, { "single jig", { 6, 12, 0, 0 }, { 8, 8, 0, 0 } },
    { "slip jig", { 9, 0, 0, 0 }, { 8, 0, 0, 0 } },    { "hop jig", { 9, 0, 0, 0 }, { 8, 0, 0, 0 } },
    { "slide", { 12, 6, 0, 0 }, { 8, 8, 0, 0 } },      { "polka", { 2, 4, 2, 0 }, { 4, 4, 2, 0 } },
    { "hornpipe", { 4, 2, 2, 3 }, { 4, 4, 2, 2 } },    { "strathspey", { 4, 2, 2, 0 }, { 4, 2, 4, 0 } },
    { "waltz", { 3, 3, 6, 0 }, { 4, 8, 8, 0 } },       { "mazurka", { 3, 3, 0, 0 }, { 4, 8, 0, 0 } },
  };

  if (meter->numerator == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (strcmp (usual[i].kind, kind) == 0)
      {
        for (guint j = 0; j < G_N_ELEMENTS (usual[i].upper); j++)
          if (usual[i].upper[j] == meter->numerator && usual[i].lower[j] == meter->denominator)
            return TRUE;
        return FALSE;
      }
  return TRUE;
}

/* A kind hung on a title with a dash, a comma or in brackets. Returns it and sets where the title proper ends. */
static const char *
find_suffix (const Kinds *kinds, const char *title, gsize *ret_length)
{
  static const char *const separators[] = { " -- ", " --", " - ", " – ", " — ", ", ", " (", " [" };

  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      const char *separator = g_strrstr (title, separators[i]);
      g_autofree char *words = NULL;
      const char *kind;

      if (separator == NULL || separator == title)
        continue;
      words = shed_fold (separator + strlen (separators[i]));
      kind = look_up (kinds, words);
      if (kind != NULL)
        {
          *ret_length = separator - title;
          while (*ret_length > 0 && title[*ret_length - 1] == ' ')
            --*ret_length;
          return kind;
        }
    }
  return NULL;
}

/* "Morrison's Jig", "The Reel of Stumpie". */
static const char *
find_in_title (const Kinds *kinds, const char *title)
{
  g_autofree char *folded = shed_fold (title);
  g_auto (GStrv) words = g_strsplit (folded, " ", MAX_WORDS);
  guint n_words = g_strv_length (words);
  const ShedAbcMeter *meter = shed_abc_tune_get_meter (kinds->tune);

  for (guint back = 0; back < n_words; back++)
    for (guint n = MIN (3, n_words - back); n > 0; n--)
      {
        /* The last words first, and of those the longest group. */
        guint first = n_words - back - n;
        g_autofree char *group = NULL;
        const char *kind;
        char *after = words[first + n];

        words[first + n] = NULL;
        group = g_strjoinv (" ", words + first);
        words[first + n] = after;
        kind = look_up (kinds, group);
        if (kind == NULL || first + n == 0 || n == n_words)
          continue;
        if ((back == 0 || is_plain_dance (kind)) && fits_meter (kind, meter))
          return kind;
      }
  return NULL;
}

typedef struct
{
  guint n_notes;
  guint n_bars;
  guint n_long_short;  /* pairs 3:1, as a dotted eighth and a sixteenth */
  guint n_short_long;  /* pairs 1:3 */
  guint n_even;        /* pairs of equal short notes */
  gboolean has_repeat; /* dances repeat their parts, airs seldom say so */
  guint n_endings;     /* last bars of parts */
  guint n_tapped; /* of these, with three quarters: "pom pom pom" closes the parts of a hornpipe, never of a reel */
} Rhythm;

/* Whether a part ends at this bar line, as far as one can tell while reading. */
static gboolean
ends_part (const ShedAbcSymbol *bar)
{
  return bar->bar == SHED_ABC_BAR_REPEAT_END || bar->bar == SHED_ABC_BAR_REPEAT_BOTH ||
         bar->bar == SHED_ABC_BAR_DOUBLE || bar->bar == SHED_ABC_BAR_FINAL;
}

static void
read_rhythm (const ShedAbcTune *tune, Rhythm *rhythm)
{
  guint n_symbols, before_numerator = 0, before_denominator = 1, n_quarters = 0;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);

  memset (rhythm, 0, sizeof *rhythm);
  for (guint i = 0; i < n_symbols; i++)
    {
      const ShedAbcSymbol *symbol = &symbols[i];
      guint numerator, denominator;

      if (symbol->voice != 0)
        continue;
      if (symbol->kind == SHED_ABC_BAR && symbol->bar != SHED_ABC_BAR_NONE)
        {
          rhythm->n_bars++;
          rhythm->has_repeat |= symbol->repeats > 0;
          rhythm->n_endings += ends_part (symbol);
          rhythm->n_tapped += ends_part (symbol) && n_quarters >= 3;
          n_quarters = 0;
          before_numerator = 0;
        }
      if (symbol->kind != SHED_ABC_NOTE || !shed_abc_symbol_has_time (symbol))
        continue;
      rhythm->n_notes++;
      shed_abc_symbol_get_duration (symbol, &numerator, &denominator);
      n_quarters += numerator == 1 && denominator == 4;
      if (before_numerator != 0)
        {
          guint64 a = (guint64)before_numerator * denominator, b = (guint64)numerator * before_denominator;

          rhythm->n_long_short += a == 3 * b;
          rhythm->n_short_long += b == 3 * a;
          rhythm->n_even += a == b && 8 * numerator <= denominator;
          /* "A>BA>B" is two pairs, not three. */
          if (a == 3 * b || b == 3 * a)
            numerator = 0;
        }
      before_numerator = numerator;
      before_denominator = denominator;
    }
}

static const char *
guess_from_rhythm (const ShedAbcTune *tune)
{
  const ShedAbcMeter *meter = shed_abc_tune_get_meter (tune);
  Rhythm rhythm;
  guint dotted, notes_per_ten_bars;

  read_rhythm (tune, &rhythm);
  if (rhythm.n_notes < 24 || rhythm.n_bars < 6 || meter->n_parts > 1)
    return NULL;
  dotted = rhythm.n_long_short + rhythm.n_short_long;
  notes_per_ten_bars = 10 * rhythm.n_notes / rhythm.n_bars;
  if (meter->denominator == 8)
    switch (meter->numerator)
      {
      case 6:
        /* Jigs run in eighths; airs in 6/8 dwell and dot. */
        return rhythm.n_even * 5 >= rhythm.n_notes * 2 && dotted * 6 < rhythm.n_notes && notes_per_ten_bars >= 42
                 ? "jig"
                 : NULL;
      case 9:
        return "slip jig";
      case 12:
        return "slide";
      default:
        return NULL;
      }
  if (meter->numerator == 3 && meter->denominator == 4)
    return rhythm.has_repeat && notes_per_ten_bars <= 50 && rhythm.n_bars >= 16 && dotted * 8 < rhythm.n_notes ? "waltz"
                                                                                                               : NULL;
  if (meter->numerator == 2 && meter->denominator == 4)
    return rhythm.has_repeat && notes_per_ten_bars >= 25 && notes_per_ten_bars <= 55 && dotted * 8 < rhythm.n_notes
             ? "polka"
             : NULL;
  if (!(meter->numerator == 4 && meter->denominator == 4) && !(meter->numerator == 2 && meter->denominator == 2))
    return NULL;
  if (rhythm.n_tapped > 0 && rhythm.n_tapped * 2 >= rhythm.n_endings && notes_per_ten_bars >= 54)
    return "hornpipe";
  /* Common and cut time: reels run in even eighths, hornpipes are dotted, strathspeys dotted both ways. */
  if (rhythm.n_short_long * 12 > rhythm.n_notes && rhythm.n_long_short * 12 > rhythm.n_notes)
    return "strathspey";
  if (rhythm.n_long_short * 7 > rhythm.n_notes && rhythm.has_repeat)
    return "hornpipe";
  if (rhythm.n_even * 2 > rhythm.n_notes && dotted * 10 < rhythm.n_notes && notes_per_ten_bars >= 55)
    return "reel";
  return NULL;
}

static void
guess_kind (const Kinds *kinds, ShedAbcGuess *guess)
{
  const ShedAbcTune *tune = kinds->tune;
  const char *rhythm = shed_abc_tune_get_value (tune, 'R', 0);
  const char *title = shed_abc_tune_get_title (tune);
  const char *kind, *suffix;
  gsize length;
  guint n_titles = MIN (shed_abc_tune_get_n_values (tune, 'T'), 8);

  suffix = find_suffix (kinds, title, &length);
  if (suffix != NULL)
    {
      g_free (guess->title);
      guess->title = g_strndup (title, length);
      guess->title_changed = TRUE;
    }
  if (rhythm != NULL)
    {
      g_autofree char *words = shed_fold (rhythm);

      kind = look_up (kinds, words);
      guess->kind = g_strdup (kind != NULL ? kind : rhythm);
      return;
    }

  guess->kind_inferred = TRUE;
  kind = suffix;
  for (guint i = 0; i < n_titles && kind == NULL; i++)
    kind = find_in_title (kinds, shed_abc_tune_get_value (tune, 'T', i));
  if (kind == NULL)
    {
      const char *guessed = guess_from_rhythm (tune);
      const char *proper = guessed != NULL ? look_up (kinds, guessed) : NULL;

      kind = proper != NULL ? proper : guessed;
    }
  guess->kind = g_strdup (kind);
  guess->kind_inferred = kind != NULL;
}

typedef struct
{
  guint32 hash;  /* of its notes, without the first bar */
  guint repeats; /* times played */
  double length; /* in whole notes */
} Part;

typedef struct
{
  Part parts[MAX_PARTS];
  guint n_parts;
  gboolean too_many;
  Part part; /* the one being read */
  gboolean in_bar_one;
  gboolean in_later_ending;
} PartReader;

static void
end_part (PartReader *reader, guint repeats, double bar_length)
{
  /* An upbeat before the first repeat sign is no part, and a second ending belongs to the part before it. */
  if (reader->part.length > bar_length * 1.6 && !reader->in_later_ending)
    {
      reader->part.repeats = CLAMP (repeats, 1, 4);
      if (reader->n_parts == MAX_PARTS)
        reader->too_many = TRUE;
      else
        reader->parts[reader->n_parts++] = reader->part;
    }
  memset (&reader->part, 0, sizeof reader->part);
  reader->in_bar_one = TRUE;
  reader->in_later_ending = FALSE;
}

static void
read_bar (PartReader *reader, const ShedAbcSymbol *bar, double bar_length)
{
  gboolean later_ending = (bar->endings & ~1u) != 0 && (bar->endings & 1u) == 0;
  gboolean ends_repeat = bar->bar == SHED_ABC_BAR_REPEAT_END || bar->bar == SHED_ABC_BAR_REPEAT_BOTH;

  if (bar->bar != SHED_ABC_BAR_NONE && bar->bar != SHED_ABC_BAR_DOTTED && bar->bar != SHED_ABC_BAR_INVISIBLE &&
      reader->part.length > bar_length * 0.9)
    reader->in_bar_one = FALSE;
  if (bar->bar == SHED_ABC_BAR_NONE || bar->bar == SHED_ABC_BAR_SINGLE || bar->bar == SHED_ABC_BAR_DOTTED ||
      bar->bar == SHED_ABC_BAR_INVISIBLE)
    {
      reader->in_later_ending |= later_ending;
      return;
    }
  end_part (reader, ends_repeat ? MAX (bar->repeats, 2) : 1, bar_length);
  reader->in_later_ending = later_ending;
}

static char *
spell_parts (const PartReader *reader)
{
  GString *structure = g_string_sized_new (16);
  guint32 hashes[MAX_PARTS];
  guint n_letters = 0, letter;

  for (guint i = 0; i < reader->n_parts; i++)
    {
      for (letter = 0; letter < n_letters; letter++)
        if (hashes[letter] == reader->parts[i].hash)
          break;
      if (letter == n_letters)
        hashes[n_letters++] = reader->parts[i].hash;
      for (guint n = 0; n < reader->parts[i].repeats; n++)
        g_string_append_c (structure, 'A' + letter);
    }
  return g_string_free (structure, FALSE);
}

/* A first part without a sign of any kind, or more than anyone would call parts, is no structure. */
static char *
structure_from_repeats (const ShedAbcTune *tune)
{
  guint n_symbols;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);
  const ShedAbcMeter *meter = shed_abc_tune_get_meter (tune);
  double bar_length = meter->numerator != 0 ? (double)meter->numerator / meter->denominator : 1.0;
  PartReader reader = { .in_bar_one = TRUE };

  for (guint i = 0; i < n_symbols; i++)
    {
      const ShedAbcSymbol *symbol = &symbols[i];
      guint numerator, denominator;

      if (symbol->voice != 0)
        continue;
      if (symbol->kind == SHED_ABC_BAR)
        read_bar (&reader, symbol, bar_length);
      else if (symbol->kind == SHED_ABC_FIELD && symbol->field == 'P')
        end_part (&reader, 1, bar_length);
      if (!shed_abc_symbol_has_time (symbol))
        continue;
      shed_abc_symbol_get_duration (symbol, &numerator, &denominator);
      reader.part.length += (double)numerator / denominator;
      if (!reader.in_bar_one)
        reader.part.hash = reader.part.hash * 31 + (guint8)(symbol->step + 64) * 7 + numerator * 3 + denominator;
    }
  end_part (&reader, 1, bar_length);
  if (reader.too_many || reader.n_parts == 0 || (reader.n_parts == 1 && reader.parts[0].repeats == 1))
    return NULL;
  return spell_parts (&reader);
}

static gboolean
expand_parts (const char **at, GString *parts, guint depth)
{
  while (**at != '\0' && **at != ')')
    {
      gsize start = parts->len, n;
      guint times = 0;

      if (**at == '(' && depth < 4)
        {
          ++*at;
          if (!expand_parts (at, parts, depth + 1) || **at != ')')
            return FALSE;
          ++*at;
        }
      else if (g_ascii_isupper (**at))
        g_string_append_c (parts, *(*at)++);
      else if (**at == '.' || **at == ' ')
        {
          ++*at;
          continue;
        }
      else
        return FALSE;
      for (; g_ascii_isdigit (**at); ++*at)
        times = MIN (times * 10 + (**at - '0'), 32);
      n = parts->len - start;
      for (; times > 1 && parts->len <= 32; times--)
        for (gsize i = 0; i < n; i++)
          g_string_append_c (parts, parts->str[start + i]);
      if (parts->len > 32)
        return FALSE;
    }
  return TRUE;
}

/* P:AABB or P:(AB)3.C2 in the header says it outright. */
static char *
structure_from_field (const ShedAbcTune *tune)
{
  const char *field = shed_abc_tune_get_value (tune, 'P', 0);
  g_autoptr (GString) parts = g_string_new (NULL);

  if (field == NULL || !expand_parts (&field, parts, 0) || *field != '\0' || parts->len == 0)
    return NULL;
  return g_strdup (parts->str);
}

/**
 * shed_abc_guess:
 * @tune: a tune
 * @lookup: (nullable) (scope call): knows the names of kinds; NULL: shed_abc_kind_lookup()
 * @user_data: for @lookup
 * @ret_guess: (out): what was found; shed_abc_guess_clear() frees it
 *
 * Finds a tune's kind and structure, and its title without the kind that people hang on it.
 */
void
shed_abc_guess (const ShedAbcTune *tune, ShedAbcKindLookup lookup, gpointer user_data, ShedAbcGuess *ret_guess)
{
  Kinds kinds = { lookup != NULL ? lookup : shed_abc_kind_lookup, user_data, tune };
  const char *title = shed_abc_tune_get_title (tune);

  memset (ret_guess, 0, sizeof *ret_guess);
  ret_guess->title = *title != '\0' ? g_strdup (title) : NULL;
  guess_kind (&kinds, ret_guess);
  ret_guess->structure = structure_from_field (tune);
  if (ret_guess->structure == NULL)
    {
      ret_guess->structure = structure_from_repeats (tune);
      ret_guess->structure_inferred = ret_guess->structure != NULL;
    }
}

/**
 * shed_abc_guess_clear:
 * @guess: a guess, or zeros
 */
void
shed_abc_guess_clear (ShedAbcGuess *guess)
{
  g_clear_pointer (&guess->title, g_free);
  g_clear_pointer (&guess->kind, g_free);
  g_clear_pointer (&guess->structure, g_free);
}
