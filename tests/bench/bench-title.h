/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of tunes made up for measuring. */
#pragma once

#include <glib.h>

/* As people give them: a few common words and a rarer one, so that a prefix has many hits and a word has few. (transfer full) */
static inline char *
bench_title (guint i)
{
  static const char *const first[] = { "The", "Miss", "Old", "Paddy", "Green", "Silver", "Lark", "Rolling", "Sweet", "Black" };
  static const char *const second[] = { "Reel",    "Spear", "Fancy", "Favourite", "Rambles", "Hills",
                                        "Morning", "Maid",  "Rover", "Bridge",    "Castle",  "Garden",
                                        "Humours", "Lass",  "Piper", "Wedding" };
  static const char *const syllables[] = { "ba", "do", "ki", "lo", "mu", "ra", "se", "ti", "va", "zo" };

  return g_strdup_printf ("%s %s %s%s%s%s", first[i % G_N_ELEMENTS (first)], second[i / 10 % G_N_ELEMENTS (second)],
                          syllables[i % 10], syllables[i / 10 % 10], syllables[i / 100 % 10], syllables[i / 1000 % 10]);
}
