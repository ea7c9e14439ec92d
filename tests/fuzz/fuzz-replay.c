/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over the files of a folder, whole and cut short, so that what the fuzzer found once stays found in
 * every ordinary and sanitizer build. */
#include "fuzz.h"

#include <glib.h>

int
main (int argc, char **argv)
{
  guint n_files = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GDir) folder = g_dir_open (argv[i], 0, NULL);
      const char *name;

      g_assert_nonnull (folder);
      while ((name = g_dir_read_name (folder)) != NULL)
        {
          g_autofree char *path = g_build_filename (argv[i], name, NULL);
          g_autofree char *bytes = NULL;
          gsize length;

          g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
          LLVMFuzzerTestOneInput ((const uint8_t *)bytes, length);
          for (gsize cut = 0; cut < MIN (length, 512); cut += 7)
            LLVMFuzzerTestOneInput ((const uint8_t *)bytes, cut);
          n_files++;
        }
    }
  g_print ("%u files\n", n_files);
  return n_files > 0 ? 0 : 1;
}
