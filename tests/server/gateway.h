/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The development gateway: what a hosted project answers to the calls that Woodshed makes, on top of a real PostgreSQL with the
 * shipped SQL. For development and tests only; it listens on loopback and nowhere else. This header is for its own files. */
#pragma once

#include <json-glib/json-glib.h>
#include <libpq-fe.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define GATEWAY_NOTICE "for development only"

typedef struct _GatewayRule GatewayRule;

typedef struct {
  SoupServer *server;
  GMainLoop  *loop;
  char       *secret;          /* signs the tokens */
  char       *publishable_key; /* sb_publishable_…: no token */
  char       *anon_key;        /* the older kind: a token of the role anon */
  gint64      token_seconds;   /* how long an access token lives */
  gint64      reuse_seconds;   /* how long a used refresh token is taken again */
  gint64      timeout_ms;      /* of a statement of a signed-in player */
  gsize       max_body;
  PGconn     *admin;           /* main thread only: accounts */
  PGconn     *hints;           /* listens to what the trigger says */
  guint       hints_watch;
  GPtrArray  *rules;
  GHashTable *seen;            /* path → how often it was asked for */
  GPtrArray  *sockets;         /* of the realtime service */
} Gateway;

/* One request on its way through: paused until gateway_answer(). */
typedef struct {
  Gateway           *gateway;
  SoupServerMessage *message; /* NULL once answered or dropped */
  char              *method;
  char              *path;
  GHashTable        *query; /* (nullable) */
  GBytes            *body;
  char              *authorization; /* the token, without "Bearer" (nullable) */
  gulong             finished_handler;
} GatewayRequest;

typedef struct {
  guint               status;
  char               *reason; /* (nullable): the usual one */
  SoupMessageHeaders *headers;
  GBytes             *body; /* (nullable) */
  gboolean            hang; /* give no answer at all */
} GatewayAnswer;

GatewayAnswer *gateway_answer_new  (guint status, const char *content_type, const char *body);
void           gateway_answer_free (GatewayAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GatewayAnswer, gateway_answer_free)
/* Sends it, or what a rule makes of it. Takes both. */
void           gateway_answer      (GatewayRequest *request, GatewayAnswer *answer);
void           gateway_request_free (GatewayRequest *request);

/* gateway-json.c: small things of JSON and tokens */
char       *gateway_json_string  (const char *text); /* with quotes; "null" for NULL */
JsonObject *gateway_json_object  (GBytes *bytes);    /* (nullable): not an object */
const char *gateway_json_member  (JsonObject *object, const char *name); /* (nullable): not a string */
gint64      gateway_json_int     (JsonObject *object, const char *name, gint64 otherwise);
char       *gateway_token_make   (const char *secret, const char *claims);
typedef enum
{
  GATEWAY_TOKEN_GOOD,
  GATEWAY_TOKEN_EMPTY,
  GATEWAY_TOKEN_PARTS,
  GATEWAY_TOKEN_FORGED,
  GATEWAY_TOKEN_EXPIRED
} GatewayToken;
GatewayToken gateway_token_read  (const char *secret, const char *token, JsonObject **claims, char **claims_text, guint *n_parts);
char       *gateway_random_text  (guint length);

/* gateway-rest.c: what PostgREST does; in a thread of its own */
void        gateway_rest         (GatewayRequest *request, const char *function);
void        gateway_rest_cleanup (void);
PGconn     *gateway_rest_connect (const char *user);
GatewayAnswer *gateway_rest_error (guint status, const char *code, const char *message, const char *details, const char *hint);

/* gateway-auth.c: what GoTrue does */
void        gateway_auth         (GatewayRequest *request, const char *endpoint);
gboolean    gateway_auth_sign_up (Gateway *gateway, const char *email, const char *password);

/* gateway-realtime.c: what the realtime service does */
void        gateway_realtime_add   (Gateway *gateway);
void        gateway_realtime_close (Gateway *gateway);
void        gateway_realtime_deafen (Gateway *gateway, gboolean drop);

/* gateway-rules.c: misbehaviour */
typedef enum { GATEWAY_ARRIVED, GATEWAY_ANSWERED } GatewayMoment;
GatewayRule *gateway_rule_take    (Gateway *gateway, const char *path, GatewayMoment moment); /* (transfer full) (nullable) */
void         gateway_rule_free    (GatewayRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GatewayRule, gateway_rule_free)
/* TRUE: the rule did it all (and took the request); FALSE: go on as usual, perhaps with another answer */
gboolean     gateway_rule_arrived (GatewayRule *rule, GatewayRequest *request, void (*go_on) (GatewayRequest *request));
gboolean     gateway_rule_answer  (GatewayRule *rule, GatewayRequest *request, GatewayAnswer *answer);
void         gateway_rules_request (GatewayRequest *request); /* /__gateway */

G_END_DECLS
