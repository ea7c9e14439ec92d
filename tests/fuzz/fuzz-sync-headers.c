/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds any bytes to what is read of HTTP beside a body: Retry-After, Date, status with content type and code, and to
 * the addresses and keys that a person pastes. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "shed-transport-private.h"

static void
judge (const guint8 *data, gsize size)
{
  ShedHttpReply reply = { 0 };
  ShedSyncTrouble trouble;

  reply.status = size > 2 ? (guint) (data[0] | data[1] << 8) % 700 : 0;
  reply.json = size > 3 && data[2] % 2;
  reply.body = g_bytes_new (size > 3 ? data + 3 : NULL, size > 3 ? size - 3 : 0);
  shed_json_peek (size > 3 ? (const char *) data + 3 : "", size > 3 ? size - 3 : 0, &reply.peek);
  reply.json = reply.json && reply.peek.state == SHED_PEEK_WHOLE;
  trouble = shed_transport_judge (&reply);
  if (trouble == SHED_SYNC_TROUBLE_NONE &&
      (!reply.json || reply.status != 200 || !reply.peek.is_object || reply.peek.proto != 1 || !reply.peek.end))
    abort ();
  shed_transport_error_of (&reply, trouble);
  g_bytes_unref (reply.body);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *clean = NULL;
  gint64 wait = shed_http_parse_retry_after (text, 1795262400000);

  if (wait != 0 && (wait < 1000 || wait > 3600000))
    abort ();
  shed_http_parse_date (text);
  if (shed_transport_check_url (text, &clean, NULL))
    {
      g_autofree char *again = NULL;

      if (!g_str_has_prefix (clean, "https://") && !g_str_has_prefix (clean, "http://"))
        abort ();
      if (!shed_transport_check_url (clean, &again, NULL) || strcmp (clean, again) != 0)
        abort (); /* what is clean stays as it is */
    }
  if (shed_transport_check_key (text, NULL) && strpbrk (text, " \r\n\t\"") != NULL)
    abort (); /* it goes into a header */
  if (shed_transport_is_jwt (text) && strpbrk (text, " \r\n\t\"") != NULL)
    abort ();
  judge (data, size);
  return 0;
}
