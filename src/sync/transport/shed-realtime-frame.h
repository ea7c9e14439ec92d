/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames of the realtime socket (Phoenix, serializer 1.0.0: one JSON object each), written and read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SHED_FRAME_MAX (256 * 1024)

typedef enum {
  SHED_FRAME_OTHER,     /* nothing for us, or nonsense */
  SHED_FRAME_OK,        /* the answer to ref */
  SHED_FRAME_REFUSED,   /* the answer to ref, or the service's word: no */
  SHED_FRAME_CLOSED,    /* the channel is closed */
  SHED_FRAME_HINT,      /* something changed */
} ShedFrameKind;

typedef struct {
  ShedFrameKind kind;
  guint64       ref; /* 0: none */
  guint64       seq; /* of a hint; 0: not said */
} ShedFrame;

/* @topic: the channel's own; frames of other topics are OTHER, but for answers to heartbeats. */
void  shed_frame_read      (const char *bytes, gsize n_bytes, const char *topic, ShedFrame *frame);
char *shed_frame_join      (const char *topic, guint64 ref, const char *access_token);
char *shed_frame_token     (const char *topic, guint64 ref, guint64 join_ref, const char *access_token);
char *shed_frame_heartbeat (guint64 ref);

G_END_DECLS
