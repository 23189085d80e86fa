-- A variant also as a sequence of stages, and with its repeats removed, so that questions can put variants together.
-- pipelines/derive/variants.ts writes the same for new ones.

ALTER TABLE variant ADD COLUMN stages INTEGER[];    -- visits: notes and parallel stages set aside, equal neighbours once; 0 is Unplaced
ALTER TABLE variant ADD COLUMN stage_hash HUGEINT;  -- of the names of these stages
ALTER TABLE variant ADD COLUMN fold_hash HUGEINT;   -- of the activities, each at its first occurrence only

UPDATE variant
SET stages = list_filter(told.placed, lambda stage, place: place = 1 OR stage <> told.placed[place - 1])
FROM (
  SELECT v.variant_id, list_filter(list_transform(v.activities, lambda activity: d.stage_of[activity]), lambda stage: stage IS NOT NULL) AS placed
  FROM variant v
  CROSS JOIN (
    SELECT list(CASE WHEN a.note OR g.parallel THEN NULL ELSE coalesce(a.stage, 0) END ORDER BY n.id) AS stage_of
    FROM (SELECT unnest(generate_series(1, (SELECT max(id) FROM activity))) AS id) n
    LEFT JOIN activity a ON a.id = n.id
    LEFT JOIN stage g ON g.id = a.stage) d) told
WHERE told.variant_id = variant.variant_id;

UPDATE variant
SET stage_hash = CAST(md5_number_lower(CAST(list_transform(variant.stages, lambda stage: d.codes[stage + 1]) AS VARCHAR)) AS HUGEINT),
    fold_hash = CAST(md5_number_lower(CAST(list_filter(variant.activities, lambda activity, place: list_position(variant.activities, activity) = place) AS VARCHAR)) AS HUGEINT)
FROM (SELECT list(md5_number_lower(name) ORDER BY id) AS codes FROM stage) d;
