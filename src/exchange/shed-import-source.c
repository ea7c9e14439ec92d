/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening what a person gives us. It must never wait for a pipe, follow a device, or trust that a file stays as it is. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include "shed-import-source.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "shed-import.h"

#define PIECE_BYTES (256 * 1024)
#define IN_MEMORY_BYTES (16 * 1024 * 1024)

static gboolean
fail (GError **error, ShedExchangeError code, const char *text)
{
  g_set_error_literal (error, SHED_EXCHANGE_ERROR, code, text);
  return FALSE;
}

static gboolean
check_kind (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, &cause);

  if (info == NULL)
    {
      if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      return fail (error, SHED_EXCHANGE_ERROR_UNREADABLE, cause->message);
    }
  switch (g_file_info_get_file_type (info))
    {
    case G_FILE_TYPE_REGULAR:
    case G_FILE_TYPE_UNKNOWN:
      break;
    case G_FILE_TYPE_DIRECTORY:
      return fail (error, SHED_EXCHANGE_ERROR_FOLDER, "this is a folder");
    case G_FILE_TYPE_SYMBOLIC_LINK:
      return fail (error, SHED_EXCHANGE_ERROR_UNREADABLE, "the link leads nowhere");
    case G_FILE_TYPE_SPECIAL:
    case G_FILE_TYPE_SHORTCUT:
    case G_FILE_TYPE_MOUNTABLE:
    default:
      return fail (error, SHED_EXCHANGE_ERROR_NOT_A_FILE, "this is no ordinary file");
    }
  if (g_file_info_get_size (info) > (goffset) SHED_IMPORT_MAX_BYTES)
    return fail (error, SHED_EXCHANGE_ERROR_TOO_LARGE, "more than 1 GiB");
  return TRUE;
}

static gboolean
append_to_fd (int fd, const char *bytes, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      ssize_t n = write (fd, bytes, n_bytes);

      if (n <= 0)
        return FALSE;
      bytes += n;
      n_bytes -= (gsize) n;
    }
  return TRUE;
}

/* A file without a name: gone when the program ends, however it ends. */
static int
open_nameless (void)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("woodshed-import-XXXXXX", &path, NULL);

  if (fd >= 0)
    g_unlink (path);
  return fd;
}

static GBytes *
map_fd (int fd, GError **error)
{
  g_autoptr (GMappedFile) mapped = g_mapped_file_new_from_fd (fd, FALSE, error);

  return mapped != NULL ? g_mapped_file_get_bytes (mapped) : NULL;
}

static GBytes *
read_all (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) memory = g_byte_array_new ();
  g_autofree char *piece = g_malloc (PIECE_BYTES);
  g_autoptr (GError) cause = NULL;
  guint64 n_total = 0;
  int fd = -1;
  GBytes *bytes = NULL;

  for (;;)
    {
      gssize n = g_input_stream_read (stream, piece, PIECE_BYTES, cancellable, &cause);

      if (n < 0)
        {
          if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            g_propagate_error (error, g_steal_pointer (&cause));
          else
            fail (error, SHED_EXCHANGE_ERROR_UNREADABLE, cause->message);
          break;
        }
      if (n == 0)
        {
          bytes = fd >= 0 ? map_fd (fd, error) : g_byte_array_free_to_bytes (g_steal_pointer (&memory));
          break;
        }
      n_total += (guint64) n;
      if (n_total > SHED_IMPORT_MAX_BYTES)
        {
          fail (error, SHED_EXCHANGE_ERROR_TOO_LARGE, "more than 1 GiB");
          break;
        }
      if (fd < 0 && n_total > IN_MEMORY_BYTES)
        {
          fd = open_nameless ();
          /* Without room for a copy the memory has to do. */
          if (fd >= 0 && !append_to_fd (fd, (const char *) memory->data, memory->len))
            {
              close (fd);
              fd = -1;
            }
          else if (fd >= 0)
            g_byte_array_set_size (memory, 0);
        }
      if (fd < 0)
        g_byte_array_append (memory, (const guint8 *) piece, (guint) n);
      else if (!append_to_fd (fd, piece, (gsize) n))
        {
          fail (error, SHED_EXCHANGE_ERROR_DISK_FULL, "no room for a copy while reading");
          break;
        }
    }
  if (fd >= 0)
    close (fd);
  return bytes;
}

GBytes *
shed_import_source_load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) cause = NULL;

  if (!check_kind (file, cancellable, error))
    return NULL;
  stream = g_file_read (file, cancellable, &cause);
  if (stream == NULL)
    {
      if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&cause));
      else
        fail (error, SHED_EXCHANGE_ERROR_UNREADABLE, cause->message);
      return NULL;
    }
  bytes = read_all (G_INPUT_STREAM (stream), cancellable, error);
  return bytes != NULL ? shed_import_source_decode (bytes) : NULL;
}

GBytes *
shed_import_source_decode (GBytes *bytes)
{
  gsize n_bytes, n_text;
  const char *data = g_bytes_get_data (bytes, &n_bytes);
  const char *charset;
  char *text;

  if (n_bytes < 2)
    return g_bytes_ref (bytes);
  if (memcmp (data, "\xff\xfe", 2) == 0)
    charset = "UTF-16LE";
  else if (memcmp (data, "\xfe\xff", 2) == 0)
    charset = "UTF-16BE";
  else
    return g_bytes_ref (bytes);
  /* An odd byte at the end was cut. What cannot be converted is a file of another kind. */
  text = g_convert (data + 2, (gssize) ((n_bytes - 2) & ~(gsize) 1), "UTF-8", charset, NULL, &n_text, NULL);
  return text != NULL ? g_bytes_new_take (text, n_text) : g_bytes_ref (bytes);
}

/* Calls for each line's start until one answers TRUE; lines end with LF, CR or both. */
static gboolean
any_line (const char *data, gsize n_bytes, gsize n_max, gboolean (*is_it) (const char *line, gsize n_rest))
{
  gboolean at_start = TRUE;

  for (gsize i = 0; i < MIN (n_bytes, n_max); i++)
    {
      if (at_start && is_it (data + i, n_bytes - i))
        return TRUE;
      at_start = data[i] == '\n' || data[i] == '\r';
    }
  return FALSE;
}

static gboolean
is_abc_number (const char *line, gsize n_rest)
{
  gsize i = 1;

  if (n_rest < 2 || line[0] != 'X')
    return FALSE;
  while (i < n_rest && (line[i] == ' ' || line[i] == '\t'))
    i++;
  return i < n_rest && line[i] == ':';
}

static gboolean
is_abc_field (const char *line, gsize n_rest)
{
  return n_rest >= 3 && (line[0] == 'T' || line[0] == 'K') && line[1] == ':';
}

/* A text may hold some stray control characters when it has tunes; a large file full of them has none. */
static gboolean
looks_binary (const char *data, gsize n_bytes, gboolean has_number)
{
  static const char * const starts[] = {
    "PK\x03\x04", "%PDF-", "\x1f\x8b", "\x89PNG", "\xff\xd8\xff", "SQLite format 3", "\x7f" "ELF", "GIF8", "OggS", "ID3",
    "MThd", "RIFF", "fLaC", "\x28\xb5\x2f\xfd", "BZh", "\xfd" "7zXZ",
  };
  gsize n_looked_at = MIN (n_bytes, 8192), n_odd = 0;

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (n_bytes >= strlen (starts[i]) && memcmp (data, starts[i], strlen (starts[i])) == 0)
      return TRUE;
  for (gsize i = 0; i < n_looked_at; i++)
    n_odd += (guint8) data[i] < 0x20 && strchr ("\t\n\r\f\v\x1a", data[i]) == NULL;
  /* NUL is odd too: strchr() finds it, so it is counted apart. */
  for (gsize i = 0; i < n_looked_at; i++)
    n_odd += data[i] == '\0';
  return n_odd * 20 > n_looked_at && (!has_number || n_looked_at >= 1024);
}

/* The first line names a column that holds titles. */
static gboolean
looks_like_csv (const char *data, gsize n_bytes, const char *name)
{
  const char *end = memchr (data, '\n', n_bytes);
  gsize n_line = end != NULL ? (gsize) (end - data) : n_bytes;
  g_autofree char *line = NULL;
  g_auto (GStrv) fields = NULL;
  g_autofree char *lower_name = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  if (lower_name != NULL && (g_str_has_suffix (lower_name, ".csv") || g_str_has_suffix (lower_name, ".tsv")))
    return TRUE;
  if (n_line > 4096)
    return FALSE;
  line = g_ascii_strdown (data, (gssize) n_line);
  if (strpbrk (line, ",;\t") == NULL)
    return FALSE;
  fields = g_strsplit_set (line, ",;\t", -1);
  for (guint i = 0; fields[i] != NULL; i++)
    {
      const char *field = g_strstrip (g_strdelimit (fields[i], "\"\xef\xbb\xbf\r", ' '));

      if (g_str_equal (field, "title") || g_str_equal (field, "name") || g_str_equal (field, "tune"))
        return TRUE;
    }
  return FALSE;
}

gboolean
shed_import_source_detect (GBytes *bytes, const char *name, ShedImportFormat *ret_format, GError **error)
{
  gsize n_bytes;
  const char *data = g_bytes_get_data (bytes, &n_bytes);
  gsize n_blank = 0;
  gboolean has_number;

  if (n_bytes >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      data += 3;
      n_bytes -= 3;
    }
  while (n_blank < n_bytes && g_ascii_isspace (data[n_blank]))
    n_blank++;
  if (n_blank == n_bytes)
    return fail (error, SHED_EXCHANGE_ERROR_EMPTY, "nothing in it");

  if (data[n_blank] == '{')
    {
      *ret_format = SHED_IMPORT_BACKUP;
      return TRUE;
    }
  has_number = any_line (data, n_bytes, n_bytes, is_abc_number);
  if (looks_binary (data, n_bytes, has_number))
    return fail (error, SHED_EXCHANGE_ERROR_BINARY, "this is no text");
  if (looks_like_csv (data, n_bytes, name))
    {
      *ret_format = SHED_IMPORT_CSV;
      return TRUE;
    }
  if (!has_number && !any_line (data, n_bytes, 1 << 20, is_abc_field))
    return fail (error, SHED_EXCHANGE_ERROR_NO_TUNES, "a text without a tune");
  *ret_format = SHED_IMPORT_ABC;
  return TRUE;
}
