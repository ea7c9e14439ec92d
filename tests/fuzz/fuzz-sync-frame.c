/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds any bytes to the reader of the realtime socket's frames, and topics of any letters to their writers: what is written is
 * JSON to another reader. */
#include "fuzz.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>

#include "shed-realtime-frame.h"

#define TOPIC "realtime:woodshed:0a5c1f0e-3c1d-4a53-9b62-0f5a1e7d9c11"

static void
check (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_data (parser, text, -1, NULL))
    abort ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  ShedFrame frame;

  shed_frame_read ((const char *) data, size, TOPIC, &frame);
  if (frame.kind != SHED_FRAME_HINT && frame.seq != 0)
    abort ();
  if (size > SHED_FRAME_MAX && frame.kind != SHED_FRAME_OTHER)
    abort ();
  if (size < 200 && g_utf8_validate ((const char *) data, (gssize) size, NULL))
    {
      g_autofree char *text = g_strndup ((const char *) data, size);
      g_autofree char *join = shed_frame_join (TOPIC, size, text), *token = shed_frame_token (TOPIC, size, 1, text);

      check (join);
      check (token);
    }
  return 0;
}
