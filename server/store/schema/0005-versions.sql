-- The list of data versions and how imports were read, as DuckDB has them: it decides what is real, and these rows are corrected
-- from it. With them and uploads/ alone, events.duckdb can be made again.
CREATE TABLE version (
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  cause TEXT NOT NULL,               -- model/version.ts VERSION_CAUSES
  made_at TEXT NOT NULL,
  first_at TEXT,
  end_at TEXT,
  cut_off_ms INTEGER,
  events INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  cases INTEGER NOT NULL,
  content TEXT NOT NULL,             -- JSON, pipelines/derive/data-version.ts VersionContent
  PRIMARY KEY (process, version)
) STRICT;

-- An import may be undone; its row says how its kept original was read.
CREATE TABLE import_register_with_reading (
  id TEXT PRIMARY KEY,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  kept TEXT,                         -- name of the original in uploads/
  mapping TEXT NOT NULL,             -- JSON, model/event-log.ts Mapping
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'undone', 'refused', 'cancelled', 'interrupted')),
  started_at TEXT NOT NULL,
  ended_at TEXT,
  receipt TEXT,                      -- JSON, model/event-log.ts Receipt
  problem TEXT,                      -- JSON, model/problem.ts ProblemBody
  started_by TEXT NOT NULL,
  reading TEXT,                      -- JSON, pipelines/ingest/receipt.ts Reading; null: an early program imported it
  committed_at TEXT,                 -- the moment of the import, for the end of the data
  UNIQUE (process, seq)
) STRICT;
INSERT INTO import_register_with_reading
  (id, process, seq, kind, file, bytes, sha256, kept, mapping, state, started_at, ended_at, receipt, problem, started_by)
SELECT id, process, seq, kind, file, bytes, sha256, kept, mapping, state, started_at, ended_at, receipt, problem, started_by
FROM import_register;
DROP TABLE import_register;
ALTER TABLE import_register_with_reading RENAME TO import_register;
CREATE INDEX import_of_file ON import_register (sha256);
