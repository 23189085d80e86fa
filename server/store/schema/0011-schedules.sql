-- Who is to have which letter when, a row for each due time, and what is known of every kept letter. `body` of a schedule is JSON,
-- model/schedule.ts ScheduleContent; `revision` grows with every change that a person makes.
CREATE TABLE schedule (
  id TEXT PRIMARY KEY,
  process TEXT REFERENCES process (id) ON DELETE CASCADE, -- null for the house
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  paused INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  removed_at TEXT,
  next_due_at TEXT,                  -- null while paused or removed, and when none comes any more
  trouble TEXT                       -- JSON {since, key, words}: what the owner was told and is not over
) STRICT;
CREATE INDEX schedule_due ON schedule (next_due_at);

-- One row for each due time: that it is unique is why no letter is made twice.
CREATE TABLE schedule_run (
  id TEXT PRIMARY KEY,
  schedule TEXT NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
  due_at TEXT NOT NULL,
  state TEXT NOT NULL,               -- due, making, sending, done, failed, skipped
  words TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_try_at TEXT,
  ended_at TEXT,
  UNIQUE (schedule, due_at)
) STRICT;
CREATE INDEX schedule_run_state ON schedule_run (state, next_try_at);

-- A kept letter; its files are in letters/<id>/. `run` is unique: a due time has one letter or none.
CREATE TABLE letter (
  id TEXT PRIMARY KEY,
  process TEXT REFERENCES process (id) ON DELETE CASCADE, -- null for the house
  schedule TEXT REFERENCES schedule (id) ON DELETE SET NULL,
  run TEXT UNIQUE REFERENCES schedule_run (id) ON DELETE SET NULL,
  in_series INTEGER NOT NULL,        -- 1: the next letter of the schedule tells what changed since this one
  due_at TEXT,
  made_at TEXT NOT NULL,
  fingerprint TEXT NOT NULL,         -- of data and register: whether anything changed since
  body TEXT NOT NULL                 -- JSON, server/store/letters.ts LetterBody
) STRICT;
CREATE INDEX letter_of_process ON letter (process, made_at);
CREATE INDEX letter_of_schedule ON letter (schedule, made_at);

-- The link in each letter by which its reader leaves. `left_at` is null until then.
CREATE TABLE leave_link (
  token TEXT PRIMARY KEY,
  schedule TEXT NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  left_at TEXT,
  UNIQUE (schedule, channel, recipient)
) STRICT;

-- What the owner of a schedule was told, once for each run and cause.
CREATE TABLE notice (
  id TEXT PRIMARY KEY,
  schedule TEXT NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
  run TEXT NOT NULL,
  kind TEXT NOT NULL,                -- not-made, not-delivered, works-again
  subject TEXT NOT NULL,
  words TEXT NOT NULL,
  made_at TEXT NOT NULL,
  UNIQUE (run, kind)
) STRICT;
