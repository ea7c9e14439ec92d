/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and clefs of ABC's `K:` field. Reads whatever people write there and never fails harder than "no key"; it keeps
 * no text and allocates only what it returns. Rules: ABC standard 2.1, sections 3.1.14 and 4.6. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-key.h"

#include <string.h>

/* Places on the circle of fifths: of the natural letters C D E F G A B as major tonics, and of each mode below its
 * major. */
static const gint8 letter_fifths[7] = { 0, 2, 4, -1, 1, 3, 5 };
static const gint8 mode_fifths[SHED_ABC_N_MODES] = { 0, -3, -2, -4, 1, -1, -5 };
static const guint8 letter_semitones[7] = { 0, 2, 4, 5, 7, 9, 11 };
static const char letters[] = "CDEFGAB";

static const struct
{
  char word[4];
  ShedAbcMode mode;
} mode_words[] = {
  { "maj", SHED_ABC_MODE_MAJOR },  { "ion", SHED_ABC_MODE_MAJOR },      { "min", SHED_ABC_MODE_MINOR },
  { "aeo", SHED_ABC_MODE_MINOR },  { "dor", SHED_ABC_MODE_DORIAN },     { "phr", SHED_ABC_MODE_PHRYGIAN },
  { "lyd", SHED_ABC_MODE_LYDIAN }, { "mix", SHED_ABC_MODE_MIXOLYDIAN }, { "loc", SHED_ABC_MODE_LOCRIAN },
};

static const char *const mode_suffixes[SHED_ABC_N_MODES] = { "", "m", "dor", "phr", "lyd", "mix", "loc" };
static const char *const mode_names[SHED_ABC_N_MODES] = { "major",  "minor",      "dorian", "phrygian",
                                                          "lydian", "mixolydian", "locrian" };

static int
step_of_letter (char c)
{
  const char *found = c != '\0' ? strchr (letters, g_ascii_toupper (c)) : NULL;

  return found != NULL ? (int)(found - letters) : -1;
}

/* What a place on the circle of fifths does to a letter: F gets the first sharp, B the first flat; past seven they
 * double. */
static int
alter_from_fifths (int step, int fifths)
{
  int order = (letter_fifths[step] + 1) % 7; /* F 0, C 1, G 2 … B 6 */

  return fifths >= 0 ? (fifths + 6 - order) / 7 : -((-fifths + order) / 7);
}

static int
get_fifths (const ShedAbcKey *key)
{
  return letter_fifths[key->tonic] + 7 * key->tonic_alter + mode_fifths[key->mode];
}

/**
 * shed_abc_key_init:
 * @key: (out): the key
 * @kind: %SHED_ABC_KEY_NONE, %SHED_ABC_KEY_PIPES or %SHED_ABC_KEY_PIPES_MARKED; others give C major
 *
 * Makes a key that has no tonic of its own.
 */
void
shed_abc_key_init (ShedAbcKey *key, ShedAbcKeyKind kind)
{
  memset (key, 0, sizeof *key);
  key->kind = kind;
  if (kind == SHED_ABC_KEY_PIPES || kind == SHED_ABC_KEY_PIPES_MARKED)
    {
      key->tonic = 5;
      key->mode = SHED_ABC_MODE_MIXOLYDIAN;
      key->sharps = 2;
      key->alter[0] = key->alter[3] = 1;
    }
}

/**
 * shed_abc_key_set:
 * @key: (out): the key
 * @tonic: step of the tonic, 0 C … 6 B
 * @tonic_alter: -1, 0 or 1
 * @mode: the mode
 *
 * Makes the key of a tonic and a mode, without explicit accidentals.
 *
 * Returns: FALSE, and C major, when there is no such key
 */
gboolean
shed_abc_key_set (ShedAbcKey *key, int tonic, int tonic_alter, ShedAbcMode mode)
{
  shed_abc_key_init (key, SHED_ABC_KEY_TONIC);
  if (tonic < 0 || tonic > 6 || tonic_alter < -1 || tonic_alter > 1 || mode >= SHED_ABC_N_MODES)
    return FALSE;

  key->tonic = tonic;
  key->tonic_alter = tonic_alter;
  key->mode = mode;
  key->sharps = CLAMP (get_fifths (key), -7, 7);
  for (int step = 0; step < 7; step++)
    key->alter[step] = alter_from_fifths (step, get_fifths (key));
  return TRUE;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static gboolean
word_starts (const char *word, gsize length, const char *prefix)
{
  gsize n = strlen (prefix);

  return length >= n && g_ascii_strncasecmp (word, prefix, n) == 0;
}

static gboolean
word_is (const char *word, gsize length, const char *other)
{
  return length == strlen (other) && g_ascii_strncasecmp (word, other, length) == 0;
}

static int
parse_int (const char *text, gsize length, int limit)
{
  gboolean negative = length > 0 && *text == '-';
  int value = 0;

  for (gsize i = (negative || (length > 0 && *text == '+')) ? 1 : 0; i < length && g_ascii_isdigit (text[i]); i++)
    value = MIN (value * 10 + (text[i] - '0'), limit);
  return negative ? -value : value;
}

/* ^f _b =c ^^g __e, several in a row. FALSE when the word is none of these; nothing is changed then. */
static gboolean
parse_accidentals (const char *word, gsize length, ShedAbcKey *key)
{
  ShedAbcKey changed = *key;
  gsize i = 0;

  while (i < length)
    {
      int alter = 0;
      gboolean seen = FALSE;
      int step;

      for (; i < length && (word[i] == '^' || word[i] == '_' || word[i] == '='); i++, seen = TRUE)
        alter = word[i] == '=' ? 0 : CLAMP (alter + (word[i] == '^' ? 1 : -1), -2, 2);
      if (!seen || i >= length || (step = step_of_letter (word[i])) < 0)
        return FALSE;
      changed.alter[step] = alter;
      changed.explicit_mask |= 1 << step;
      i++;
    }
  *key = changed;
  return length > 0;
}

static const struct
{
  const char *name;
  guint8 kind, line;
} clef_names[] = {
  { "treble", SHED_ABC_CLEF_TREBLE, 0 },   { "bass", SHED_ABC_CLEF_BASS, 0 },
  { "alto", SHED_ABC_CLEF_ALTO, 0 },       { "tenor", SHED_ABC_CLEF_TENOR, 0 },
  { "perc", SHED_ABC_CLEF_PERCUSSION, 0 }, { "none", SHED_ABC_CLEF_NONE, 0 },
  { "soprano", SHED_ABC_CLEF_ALTO, 1 },    { "mezzosoprano", SHED_ABC_CLEF_ALTO, 2 },
  { "baritone", SHED_ABC_CLEF_BASS, 3 },
};

/* treble, bass3, alto-8, treble+8, G2, F, C3, P … */
static gboolean
parse_clef_name (const char *word, gsize length, gboolean letters_too, ShedAbcClef *clef)
{
  gsize rest = 0;

  if (length >= 2 && word[0] == '"' && word[length - 1] == '"')
    {
      word++;
      length -= 2;
    }
  for (guint i = 0; i < G_N_ELEMENTS (clef_names); i++)
    if (word_starts (word, length, clef_names[i].name))
      {
        clef->kind = clef_names[i].kind;
        clef->line = clef_names[i].line;
        rest = strlen (clef_names[i].name);
        break;
      }
  if (rest == 0 && letters_too && length > 0 && strchr ("GFCP", word[0]) != NULL)
    {
      clef->kind = word[0] == 'G'   ? SHED_ABC_CLEF_TREBLE
                   : word[0] == 'F' ? SHED_ABC_CLEF_BASS
                   : word[0] == 'C' ? SHED_ABC_CLEF_ALTO
                                    : SHED_ABC_CLEF_PERCUSSION;
      clef->line = 0;
      rest = 1;
    }
  if (rest == 0)
    return FALSE;
  if (rest < length && g_ascii_isalpha (word[rest]) && clef->kind != SHED_ABC_CLEF_PERCUSSION)
    return FALSE;

  clef->mark = 0;
  for (; rest < length; rest++)
    {
      if (word[rest] >= '1' && word[rest] <= '5')
        clef->line = word[rest] - '0';
      else if ((word[rest] == '-' || word[rest] == '+' || word[rest] == '^' || word[rest] == '_') &&
               rest + 1 < length && word[rest + 1] == '8')
        {
          clef->mark = word[rest] == '-' || word[rest] == '_' ? -1 : 1;
          rest++;
        }
    }
  return TRUE;
}

/* Step that stands on the middle line, as ABC 2.1 has it: treble B, alto C, tenor A, bass D. */
static int
middle_step (const ShedAbcClef *clef)
{
  switch (clef->kind)
    {
    case SHED_ABC_CLEF_BASS:
      return -6 + 2 * (4 - (clef->line != 0 ? clef->line : 4));
    case SHED_ABC_CLEF_ALTO:
      return 2 * (3 - (clef->line != 0 ? clef->line : 3));
    case SHED_ABC_CLEF_TENOR:
      return 2 * (3 - (clef->line != 0 ? clef->line : 4));
    default:
      return 6 + 2 * (2 - (clef->line != 0 ? clef->line : 2));
    }
}

static void
apply_middle (const char *word, gsize length, ShedAbcClef *clef)
{
  int step = length > 0 ? step_of_letter (word[0]) : -1;
  int usual_line = clef->kind == SHED_ABC_CLEF_TREBLE                                      ? 2
                   : clef->kind == SHED_ABC_CLEF_BASS || clef->kind == SHED_ABC_CLEF_TENOR ? 4
                                                                                           : 3;
  int shift, octaves;

  if (step < 0)
    return;
  if (g_ascii_islower (word[0]))
    step += 7;
  for (gsize i = 1; i < MIN (length, 6); i++)
    step += word[i] == '\'' ? 7 : word[i] == ',' ? -7 : 0;

  /* Whole octaves say where the music is written, the rest where the clef stands. */
  shift = step - middle_step (clef);
  octaves = (shift + (shift >= 0 ? 3 : -3)) / 7;
  shift -= octaves * 7;
  clef->octave = CLAMP (clef->octave - octaves, -4, 4);
  if (shift % 2 == 0 && shift != 0)
    clef->line = CLAMP ((clef->line != 0 ? clef->line : usual_line) - shift / 2, 1, 5);
}

static void
parse_clef_word (const char *word, gsize length, ShedAbcClef *clef)
{
  const char *equals = memchr (word, '=', length);
  gsize name_length = equals != NULL ? (gsize)(equals - word) : 0;
  const char *value = equals != NULL ? equals + 1 : word;
  gsize value_length = equals != NULL ? length - name_length - 1 : length;

  if (equals == NULL)
    parse_clef_name (word, length, FALSE, clef);
  else if (word_is (word, name_length, "clef") || word_is (word, name_length, "cl"))
    parse_clef_name (value, value_length, TRUE, clef);
  else if (word_is (word, name_length, "octave"))
    clef->octave = parse_int (value, value_length, 4);
  else if (word_is (word, name_length, "transpose") || word_is (word, name_length, "t"))
    clef->transpose = parse_int (value, value_length, 48);
  else if (word_is (word, name_length, "middle") || word_is (word, name_length, "m"))
    apply_middle (value, value_length, clef);
}

/* Mode at the start of a word: "m", "min", "Dorian" …; how many letters it takes, 0: it is none. */
static gsize
parse_mode (const char *word, gsize length, ShedAbcMode *ret_mode, gboolean *ret_explicit)
{
  gsize n = 0;

  while (n < length && g_ascii_isalpha (word[n]))
    n++;
  if (word_starts (word, n, "exp"))
    {
      *ret_explicit = TRUE;
      return n;
    }
  for (guint i = 0; i < G_N_ELEMENTS (mode_words); i++)
    if (word_starts (word, n, mode_words[i].word))
      {
        *ret_mode = mode_words[i].mode;
        return n;
      }
  if (n == 1 && (word[0] == 'm' || word[0] == 'M'))
    {
      *ret_mode = word[0] == 'm' ? SHED_ABC_MODE_MINOR : SHED_ABC_MODE_MAJOR;
      return n;
    }
  if (n == 2 && (word_is (word, n, "mi") || word_is (word, n, "ma")))
    {
      *ret_mode = word_is (word, n, "mi") ? SHED_ABC_MODE_MINOR : SHED_ABC_MODE_MAJOR;
      return n;
    }
  return 0;
}

/* A tonic at the start of @word: letter and # b ♯ ♭; bytes it takes, 0: none. */
static gsize
parse_tonic (const char *word, gsize length, int *ret_tonic, int *ret_alter)
{
  *ret_alter = 0;
  if (length == 0 || (*ret_tonic = step_of_letter (word[0])) < 0)
    return 0;
  if (length >= 2 && (word[1] == '#' || word[1] == 'b'))
    {
      *ret_alter = word[1] == '#' ? 1 : -1;
      return 2;
    }
  if (length >= 4 && (memcmp (word + 1, "♯", 3) == 0 || memcmp (word + 1, "♭", 3) == 0))
    {
      *ret_alter = memcmp (word + 1, "♯", 3) == 0 ? 1 : -1;
      return 4;
    }
  return 1;
}

static gsize
next_word (const char *text, gsize length, gsize *position, const char **ret_word)
{
  gsize end;

  while (*position < length && is_blank (text[*position]))
    ++*position;
  *ret_word = text + *position;
  for (end = *position; end < length && !is_blank (text[end]);)
    {
      if (text[end] == '"')
        for (end++; end < length && text[end] != '"';)
          end++;
      end += end < length;
    }
  end = MIN (end, length);
  {
    gsize n = end - *position;

    *position = end;
    return n;
  }
}

/**
 * shed_abc_key_parse:
 * @text: what stands after `K:`, without a comment; need not end in NUL
 * @length: bytes of @text, -1: up to NUL
 * @ret_key: (out): the key, without accidentals where none can be made out
 * @ret_clef: (inout) (optional): changed where the text speaks of the clef
 *
 * Reads a key in any spelling people use: `Edor`, `E Dorian`, `F#min`, `Bb`, `D Phr ^f`, `HP`, `none`, `C clef=bass`.
 *
 * Returns: FALSE when the text names no key that exists
 */
gboolean
shed_abc_key_parse (const char *text, gssize length, ShedAbcKey *ret_key, ShedAbcClef *ret_clef)
{
  gsize n = length < 0 ? strlen (text) : (gsize)length;
  gsize position = 0, word_length, taken = 0;
  const char *word;
  ShedAbcClef ignored = { 0 };
  ShedAbcClef *clef = ret_clef != NULL ? ret_clef : &ignored;
  ShedAbcClef first_clef;
  ShedAbcMode mode = SHED_ABC_MODE_MAJOR;
  gboolean is_explicit = FALSE, understood = TRUE;
  int tonic = -1, tonic_alter = 0;

  shed_abc_key_init (ret_key, SHED_ABC_KEY_NONE);
  word_length = next_word (text, n, &position, &word);
  first_clef = *clef;
  if (word_length == 0)
    return TRUE;

  if (word_is (word, word_length, "HP"))
    shed_abc_key_init (ret_key, word[1] == 'P' ? SHED_ABC_KEY_PIPES : SHED_ABC_KEY_PIPES_MARKED);
  else if (word_is (word, word_length, "none"))
    ;
  else if (memchr (word, '=', word_length) != NULL && g_ascii_isalpha (word[0]))
    position = 0;
  else if (parse_accidentals (word, word_length, ret_key))
    {
      ret_key->kind = SHED_ABC_KEY_EXPLICIT;
      ret_key->tonic = -1;
    }
  else if (g_ascii_islower (word[0]) && parse_clef_name (word, word_length, FALSE, &first_clef))
    *clef = first_clef;
  else if ((taken = parse_tonic (word, word_length, &tonic, &tonic_alter)) > 0)
    {
      gsize mode_length = parse_mode (word + taken, word_length - taken, &mode, &is_explicit);

      understood = mode_length > 0 || taken == word_length || !g_ascii_isalpha (word[taken]);
      taken += mode_length;
      if (!understood)
        return FALSE;
    }
  else
    return FALSE;

  if (tonic >= 0)
    {
      gsize before = position;

      /* "B flat minor", "E Dorian": the next word may belong to the tonic or be the mode. */
      word_length = next_word (text, n, &position, &word);
      if (taken == 1 && (word_is (word, word_length, "flat") || word_is (word, word_length, "sharp")))
        {
          tonic_alter = g_ascii_tolower (word[0]) == 'f' ? -1 : 1;
          before = position;
          word_length = next_word (text, n, &position, &word);
        }
      if (memchr (word, '=', word_length) != NULL || parse_mode (word, word_length, &mode, &is_explicit) != word_length)
        position = before;
      shed_abc_key_set (ret_key, tonic, tonic_alter, mode);
      if (is_explicit)
        {
          memset (ret_key->alter, 0, sizeof ret_key->alter);
          ret_key->sharps = 0;
          ret_key->kind = SHED_ABC_KEY_EXPLICIT;
        }
    }

  while ((word_length = next_word (text, n, &position, &word)) > 0)
    if (!parse_accidentals (word, word_length, ret_key))
      parse_clef_word (word, word_length, clef);
  return TRUE;
}

/**
 * shed_abc_clef_parse:
 * @text: the modifiers of a `V:` field, such as `clef=bass octave=-1 name="Low"`; need not end in NUL
 * @length: bytes of @text, -1: up to NUL
 * @clef: (inout): changed where the text speaks of the clef
 *
 * Reads clef modifiers; other words are passed over.
 */
void
shed_abc_clef_parse (const char *text, gssize length, ShedAbcClef *clef)
{
  gsize n = length < 0 ? strlen (text) : (gsize)length;
  gsize position = 0, word_length;
  const char *word;

  while ((word_length = next_word (text, n, &position, &word)) > 0)
    parse_clef_word (word, word_length, clef);
}

/**
 * shed_abc_key_equal:
 * @a: a key
 * @b: another
 *
 * Returns: whether both have the same tonic, mode and accidentals
 */
gboolean
shed_abc_key_equal (const ShedAbcKey *a, const ShedAbcKey *b)
{
  return a->kind == b->kind && a->mode == b->mode && a->tonic == b->tonic && a->tonic_alter == b->tonic_alter &&
         a->explicit_mask == b->explicit_mask && memcmp (a->alter, b->alter, sizeof a->alter) == 0;
}

static void
append_explicit (GString *string, const ShedAbcKey *key)
{
  static const char *const signs[] = { "__", "_", "=", "^", "^^" };

  for (int step = 0; step < 7; step++)
    if (key->explicit_mask & (1 << step))
      {
        g_string_append (string, signs[key->alter[step] + 2]);
        g_string_append_c (string, g_ascii_tolower (letters[step]));
      }
}

/**
 * shed_abc_key_to_string:
 * @key: a key
 *
 * Writes a key in ABC's own canonical spelling: `D`, `Edor`, `F#m`, `Bbmix`, `Dphr ^f`, `HP`, `none`.
 *
 * Returns: (transfer full): the text
 */
char *
shed_abc_key_to_string (const ShedAbcKey *key)
{
  GString *string = g_string_sized_new (16);

  if (key->kind == SHED_ABC_KEY_PIPES || key->kind == SHED_ABC_KEY_PIPES_MARKED)
    g_string_append (string, key->kind == SHED_ABC_KEY_PIPES ? "HP" : "Hp");
  else if (key->kind == SHED_ABC_KEY_NONE)
    g_string_append (string, "none");
  else if (key->tonic >= 0)
    {
      g_string_append_c (string, letters[key->tonic]);
      if (key->tonic_alter != 0)
        g_string_append_c (string, key->tonic_alter > 0 ? '#' : 'b');
      g_string_append (string, key->kind == SHED_ABC_KEY_EXPLICIT ? " exp" : mode_suffixes[key->mode]);
    }
  if (key->explicit_mask != 0)
    {
      if (string->len > 0)
        g_string_append_c (string, ' ');
      append_explicit (string, key);
    }
  return g_string_free (string, FALSE);
}

/**
 * shed_abc_key_canonical:
 * @text: a key as anyone may write it
 *
 * Returns: (transfer full) (nullable): its canonical spelling as of shed_abc_key_to_string(), NULL when it is empty or
 * no key
 */
char *
shed_abc_key_canonical (const char *text)
{
  ShedAbcKey key;

  if (text == NULL || text[strspn (text, " \t")] == '\0' || !shed_abc_key_parse (text, -1, &key, NULL))
    return NULL;
  return shed_abc_key_to_string (&key);
}

/**
 * shed_abc_key_dup_tonic:
 * @key: a key
 *
 * Returns: (transfer full) (nullable): the tonic for people, such as `E`, `B♭`, `F♯`; NULL when the key has none
 */
char *
shed_abc_key_dup_tonic (const ShedAbcKey *key)
{
  if ((key->kind != SHED_ABC_KEY_TONIC && key->kind != SHED_ABC_KEY_EXPLICIT) || key->tonic < 0)
    return NULL;
  return g_strdup_printf ("%c%s", letters[key->tonic], key->tonic_alter == 0 ? "" : key->tonic_alter > 0 ? "♯" : "♭");
}

/**
 * shed_abc_key_dup_spoken:
 * @key: a key
 *
 * Returns: (transfer full): its English name, such as `E dorian`, `B♭ major`, `Highland pipes`, `no key`. A translated
 * name is put together by the window from shed_abc_key_dup_tonic() and @mode
 */
char *
shed_abc_key_dup_spoken (const ShedAbcKey *key)
{
  g_autofree char *tonic = shed_abc_key_dup_tonic (key);

  if (key->kind == SHED_ABC_KEY_PIPES || key->kind == SHED_ABC_KEY_PIPES_MARKED)
    return g_strdup ("Highland pipes");
  if (tonic == NULL)
    return g_strdup ("no key");
  if (key->kind == SHED_ABC_KEY_EXPLICIT)
    return g_steal_pointer (&tonic);
  return g_strdup_printf ("%s %s", tonic, mode_names[key->mode]);
}

/**
 * shed_abc_key_transpose:
 * @key: a key
 * @semitones: -48 … 48, more is cut
 * @ret_key: (out): the key so much higher, in the spelling with the fewest accidentals
 * @ret_steps: (out) (optional): by how many diatonic steps each note moves with it
 *
 * Moves a key. One without a tonic is taken as C major.
 */
void
shed_abc_key_transpose (const ShedAbcKey *key, int semitones, ShedAbcKey *ret_key, int *ret_steps)
{
  ShedAbcKey from = *key, best;
  int pitch, best_cost = G_MAXINT, steps, octaves;

  semitones = CLAMP (semitones, -48, 48);
  if (from.kind == SHED_ABC_KEY_NONE || from.tonic < 0)
    shed_abc_key_set (&from, 0, 0, SHED_ABC_MODE_MAJOR);
  if (semitones == 0)
    {
      *ret_key = *key;
      if (ret_steps != NULL)
        *ret_steps = 0;
      return;
    }
  if (from.kind == SHED_ABC_KEY_PIPES || from.kind == SHED_ABC_KEY_PIPES_MARKED)
    shed_abc_key_set (&from, from.tonic, 0, SHED_ABC_MODE_MIXOLYDIAN);

  pitch = letter_semitones[from.tonic] + from.tonic_alter + semitones;
  shed_abc_key_set (&best, 0, 0, SHED_ABC_MODE_MAJOR);
  for (int tonic = 0; tonic < 7; tonic++)
    for (int alter = -1; alter <= 1; alter++)
      {
        ShedAbcKey candidate;
        int cost;

        if ((letter_semitones[tonic] + alter - pitch) % 12 != 0)
          continue;
        shed_abc_key_set (&candidate, tonic, alter, from.mode);
        /* Between six flats and six sharps the direction decides. */
        cost = 2 * ABS (get_fifths (&candidate)) + ((get_fifths (&candidate) < 0) == (semitones > 0));
        if (cost < best_cost)
          {
            best_cost = cost;
            best = candidate;
          }
      }

  octaves = (pitch - letter_semitones[best.tonic] - best.tonic_alter) / 12;
  steps = best.tonic - from.tonic + 7 * octaves;
  if (from.explicit_mask != 0 || from.kind == SHED_ABC_KEY_EXPLICIT)
    {
      ShedAbcKey plain;

      shed_abc_key_set (&plain, from.tonic, from.tonic_alter, from.mode);
      for (int step = 0; step < 7; step++)
        {
          int target = ((step + steps) % 7 + 7) % 7;
          int moved = CLAMP (best.alter[target] + from.alter[step] - plain.alter[step], -2, 2);

          if ((from.explicit_mask & (1 << step)) != 0 || moved != best.alter[target])
            {
              best.explicit_mask |= 1 << target;
              best.alter[target] = moved;
            }
        }
    }
  *ret_key = best;
  if (ret_steps != NULL)
    *ret_steps = steps;
}
