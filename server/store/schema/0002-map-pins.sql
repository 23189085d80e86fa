-- Where the activities of a process map lie, so that new data moves nothing a reader knows. One row per level; the
-- newest data version holds.
CREATE TABLE map_pin (
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  level TEXT NOT NULL CHECK (level IN ('activity', 'stage')),
  data_version INTEGER NOT NULL,
  pin TEXT NOT NULL,                 -- JSON, charts/process-map/pin.ts Pin
  pinned_at TEXT NOT NULL,
  PRIMARY KEY (process, level)
) STRICT;
