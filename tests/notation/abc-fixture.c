/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "abc-fixture.h"

GPtrArray *
abc_read_all (const char *book, gssize length)
{
  g_autoptr (GBytes) bytes = length < 0 ? g_bytes_new (book, strlen (book)) : g_bytes_new (book, length);
  g_autoptr (ShedAbcReader) reader = shed_abc_reader_new (bytes);
  GPtrArray *tunes = g_ptr_array_new_with_free_func ((GDestroyNotify)shed_abc_tune_unref);
  ShedAbcTune *tune;

  while ((tune = shed_abc_reader_next (reader)) != NULL)
    g_ptr_array_add (tunes, tune);
  return tunes;
}

static void
append_note (GString *music, const ShedAbcSymbol *note)
{
  static const char *const signs[] = { "bb", "b", "", "#", "##" };
  int octave = note->step >= 0 ? note->step / 7 : -((6 - note->step) / 7);

  if ((note->flags & SHED_ABC_FLAG_GRACE_START) != 0)
    g_string_append_c (music, '{');
  if ((note->flags & SHED_ABC_FLAG_CHORD_START) != 0)
    g_string_append_c (music, '[');
  else if ((note->flags & SHED_ABC_FLAG_CHORD) != 0)
    g_string_append_c (music, '+');
  if ((note->flags & SHED_ABC_FLAG_TUPLET_START) != 0)
    g_string_append_printf (music, "<%u:%u ", note->tuplet_p, note->tuplet_q);
  for (guint i = 0; i < note->slur_starts; i++)
    g_string_append_c (music, '(');
  g_string_append_printf (music, "%c%s%d:%u/%u", "CDEFGAB"[note->step - 7 * octave], signs[note->alter + 2], octave + 4,
                          note->numerator, note->denominator);
  if (note->accidental != SHED_ABC_NO_ACCIDENTAL)
    g_string_append_c (music, '!');
  if (note->signs != 0)
    g_string_append_printf (music, "*%x", note->signs);
  if ((note->flags & SHED_ABC_FLAG_TIE) != 0)
    g_string_append_c (music, '-');
  for (guint i = 0; i < note->slur_ends; i++)
    g_string_append_c (music, ')');
  if ((note->flags & SHED_ABC_FLAG_TUPLET_END) != 0)
    g_string_append_c (music, '>');
  if ((note->flags & SHED_ABC_FLAG_GRACE_END) != 0)
    g_string_append_c (music, '}');
  if ((note->flags & SHED_ABC_FLAG_OVERLAY) != 0)
    g_string_append_c (music, '&');
}

static void
append_bar (GString *music, const ShedAbcSymbol *bar)
{
  static const char *const lines[] = { "", "|", "||", "|]", "[|", "|:", ":|", "::", ".|", "[|]" };

  g_string_append (music, lines[bar->bar]);
  if (bar->repeats > 2)
    g_string_append_printf (music, "x%u", bar->repeats);
  if (bar->endings != 0)
    g_string_append_printf (music, "e%x", bar->endings);
}

/* "D4:1/8 F#4:1/8 |": pitch with what sounds, octave of middle C 4, written length; ! an accidental is written. */
char *
abc_dup_music (const ShedAbcTune *tune)
{
  GString *music = g_string_new (NULL);
  guint n_symbols;
  const ShedAbcSymbol *symbols = shed_abc_tune_get_symbols (tune, &n_symbols);

  for (guint i = 0; i < n_symbols; i++)
    {
      const ShedAbcSymbol *symbol = &symbols[i];

      if (symbol->kind == SHED_ABC_LINE_BREAK && i + 1 == n_symbols)
        break;
      if (i > 0)
        g_string_append_c (music, ' ');
      switch (symbol->kind)
        {
        case SHED_ABC_NOTE:
          append_note (music, symbol);
          break;
        case SHED_ABC_REST:
          g_string_append_printf (music, "%s:%u/%u", (symbol->flags & SHED_ABC_FLAG_INVISIBLE) != 0 ? "x" : "z",
                                  symbol->numerator, symbol->denominator);
          break;
        case SHED_ABC_BAR:
          append_bar (music, symbol);
          break;
        case SHED_ABC_SPACE:
          g_string_append_c (music, 'y');
          break;
        case SHED_ABC_CHORD_NAME:
        case SHED_ABC_ANNOTATION:
          g_string_append_printf (music, "\"%s\"", shed_abc_tune_get_string (tune, symbol->text));
          break;
        case SHED_ABC_FIELD:
          g_string_append_printf (music, "%c:%s", symbol->field, shed_abc_tune_get_string (tune, symbol->text));
          break;
        default:
          g_string_append_c (music, '/');
        }
    }
  return g_string_free (music, FALSE);
}

/* "long-bar@4:1 latin-1": codes with line and column; only those worth telling about the music unless @all. */
char *
abc_dup_remarks (const ShedAbcTune *tune, gboolean all)
{
  GString *text = g_string_new (NULL);
  guint n_remarks;
  const ShedAbcRemark *remarks = shed_abc_tune_get_remarks (tune, &n_remarks);

  for (guint i = 0; i < n_remarks; i++)
    {
      if (!all && (remarks[i].code == SHED_ABC_REMARK_NO_RHYTHM || !shed_abc_remark_is_worth_telling (remarks[i].code)))
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, shed_abc_remark_code_to_string (remarks[i].code));
      if (remarks[i].column > 0)
        g_string_append_printf (text, "@%u:%u", remarks[i].line, remarks[i].column);
    }
  return g_string_free (text, FALSE);
}

static void
append_random_bar (GString *text, GRand *random, guint n_eighths)
{
  static const char *const before[] = { "",    "",      "",       "",        "",  "~",        ".",
                                        "{g}", "{/ag}", "\"Em\"", "!trill!", "T", "\"^sing\"" };
  static const char *const accidentals[] = { "", "", "", "", "", "^", "=", "_" };
  static const char *const notes[] = { "G,", "A,", "B,", "C", "D", "E", "F", "G", "A",
                                       "B",  "c",  "d",  "e", "f", "g", "a", "b", "c'" };

  while (n_eighths > 0)
    {
      const char *note = notes[g_rand_int_range (random, 0, G_N_ELEMENTS (notes))];
      const char *accidental = accidentals[g_rand_int_range (random, 0, G_N_ELEMENTS (accidentals))];
      guint choice = g_rand_int_range (random, 0, 12);

      g_string_append (text, before[g_rand_int_range (random, 0, G_N_ELEMENTS (before))]);
      if (choice == 0 && n_eighths >= 2)
        g_string_append_printf (text, "(3%s%sAB", accidental, note), n_eighths -= 2;
      else if (choice == 1 && n_eighths >= 2)
        g_string_append_printf (text, "%s>%s", note, note), n_eighths -= 2;
      else if (choice == 2 && n_eighths >= 2)
        g_string_append_printf (text, "[%s%sB]2", accidental, note), n_eighths -= 2;
      else if (choice == 3 && n_eighths >= 3)
        g_string_append_printf (text, "%s%s3", accidental, note), n_eighths -= 3;
      else if (choice == 4 && n_eighths >= 2)
        g_string_append_printf (text, "(%s%s)", note, note), n_eighths -= 2;
      else if (choice == 5)
        g_string_append_printf (text, "%s%s/%s/", accidental, note, note), n_eighths--;
      else if (choice == 6)
        g_string_append (text, "z"), n_eighths--;
      else
        g_string_append_printf (text, "%s%s", accidental, note), n_eighths--;
      if (g_rand_int_range (random, 0, 3) == 0)
        g_string_append_c (text, ' ');
    }
}

/* A tune that a person could have typed, without X:, with everything the export has to keep. */
char *
abc_dup_random (GRand *random)
{
  static const char *const titles[] = { "The Far Field",
                                        "Ní Dhubháin's -- Reel",
                                        "50% Off",
                                        "A & B; or, C\\\\D",
                                        "Über den Hügel, The",
                                        "\xd8\xa7\xd9\x84\xd9\x84\xd8\xad\xd9\x86",
                                        "🎻 Tune" };
  static const char *const keys[] = { "D",        "Edor", "G mixolydian", "F#min", "Bb", "Am clef=bass",
                                      "D Phr ^f", "HP",   "none",         "",      "",   "clef=bass" };
  static const struct
  {
    const char *name;
    guint eighths;
  } meters[] = { { "6/8", 6 }, { "C|", 8 }, { "4/4", 8 }, { "9/8", 9 }, { "3/4", 6 }, { "3+2/8", 5 } };
  static const char *const extra[] = { "C:Trad.\n",
                                       "R:reel\n",
                                       "S:from a neighbour\n",
                                       "N:a note % not this\nN:another\n",
                                       "Z:typed here\n",
                                       "%%MIDI program 1\n",
                                       "Q:1/4=100\n",
                                       "O:Clare\n",
                                       "P:AABB\n",
                                       "H:long ago\n+:and far away\n",
                                       "% a comment\n",
                                       "L:1/8\n",
                                       "U:n=!accent!\n",
                                       "I:linebreak <EOL>\n" };
  guint meter = g_rand_int_range (random, 0, G_N_ELEMENTS (meters));
  GString *text = g_string_new (NULL);
  guint n_titles = g_rand_int_range (random, 0, 4);

  for (guint i = 0; i < n_titles; i++)
    g_string_append_printf (text, "T:%s\n", titles[g_rand_int_range (random, 0, G_N_ELEMENTS (titles))]);
  for (guint i = 0; i < G_N_ELEMENTS (extra); i++)
    if (g_rand_boolean (random))
      g_string_append (text, extra[i]);
  if (g_rand_int_range (random, 0, 5) > 0)
    g_string_append_printf (text, "M:%s\n", meters[meter].name);
  g_string_append_printf (text, "K:%s\n", keys[g_rand_int_range (random, 0, G_N_ELEMENTS (keys))]);
  for (guint part = 0; part < 2; part++)
    {
      g_string_append (text, "|:");
      for (guint bar = 0; bar < 8; bar++)
        {
          append_random_bar (text, random, meters[meter].eighths);
          g_string_append (text, bar == 7 ? ":|" : bar == 3 ? "|\n" : "|");
        }
      g_string_append (text, part == 0 ? "\nw:la la la\n% between\n[K:A]" : "\nW:some words\n");
    }
  g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}
