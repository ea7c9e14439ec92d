/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UUIDs (RFC 9562). SHA-1 is used because version 5 is defined by it; nothing here is a secret. */
#include "shed-uuid.h"

#include <string.h>

#define SEPARATOR "\x1f"

static char *
format_uuid (guint8 bytes[16], guint version)
{
  static const char digits[] = "0123456789abcdef";
  char text[37];
  guint at = 0;

  bytes[6] = (guint8)((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = (guint8)((bytes[8] & 0x3f) | 0x80);
  for (guint i = 0; i < 16; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        text[at++] = '-';
      text[at++] = digits[bytes[i] >> 4];
      text[at++] = digits[bytes[i] & 0x0f];
    }
  text[at] = '\0';
  return g_strdup (text);
}

/**
 * shed_uuid_new_v4:
 *
 * Returns: (transfer full): a random UUID.
 */
char *
shed_uuid_new_v4 (ShedRandom *random)
{
  guint8 bytes[16];

  shed_random_fill (random, bytes, sizeof bytes);
  return format_uuid (bytes, 4);
}

/**
 * shed_uuid_new_v7:
 * @now_ms: milliseconds since 1970 UTC
 *
 * Returns: (transfer full): a random UUID that begins with the time, so that ids made one after the other lie side by
 * side.
 */
char *
shed_uuid_new_v7 (ShedRandom *random, gint64 now_ms)
{
  guint8 bytes[16];

  shed_random_fill (random, bytes, sizeof bytes);
  for (guint i = 0; i < 6; i++)
    bytes[i] = (guint8)((guint64)now_ms >> (40 - 8 * i));
  return format_uuid (bytes, 7);
}

/**
 * shed_uuid_new_v5_raw:
 * @namespace_id: a UUID
 * @name: (array length=n_bytes): any bytes
 *
 * Returns: (transfer full): the version 5 UUID of a name within a namespace.
 */
char *
shed_uuid_new_v5_raw (const char *namespace_id, const char *name, gsize n_bytes)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 space[16], digest[20];
  gsize n_digest = sizeof digest;
  guint n_digits = 0;

  g_return_val_if_fail (shed_uuid_is_valid (namespace_id), NULL);
  for (const char *at = namespace_id; *at != '\0'; at++)
    if (*at != '-')
      {
        guint8 digit = (guint8)g_ascii_xdigit_value (*at);

        space[n_digits / 2] = (guint8)(n_digits % 2 == 0 ? digit << 4 : space[n_digits / 2] | digit);
        n_digits++;
      }
  g_checksum_update (checksum, space, sizeof space);
  g_checksum_update (checksum, (const guchar *)name, (gssize)n_bytes);
  g_checksum_get_digest (checksum, digest, &n_digest);
  return format_uuid (digest, 5);
}

/**
 * shed_uuid_new_v5v:
 * @table: the table the row belongs to
 * @parts: (array zero-terminated=1): the natural key; fold free text first
 *
 * Returns: (transfer full): the id that every computer makes for this natural key.
 */
char *
shed_uuid_new_v5v (const char *table, const char *const *parts)
{
  g_autoptr (GString) name = g_string_new (table);

  for (; *parts != NULL; parts++)
    {
      g_string_append (name, SEPARATOR);
      g_string_append (name, *parts);
    }
  return shed_uuid_new_v5_raw (SHED_UUID_NAMESPACE, name->str, name->len);
}

char *
shed_uuid_new_v5 (const char *table, ...)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  const char *part;
  va_list arguments;

  va_start (arguments, table);
  do
    {
      part = va_arg (arguments, const char *);
      g_ptr_array_add (parts, (gpointer)part);
    }
  while (part != NULL);
  va_end (arguments);
  return shed_uuid_new_v5v (table, (const char *const *)parts->pdata);
}

/**
 * shed_uuid_is_valid:
 * @text: (nullable):
 *
 * Returns: whether @text is a UUID in its canonical form with lower-case digits.
 */
gboolean
shed_uuid_is_valid (const char *text)
{
  if (text == NULL || strlen (text) != 36)
    return FALSE;
  for (guint i = 0; i < 36; i++)
    {
      gboolean is_dash = i == 8 || i == 13 || i == 18 || i == 23;

      if (is_dash ? text[i] != '-' : strchr ("0123456789abcdef", text[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}
