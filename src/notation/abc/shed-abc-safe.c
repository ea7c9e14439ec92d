/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for a renderer that must not see a stranger's text. Every byte is made here from the parsed tune: there is no
 * line that begins with %, no I: field, no macro, no name of a file, and texts for people are stripped of signs that
 * could end them. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-writer.h"

#include <string.h>

#include "shed-abc-decorations-private.h"
#include "shed-abc-text-private.h"
#include "shed-abc-writer-private.h"

typedef struct
{
  const ShedAbcTune *tune;
  GString *text;
  ShedAbcSafeFlags flags;
  int semitones;
  guint unit_numerator, unit_denominator;

  ShedAbcKey key;      /* as written now, moved */
  ShedAbcKey from_key; /* as in the tune */
  int steps;           /* that notes move in this key */
  guint voice;
  gboolean in_line; /* something stands in the line */
  gboolean in_overlay;
  gboolean slur_waits; /* for the next note to close it */
} Safe;

/**
 * shed_abc_append_clef: (skip)
 * @text: what to append to
 * @clef: a clef
 * @with_octave: whether octave= and transpose= are written too
 */
void
shed_abc_append_clef (GString *text, const ShedAbcClef *clef, gboolean with_octave)
{
  static const char *const names[] = { "treble", "bass", "alto", "tenor", "perc", "none" };

  if (clef->kind != SHED_ABC_CLEF_TREBLE || clef->line != 0 || clef->mark != 0)
    {
      g_string_append_printf (text, " clef=%s", names[MIN (clef->kind, G_N_ELEMENTS (names) - 1)]);
      if (clef->line != 0)
        g_string_append_printf (text, "%u", clef->line);
      if (clef->mark != 0)
        g_string_append (text, clef->mark < 0 ? "-8" : "+8");
    }
  if (with_octave && clef->octave != 0)
    g_string_append_printf (text, " octave=%d", clef->octave);
  if (with_octave && clef->transpose != 0)
    g_string_append_printf (text, " transpose=%d", clef->transpose);
}

/* Words for people: on one line, without signs that mean something to a reader of ABC or end a string. */
static void
append_words (GString *text, const char *words)
{
  for (const char *at = words; *at != '\0'; at++)
    switch (*at)
      {
      case '"':
        g_string_append_c (text, '\'');
        break;
      case '\\':
        g_string_append_c (text, '/');
        break;
      case '%':
        g_string_append (text, "\\%");
        break;
      case '\n':
      case '\t':
      case '$':
        g_string_append_c (text, ' ');
        break;
      case '[':
        /* Even inside a title nothing may look like an inline field. */
        g_string_append_c (text, g_ascii_isalpha (at[1]) && at[2] == ':' ? '(' : '[');
        break;
      default:
        g_string_append_c (text, *at);
      }
}

static void
end_line (Safe *safe)
{
  if (safe->in_line)
    g_string_append_c (safe->text, '\n');
  safe->in_line = FALSE;
}

/* A line of music begins with a blank, so that no note in it can look like a field. */
static void
begin_symbol (Safe *safe)
{
  if (!safe->in_line)
    g_string_append_c (safe->text, ' ');
  safe->in_line = TRUE;
}

static void
append_words_field (Safe *safe, char field, const char *words)
{
  if (*words == '\0')
    return;
  end_line (safe);
  g_string_append_printf (safe->text, "%c:", field);
  append_words (safe->text, words);
  g_string_append_c (safe->text, '\n');
}

static void
append_key_and_clef (Safe *safe, const ShedAbcClef *clef)
{
  g_autofree char *key = shed_abc_key_to_string (&safe->key);

  g_string_append (safe->text, *key != '\0' ? key : "none");
  shed_abc_append_clef (safe->text, clef, FALSE);
}

static void
set_key (Safe *safe, const ShedAbcKey *key)
{
  safe->from_key = *key;
  if (safe->semitones != 0)
    shed_abc_key_transpose (key, safe->semitones, &safe->key, &safe->steps);
  else
    safe->key = *key;
}

static void
append_meter_at (Safe *safe, const ShedAbcSymbol *symbol)
{
  const char *text = shed_abc_tune_get_text (safe->tune, NULL);
  ShedAbcMeter meter;
  g_autofree char *figures = NULL;

  shed_abc_meter_parse (text + symbol->offset, symbol->length, &meter);
  figures = shed_abc_meter_to_string (&meter);
  g_string_append_printf (safe->text, "[M:%s]",
                          meter.kind == SHED_ABC_METER_COMMON ? "C"
                          : meter.kind == SHED_ABC_METER_CUT  ? "C|"
                                                              : figures);
}

static void
append_figures (GString *text, guint numerator, guint denominator)
{
  if (numerator != 1)
    g_string_append_printf (text, "%u", numerator);
  if (denominator == 2)
    g_string_append_c (text, '/');
  else if (denominator != 1)
    g_string_append_printf (text, "/%u", denominator);
}

static void
append_length (Safe *safe, const ShedAbcSymbol *symbol)
{
  guint64 numerator = (guint64)symbol->numerator * safe->unit_denominator;
  guint64 denominator = (guint64)symbol->denominator * safe->unit_numerator;
  guint64 a = numerator, b = denominator;

  while (b != 0)
    {
      guint64 rest = a % b;

      a = b;
      b = rest;
    }
  if (a != 0)
    append_figures (safe->text, numerator / a, denominator / a);
}

static void
append_pitch (Safe *safe, const ShedAbcSymbol *note)
{
  static const char *const signs[] = { "__", "_", "=", "^", "^^" };
  ShedAbcSymbol moved = *note;
  gboolean has_sign = note->accidental != SHED_ABC_NO_ACCIDENTAL && (note->flags & SHED_ABC_FLAG_QUARTER_TONE) == 0;
  int octave, letter;

  if (safe->semitones != 0)
    {
      int difference;

      moved.step = CLAMP (note->step + safe->steps, -63, 63);
      moved.alter = 0;
      difference = shed_abc_symbol_get_midi (note) + safe->semitones - shed_abc_symbol_get_midi (&moved);
      /* Beyond a double sharp the next letter is the better name. */
      while (difference > 2 && moved.step < 63)
        {
          moved.step++;
          difference = shed_abc_symbol_get_midi (note) + safe->semitones - shed_abc_symbol_get_midi (&moved);
        }
      while (difference < -2 && moved.step > -63)
        {
          moved.step--;
          difference = shed_abc_symbol_get_midi (note) + safe->semitones - shed_abc_symbol_get_midi (&moved);
        }
      moved.accidental = moved.alter = CLAMP (difference, -2, 2);
    }
  if (has_sign)
    g_string_append (safe->text, signs[CLAMP (moved.accidental, -2, 2) + 2]);
  octave = moved.step >= 0 ? moved.step / 7 : -((6 - moved.step) / 7);
  letter = moved.step - 7 * octave;
  g_string_append_c (safe->text, (octave > 0 ? "cdefgab" : "CDEFGAB")[letter]);
  for (; octave > 1; octave--)
    g_string_append_c (safe->text, '\'');
  for (; octave < 0; octave++)
    g_string_append_c (safe->text, ',');
}

static void
begin_note (Safe *safe, const ShedAbcSymbol *symbol)
{
  begin_symbol (safe);
  if ((symbol->flags & SHED_ABC_FLAG_JOINED) == 0)
    g_string_append_c (safe->text, ' ');
}

static void
append_signs (Safe *safe, const ShedAbcSymbol *symbol)
{
  for (guint i = 0; i < symbol->slur_starts; i++)
    g_string_append_c (safe->text, '(');
  shed_abc_decoration_append (safe->text, symbol);
}

static void
append_tuplet (Safe *safe, const ShedAbcSymbol *symbol, const ShedAbcSymbol *end)
{
  guint n = 0;

  if ((symbol->flags & SHED_ABC_FLAG_TUPLET_START) == 0)
    return;
  for (const ShedAbcSymbol *at = symbol; at < end; at++)
    {
      if (at->voice != symbol->voice || (at->kind != SHED_ABC_NOTE && at->kind != SHED_ABC_REST) ||
          (at->flags & (SHED_ABC_FLAG_GRACE | SHED_ABC_FLAG_CHORD)) != 0)
        continue;
      n++;
      if ((at->flags & SHED_ABC_FLAG_TUPLET_END) != 0)
        break;
    }
  g_string_append_printf (safe->text, "(%u:%u:%u", symbol->tuplet_p, symbol->tuplet_q, n);
}

/* Many books write a slur between two notes as a tie: "A-B". A renderer wants to be told which it is. */
static gboolean
is_tie_a_slur (const ShedAbcSymbol *note, const ShedAbcSymbol *end)
{
  if ((note->flags & (SHED_ABC_FLAG_TIE | SHED_ABC_FLAG_CHORD_START | SHED_ABC_FLAG_OVERLAY)) != SHED_ABC_FLAG_TIE)
    return FALSE;
  for (const ShedAbcSymbol *next = note + 1; next < end; next++)
    if (next->voice == note->voice && shed_abc_symbol_has_time (next))
      return next->kind == SHED_ABC_NOTE && (next->flags & SHED_ABC_FLAG_CHORD_START) == 0 && next->step != note->step;
  return FALSE;
}

static void
end_note (Safe *safe, const ShedAbcSymbol *symbol, guint slur_ends)
{
  if ((symbol->flags & SHED_ABC_FLAG_TIE) != 0)
    g_string_append_c (safe->text, '-');
  for (guint i = 0; i < slur_ends; i++)
    g_string_append_c (safe->text, ')');
}

/* A note, or a whole chord; returns how many symbols that took. */
static guint
append_note (Safe *safe, const ShedAbcSymbol *symbol, const ShedAbcSymbol *end)
{
  const ShedAbcSymbol *note = symbol;
  gboolean is_grace = (symbol->flags & SHED_ABC_FLAG_GRACE) != 0;

  if (!is_grace && ((symbol->flags & SHED_ABC_FLAG_OVERLAY) != 0) != safe->in_overlay)
    {
      begin_symbol (safe);
      g_string_append (safe->text, " &");
      safe->in_overlay = !safe->in_overlay;
    }
  if (is_grace)
    {
      if ((symbol->flags & SHED_ABC_FLAG_GRACE_START) != 0)
        {
          begin_note (safe, symbol);
          g_string_append (safe->text, (symbol->flags & SHED_ABC_FLAG_ACCIACCATURA) != 0 ? "{/" : "{");
        }
      append_pitch (safe, symbol);
      append_length (safe, symbol);
      if ((symbol->flags & SHED_ABC_FLAG_GRACE_END) != 0)
        g_string_append_c (safe->text, '}');
      return 1;
    }

  begin_note (safe, symbol);
  append_tuplet (safe, symbol, end);
  append_signs (safe, symbol);
  if ((symbol->flags & SHED_ABC_FLAG_CHORD_START) == 0)
    {
      gboolean starts_slur = is_tie_a_slur (symbol, end);
      gboolean ends_slur = safe->slur_waits;

      safe->slur_waits = starts_slur;
      if (starts_slur)
        g_string_append_c (safe->text, '(');
      append_pitch (safe, symbol);
      append_length (safe, symbol);
      if (ends_slur)
        g_string_append_c (safe->text, ')');
      if (starts_slur)
        for (guint i = 0; i < symbol->slur_ends; i++)
          g_string_append_c (safe->text, ')');
      else
        end_note (safe, symbol, symbol->slur_ends);
      return 1;
    }
  g_string_append_c (safe->text, '[');
  do
    {
      append_pitch (safe, note);
      append_length (safe, note);
      end_note (safe, note, 0);
      note++;
    }
  while (note < end && note->kind == SHED_ABC_NOTE && (note->flags & SHED_ABC_FLAG_CHORD) != 0);
  g_string_append_c (safe->text, ']');
  for (guint i = 0; i < symbol->slur_ends; i++)
    g_string_append_c (safe->text, ')');
  return note - symbol;
}

static void
append_rest (Safe *safe, const ShedAbcSymbol *symbol, const ShedAbcSymbol *end)
{
  gboolean is_whole = (symbol->flags & SHED_ABC_FLAG_WHOLE_BARS) != 0;
  gboolean is_hidden = (symbol->flags & SHED_ABC_FLAG_INVISIBLE) != 0;

  begin_note (safe, symbol);
  append_tuplet (safe, symbol, end);
  append_signs (safe, symbol);
  g_string_append_c (safe->text, is_whole ? (is_hidden ? 'X' : 'Z') : (is_hidden ? 'x' : 'z'));
  if (is_whole)
    append_figures (safe->text, symbol->index, 1);
  else
    append_length (safe, symbol);
}

static void
append_bar (Safe *safe, const ShedAbcSymbol *bar)
{
  static const char *const lines[] = { "[", "|", "||", "|]", "[|", "|:", ":|", "::", ".|", "[|]" };
  const char *ending_text = shed_abc_tune_get_string (safe->tune, bar->text);
  gboolean is_first = TRUE;

  begin_symbol (safe);
  g_string_append_c (safe->text, ' ');
  append_signs (safe, bar);
  g_string_append (safe->text, lines[MIN (bar->bar, G_N_ELEMENTS (lines) - 1)]);
  for (guint n = 1; bar->endings >> (n - 1) != 0 && n <= 16; n++)
    if ((bar->endings & (1u << (n - 1))) != 0)
      {
        if (is_first && bar->bar != SHED_ABC_BAR_NONE)
          g_string_append (safe->text, " [");
        g_string_append_printf (safe->text, "%s%u", is_first ? "" : ",", n);
        is_first = FALSE;
      }
  if (is_first && *ending_text != '\0')
    {
      if (bar->bar != SHED_ABC_BAR_NONE)
        g_string_append (safe->text, " [");
      g_string_append_c (safe->text, '"');
      append_words (safe->text, ending_text);
      g_string_append_c (safe->text, '"');
    }
  else if (is_first && bar->bar == SHED_ABC_BAR_NONE)
    g_string_truncate (safe->text, safe->text->len - 1);
  g_string_append_c (safe->text, ' ');
  if (bar->bar != SHED_ABC_BAR_NONE)
    safe->in_overlay = FALSE;
}

/* C, F#m7, Bb/D: the letters of root and bass move, the rest stays. */
static void
append_chord_name (Safe *safe, const char *name)
{
  static const char *const sharp_names[] = { "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B" };
  static const char *const flat_names[] = { "C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B" };
  static const guint8 semitones[7] = { 9, 11, 0, 2, 4, 5, 7 };
  gboolean may_be_root = TRUE;
  g_autoptr (GString) moved = g_string_new (NULL);

  for (const char *at = name; *at != '\0'; at++)
    {
      int pitch;

      if (!may_be_root || *at < 'A' || *at > 'G')
        {
          may_be_root = *at == '/' || *at == '(';
          g_string_append_c (moved, *at);
          continue;
        }
      pitch = semitones[*at - 'A'];
      if (at[1] == '#' || at[1] == 'b')
        pitch += *++at == '#' ? 1 : -1;
      pitch = ((pitch + safe->semitones) % 12 + 12) % 12;
      g_string_append (moved, safe->key.sharps < 0 ? flat_names[pitch] : sharp_names[pitch]);
      may_be_root = FALSE;
    }
  append_words (safe->text, moved->str);
}

static void
append_quoted (Safe *safe, const ShedAbcSymbol *symbol)
{
  const char *words = shed_abc_tune_get_string (safe->tune, symbol->text);
  gboolean is_chord = symbol->kind == SHED_ABC_CHORD_NAME;

  if (is_chord && (safe->flags & SHED_ABC_SAFE_NO_CHORDS) != 0)
    return;
  begin_symbol (safe);
  g_string_append (safe->text, " \"");
  /* "@x,y" places by coordinates: the renderer finds a place of its own. */
  if (*words == '@')
    {
      g_string_append_c (safe->text, '^');
      words += 1 + strspn (words + 1, "0123456789.,- ");
    }
  if (is_chord && safe->semitones != 0)
    append_chord_name (safe, words);
  else
    append_words (safe->text, words);
  g_string_append_c (safe->text, '"');
}

static void
append_voice (Safe *safe, guint voice)
{
  end_line (safe);
  g_string_append_printf (safe->text, "V:%u", voice + 1);
  shed_abc_append_clef (safe->text, shed_abc_tune_get_voice_clef (safe->tune, voice), FALSE);
  g_string_append_c (safe->text, '\n');
  safe->voice = voice;
}

static void
append_field (Safe *safe, const ShedAbcSymbol *symbol)
{
  const char *words = shed_abc_tune_get_string (safe->tune, symbol->text);

  switch (symbol->field)
    {
    case 'K':
      set_key (safe, shed_abc_tune_get_key_at (safe->tune, symbol->index));
      begin_symbol (safe);
      g_string_append (safe->text, " [K:");
      append_key_and_clef (safe, shed_abc_tune_get_clef_at (safe->tune, symbol->index));
      g_string_append_c (safe->text, ']');
      break;
    case 'M':
      begin_symbol (safe);
      append_meter_at (safe, symbol);
      break;
    case 'P':
    case 'T':
      append_words_field (safe, symbol->field, words);
      break;
    case 'w':
    case 'W':
      if ((safe->flags & SHED_ABC_SAFE_NO_LYRICS) == 0)
        append_words_field (safe, symbol->field, words);
      break;
    default:
      break;
    }
}

static void
append_header (Safe *safe)
{
  const ShedAbcTune *tune = safe->tune;
  const ShedAbcMeter *meter = shed_abc_tune_get_meter (tune);
  g_autofree char *figures = shed_abc_meter_to_string (meter);
  guint tempo, beat_numerator, beat_denominator;

  g_string_append (safe->text, "X:1\n");
  if ((safe->flags & SHED_ABC_SAFE_NO_TITLE) == 0)
    {
      static const char fields[] = "TCO";

      for (const char *field = fields; *field != '\0'; field++)
        for (guint i = 0; i < MIN (shed_abc_tune_get_n_values (tune, *field), 20); i++)
          append_words_field (safe, *field, shed_abc_tune_get_value (tune, *field, i));
    }
  g_string_append_printf (safe->text, "M:%s\nL:%u/%u\n",
                          meter->kind == SHED_ABC_METER_COMMON ? "C"
                          : meter->kind == SHED_ABC_METER_CUT  ? "C|"
                                                               : figures,
                          safe->unit_numerator, safe->unit_denominator);
  tempo = shed_abc_tune_get_tempo (tune, &beat_numerator, &beat_denominator);
  if (tempo > 0 && beat_numerator > 0)
    g_string_append_printf (safe->text, "Q:%u/%u=%u\n", beat_numerator, beat_denominator, tempo);
  set_key (safe, shed_abc_tune_get_key (tune));
  g_string_append (safe->text, "K:");
  append_key_and_clef (safe, shed_abc_tune_get_clef (tune));
  g_string_append_c (safe->text, '\n');
}

/**
 * shed_abc_dup_safe_text:
 * @tune: a tune
 * @flags: what to leave out
 * @semitones: by how many to transpose, -48 … 48; chord names and key move too
 *
 * Writes the tune anew from its parsed music. Nothing of the tune's own text survives but words for people in titles,
 * lyrics, chord names and annotations, and those cannot be anything else: no directive, no `I:` field, no macro, no
 * include.
 *
 * Returns: (transfer full) (nullable): ABC of one tune, NULL when it has no notes
 */
char *
shed_abc_dup_safe_text (const ShedAbcTune *tune, ShedAbcSafeFlags flags, int semitones)
{
  guint n_symbols;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);
  Safe safe = { .tune = tune, .flags = flags, .semitones = CLAMP (semitones, -48, 48) };
  gboolean has_voices = shed_abc_tune_get_n_voices (tune) > 1 && (flags & SHED_ABC_SAFE_FIRST_VOICE) == 0;

  if (shed_abc_tune_get_n_notes (tune) == 0)
    return NULL;
  safe.text = g_string_sized_new (n_symbols * 4 + 256);
  shed_abc_tune_get_unit (tune, &safe.unit_numerator, &safe.unit_denominator);
  append_header (&safe);
  if (has_voices)
    append_voice (&safe, 0);

  for (guint i = 0; i < n_symbols; i++)
    {
      const ShedAbcSymbol *symbol = &symbols[i];

      if (symbol->voice != 0 && !has_voices)
        continue;
      if (symbol->voice != safe.voice)
        append_voice (&safe, symbol->voice);
      switch (symbol->kind)
        {
        case SHED_ABC_NOTE:
          i += append_note (&safe, symbol, symbols + n_symbols) - 1;
          break;
        case SHED_ABC_REST:
          append_rest (&safe, symbol, symbols + n_symbols);
          break;
        case SHED_ABC_BAR:
          append_bar (&safe, symbol);
          break;
        case SHED_ABC_SPACE:
          begin_symbol (&safe);
          g_string_append (safe.text, " y");
          break;
        case SHED_ABC_CHORD_NAME:
        case SHED_ABC_ANNOTATION:
          append_quoted (&safe, symbol);
          break;
        case SHED_ABC_FIELD:
          append_field (&safe, symbol);
          break;
        default:
          end_line (&safe);
          break;
        }
    }
  end_line (&safe);
  return g_string_free (safe.text, FALSE);
}
