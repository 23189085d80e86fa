-- What people decided about the charts of measures: the baseline of the limits, phases, notes at points. Rows are withdrawn, never
-- deleted, so that the record stays; a measure that is gone keeps its decisions for the day it comes back.
CREATE TABLE chart_decision (
  id TEXT NOT NULL,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  measure TEXT NOT NULL,
  kind TEXT NOT NULL,                -- baseline, phase, note
  per TEXT NOT NULL,                 -- day, week, month
  from_day TEXT NOT NULL,            -- local to the process
  to_day TEXT,                       -- of a baseline, not part of it
  text TEXT NOT NULL,                -- the reason, or what there is to know
  decided_at TEXT NOT NULL,
  withdrawn_at TEXT,
  PRIMARY KEY (process, id)
) STRICT;
