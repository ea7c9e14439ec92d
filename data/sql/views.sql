-- SPDX-License-Identifier: GPL-3.0-or-later
-- What screens read. Dropped and made anew whenever this text or the table list changes, so nothing here is frozen; a test holds
-- the column lists. Sub-selects cost nothing where a reader does not name their column. Booleans are 0 or 1.

-- One row per queue item. n is NULL and the tune's columns too when the tune is gone (events outlive it).
CREATE VIEW "today_view" AS
SELECT q.id AS id, q.repertoire_id AS repertoire_id, q.practice_day AS practice_day, q.tune_id AS tune_id, f.n AS n,
  t.title AS title, f.title_fold AS title_fold, t.kind AS kind, t.key AS key, rt.key AS played_key, t.meter AS meter, t.unit AS unit,
  t.abc AS abc, q.bucket AS bucket, q.position AS position, q.added AS added, coalesce (rt.goal, r.default_goal) AS goal, rt.stage AS stage,
  coalesce (s.state, 0) AS state, s.step AS step, s.due_at AS due_at, s.stability AS stability, s.interval_days AS interval_days,
  s.last_at AS last_at, s.last_day AS last_day, s.last_rating AS last_rating,
  g.rating AS staged_rating, g.interval_days AS staged_interval_days, g.due_at AS staged_due_at,
  coalesce (rt.paused, 0) AS paused,
  (SELECT count (*) FROM conflict c WHERE c.tune_id = q.tune_id AND c.state = 'open') AS conflicts,
  (SELECT count (*) FROM note m WHERE m.tune_id = q.tune_id) AS notes,
  EXISTS (SELECT 1 FROM practice_event e WHERE e.repertoire_id = q.repertoire_id AND e.practice_day = q.practice_day
    AND e.kind = 'rating' AND e.tune_id = q.tune_id AND NOT EXISTS (SELECT 1 FROM event_voided v WHERE v.event_id = e.id))
  OR (t.merged <> '[]' AND EXISTS (SELECT 1 FROM json_each (t.merged) j JOIN practice_event e ON e.repertoire_id = q.repertoire_id
    AND e.practice_day = q.practice_day AND e.tune_id = j.value AND e.kind = 'rating'
    AND NOT EXISTS (SELECT 1 FROM event_voided v WHERE v.event_id = e.id))) AS done
FROM queue_item q
JOIN repertoire r ON r.id = q.repertoire_id
LEFT JOIN tune t ON t.id = q.tune_id
LEFT JOIN tune_find f ON f.tune_id = q.tune_id
LEFT JOIN repertoire_tune rt ON rt.repertoire_id = q.repertoire_id AND rt.tune_id = q.tune_id
LEFT JOIN schedule s ON s.repertoire_id = q.repertoire_id AND s.tune_id = q.tune_id AND s.part = ''
LEFT JOIN staged_rating g ON g.repertoire_id = q.repertoire_id AND g.practice_day = q.practice_day AND g.tune_id = q.tune_id;

-- One row per tune of a repertoire. Lists are joined by LF.
CREATE VIEW "repertoire_view" AS
SELECT rt.id AS id, rt.repertoire_id AS repertoire_id, rt.tune_id AS tune_id, f.n AS n,
  t.title AS title, f.title_fold AS title_fold, t.book_id AS book_id, t.composer AS composer, t.kind AS kind, t.key AS key, rt.key AS played_key,
  t.meter AS meter, t.unit AS unit, t.structure AS structure, t.genre AS genre, t.abc AS abc, t.tempo_bpm AS tempo_bpm, t.best_bpm AS best_bpm,
  (SELECT group_concat (a.text, char (10)) FROM tune_alias a WHERE a.tune_id = rt.tune_id) AS aliases,
  coalesce (rt.goal, r.default_goal) AS goal, rt.paused AS paused, rt.stage AS stage, rt.created_at AS added_at,
  coalesce (s.state, 0) AS state, s.step AS step, s.stability AS stability, s.difficulty AS difficulty, s.due_at AS due_at,
  s.interval_days AS interval_days, coalesce (s.reps, 0) AS reps, coalesce (s.lapses, 0) AS lapses,
  s.last_at AS last_at, s.last_day AS last_day, s.last_rating AS last_rating,
  (SELECT group_concat (g.name, char (10)) FROM tune_tag tt JOIN tag g ON g.id = tt.tag_id WHERE tt.tune_id = rt.tune_id) AS tags,
  (SELECT group_concat (u.name, char (10)) FROM tune_set_item i JOIN tune_set u ON u.id = i.set_id WHERE i.tune_id = rt.tune_id) AS sets,
  (SELECT count (*) FROM conflict c WHERE c.tune_id = rt.tune_id AND c.state = 'open') AS conflicts,
  (SELECT count (*) FROM note m WHERE m.tune_id = rt.tune_id) AS notes
FROM repertoire_tune rt
JOIN repertoire r ON r.id = rt.repertoire_id
JOIN tune t ON t.id = rt.tune_id
LEFT JOIN tune_find f ON f.tune_id = rt.tune_id
LEFT JOIN schedule s ON s.repertoire_id = rt.repertoire_id AND s.tune_id = rt.tune_id AND s.part = '';

-- One row per tune of every book.
CREATE VIEW "catalog_view" AS
SELECT t.id AS id, f.n AS n, t.title AS title, f.title_fold AS title_fold, t.book_id AS book_id, b.title AS book, b.origin AS origin,
  b.local_only AS local_only, t.composer AS composer, t.kind AS kind, t.meter AS meter, t.unit AS unit, t.key AS key, t.structure AS structure,
  t.abc AS abc, t.genre AS genre, t.region AS region, t.artist AS artist, t.year AS year, t.tempo_bpm AS tempo_bpm, t.best_bpm AS best_bpm,
  t.source AS source, t.rights AS rights, t.inferred AS inferred, t.created_at AS created_at,
  (SELECT group_concat (a.text, char (10)) FROM tune_alias a WHERE a.tune_id = t.id) AS aliases,
  (SELECT group_concat (g.name, char (10)) FROM tune_tag tt JOIN tag g ON g.id = tt.tag_id WHERE tt.tune_id = t.id) AS tags,
  (SELECT count (*) FROM repertoire_tune rt WHERE rt.tune_id = t.id) AS repertoires,
  (SELECT count (*) FROM conflict c WHERE c.tune_id = t.id AND c.state = 'open') AS conflicts,
  (SELECT count (*) FROM note m WHERE m.tune_id = t.id) AS notes
FROM tune t
JOIN book b ON b.id = t.book_id
LEFT JOIN tune_find f ON f.tune_id = t.id;

-- One row per repertoire. due counts what is due by the end of today's practice day; fresh counts what was never practised.
CREATE VIEW "repertoires_view" AS
SELECT r.id AS id, r.name AS name, r.instrument AS instrument, r.tuning AS tuning, r.clef AS clef, r.genre AS genre, r.scheduler AS scheduler,
  r.retention_permille AS retention_permille, r.max_interval_days AS max_interval_days, r.default_goal AS default_goal,
  r.position AS position, r.archived AS archived, r.created_at AS created_at,
  (SELECT count (*) FROM repertoire_tune rt WHERE rt.repertoire_id = r.id) AS tunes,
  (SELECT count (*) FROM repertoire_tune rt JOIN schedule s ON s.repertoire_id = rt.repertoire_id AND s.tune_id = rt.tune_id AND s.part = ''
    WHERE rt.repertoire_id = r.id AND rt.paused = 0 AND rt.stage <> 'wanted' AND s.due_at < shed_day_end (coalesce (
      (SELECT CAST (p.value AS INTEGER) FROM preference p WHERE p.name = 'repertoire/' || r.id || '/day.start_minutes'),
      (SELECT CAST (p.value AS INTEGER) FROM preference p WHERE p.name = 'day.start_minutes'), 240))) AS due,
  (SELECT count (*) FROM repertoire_tune rt WHERE rt.repertoire_id = r.id AND rt.paused = 0 AND rt.stage <> 'wanted'
    AND NOT EXISTS (SELECT 1 FROM schedule s WHERE s.repertoire_id = rt.repertoire_id AND s.tune_id = rt.tune_id AND s.part = ''
      AND s.due_at IS NOT NULL)) AS fresh
FROM repertoire r;
