-- What people wrote and what was tried. Events live in DuckDB (pipelines/schema); this file is the one to back up.
-- Times are ISO 8601 UTC text, objects are JSON text as model/ defines them.

CREATE TABLE process (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  place TEXT NOT NULL,
  zone TEXT NOT NULL,
  words TEXT NOT NULL,               -- JSON, model/process.ts Words
  sample INTEGER NOT NULL,
  cut_off_ms INTEGER,                -- null before the first import
  created_at TEXT NOT NULL
) STRICT;

-- Every blueprint a process has had. `data_version` is null until the event tables follow it: at start such a
-- row is applied, so that a crash between the two databases heals itself.
CREATE TABLE blueprint (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  body TEXT NOT NULL,                -- JSON, model/blueprint.ts Blueprint
  data_version INTEGER,
  saved_at TEXT NOT NULL
) STRICT;
CREATE INDEX blueprint_of_process ON blueprint (process, id);

-- What was tried. What is real is said by `import_commit` in DuckDB; this table is corrected from it at start.
CREATE TABLE import_register (
  id TEXT PRIMARY KEY,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  kept TEXT,                         -- name of the original in uploads/
  mapping TEXT NOT NULL,             -- JSON, model/event-log.ts Mapping
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'refused', 'cancelled', 'interrupted')),
  started_at TEXT NOT NULL,
  ended_at TEXT,
  receipt TEXT,                      -- JSON, model/event-log.ts Receipt
  problem TEXT,                      -- JSON, model/problem.ts ProblemBody
  started_by TEXT NOT NULL,
  UNIQUE (process, seq)
) STRICT;
CREATE INDEX import_of_file ON import_register (sha256);

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  process TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  progress TEXT,
  result TEXT,
  problem TEXT,
  created_at TEXT NOT NULL,
  ended_at TEXT
) STRICT;
CREATE INDEX job_by_age ON job (created_at);

-- A file that was sent and not yet imported; its bytes are in incoming/<id>.
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
