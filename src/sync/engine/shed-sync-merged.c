/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of edits that were made here while others were made elsewhere, where nobody had to be asked. The server
 * merges and says nothing of it, but what comes back shows it: a row whose last change is no newer than the answer to
 * what was sent from here (its "upto") is what the server made of both. The notes stand in meta as merged/… for thirty days. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-parts-private.h"

#include "shed-sync-sql-private.h"

#define KEPT_MS (30 * G_GINT64_CONSTANT (86400000))

/* Practice, the day's queue and preferences merge all the time, and a question speaks for itself. */
#define TOLD \
  "('tune', 'tune_alias', 'book', 'repertoire', 'repertoire_tune', 'note', 'reference', 'tag', 'tune_set', 'setlist'," \
  " 'goal', 'media')"

/* here: edited here and taken as it is; there: edited elsewhere only; mixed: edited here, and something else came back. */
#define MERGED_SQL                                                                                                   \
  "WITH edit (tbl, id, key, value, place) AS (SELECT p.tbl, p.id, j.key, j.value, max (p.grp * 1000 + p.k)"          \
  "  FROM outbox o JOIN outbox_op p ON p.grp = o.n JOIN json_each (p.new) j"                                         \
  "  WHERE o.state = 'acked' AND p.op = 'upd' AND p.tbl IN " TOLD " GROUP BY p.tbl, p.id, j.key),"                   \
  " mine (tbl, id, upto) AS (SELECT p.tbl, p.id, max (CAST (o.upto AS INTEGER)) FROM outbox o"                       \
  "  JOIN outbox_op p ON p.grp = o.n WHERE o.state = 'acked' AND p.op = 'upd' AND p.tbl IN " TOLD                    \
  "  GROUP BY p.tbl, p.id)"                                                                                          \
  " INSERT OR IGNORE INTO meta (name, value) SELECT 'merged/' || tbl || '/' || id || '/' || rv, json_object ('at', :n," \
  "  'table', tbl, 'id', id, 'here', here, 'there', there, 'mixed', mixed)"                                          \
  " FROM (SELECT m.tbl AS tbl, m.id AS id, s.rv AS rv,"                                                              \
  "  (SELECT group_concat (e.key, ' ') FROM edit e WHERE e.tbl = m.tbl AND e.id = m.id"                              \
  "   AND e.value IS json_extract (s.json, '$.' || e.key) AND e.value IS NOT json_extract (h.json, '$.' || e.key))"  \
  "  AS here,"                                                                                                       \
  "  (SELECT group_concat (e.key, ' ') FROM edit e WHERE e.tbl = m.tbl AND e.id = m.id"                              \
  "   AND e.value IS NOT json_extract (s.json, '$.' || e.key)"                                                       \
  "   AND json_extract (s.json, '$.' || e.key) IS NOT json_extract (h.json, '$.' || e.key)) AS mixed,"               \
  "  (SELECT group_concat (j.key, ' ') FROM json_each (s.json) j"                                                    \
  "   WHERE j.value IS NOT json_extract (h.json, '$.' || j.key) AND NOT EXISTS (SELECT 1 FROM edit e"                \
  "    WHERE e.tbl = m.tbl AND e.id = m.id AND e.key = j.key)) AS there"                                             \
  "  FROM mine m JOIN stage s ON s.tbl = m.tbl AND s.id = m.id AND s.deleted = 0 AND s.rv <= m.upto"                 \
  "  JOIN shadow h ON h.tbl = m.tbl AND h.id = m.id AND h.deleted = 0 AND h.rv < s.rv AND h.json IS NOT NULL)"       \
  " WHERE (here IS NOT NULL OR mixed IS NOT NULL) AND (there IS NOT NULL OR mixed IS NOT NULL)"

/* Deleted as far as this computer knew, and there again although nobody here touched it: an edit counts more. */
#define BACK_SQL                                                                                                     \
  "INSERT OR IGNORE INTO meta (name, value) SELECT 'merged/' || s.tbl || '/' || s.id || '/' || s.rv,"                \
  "  json_object ('at', :n, 'table', s.tbl, 'id', s.id, 'back', 1)"                                                  \
  " FROM stage s JOIN shadow h ON h.tbl = s.tbl AND h.id = s.id AND h.deleted = 1 AND h.rv < s.rv WHERE s.deleted = 0" \
  " AND s.tbl IN ('tune', 'book', 'repertoire', 'tag', 'tune_set', 'setlist')"                                       \
  " AND NOT EXISTS (SELECT 1 FROM outbox_op p WHERE p.tbl = s.tbl AND p.id = s.id)"

/* Before a whole checkpoint is applied, while shadow still has what was known. Again for the same rows changes nothing. */
gboolean
shed_sync_note_merged (ShedDb *db, gint64 now, GError **error)
{
  static const char *const statements[] = { MERGED_SQL, BACK_SQL };
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      if (!shed_sync_run (db, statements[i], NULL, NULL, now, error))
        return FALSE;
      any = any || shed_sync_ask (db, "SELECT changes ()", NULL, 0) > 0;
    }
  if (!any)
    return TRUE;
  shed_db_note_changed (db, "meta");
  return shed_sync_run (db,
                        "DELETE FROM meta WHERE name > 'merged/' AND name < 'merged0'"
                        " AND coalesce (json_extract (value, '$.at'), 0) < :n",
                        NULL, NULL, now - KEPT_MS, error);
}
