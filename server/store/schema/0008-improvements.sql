-- What people do about a service. `body` is JSON, model/improvement.ts Improvement; `revision` grows with every change of it. One that is
-- removed keeps its row, so that its number is never given twice and it can come back.
CREATE TABLE improvement (
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,           -- 1 is imp-001
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  removed_at TEXT,
  PRIMARY KEY (process, number)
) STRICT;

-- What the figures say of an improvement, written by the watch: it moves no revision, so nobody's change is refused because of it.
CREATE TABLE improvement_standing (
  process TEXT NOT NULL,
  number INTEGER NOT NULL,
  verdict TEXT,                      -- JSON, model/improvement-verdict.ts VerdictRecord
  improved_cycle INTEGER,            -- the cycle of which the figures have once said improved or holding
  decided_on TEXT,                   -- local day on which the figures first said more than too early
  PRIMARY KEY (process, number),
  FOREIGN KEY (process, number) REFERENCES improvement (process, number) ON DELETE CASCADE
) STRICT;

-- What happened, in words and as the parts that changed. It can be added to, and goes only with its whole service.
CREATE TABLE improvement_history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  kind TEXT NOT NULL,
  words TEXT NOT NULL,
  revision INTEGER NOT NULL,         -- of the improvement after it
  changes TEXT NOT NULL,             -- JSON, model/improvement.ts FieldChange[]
  data_version INTEGER               -- that it rests on, where figures were looked at
) STRICT;
CREATE INDEX improvement_history_of ON improvement_history (process, number, id);

CREATE TRIGGER improvement_history_is_not_changed BEFORE UPDATE ON improvement_history
BEGIN
  SELECT RAISE(ABORT, 'The history of improvements is not changed.');
END;
CREATE TRIGGER improvement_history_is_not_removed BEFORE DELETE ON improvement_history
WHEN EXISTS (SELECT 1 FROM process WHERE id = OLD.process)
BEGIN
  SELECT RAISE(ABORT, 'The history of improvements is not removed.');
END;
CREATE TRIGGER improvement_history_is_not_replaced BEFORE INSERT ON improvement_history
WHEN EXISTS (SELECT 1 FROM improvement_history WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'The history of improvements is not changed.');
END;
