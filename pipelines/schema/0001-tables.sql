-- The tables of one process, in its own schema (DESIGN.md section 3). Ids are small integers; names are in
-- the dictionaries. Order inside a case is (start, complete, import_seq, line).

CREATE TABLE stage (
  id INTEGER NOT NULL,             -- 0 is Unplaced; 1.. in the order of the blueprint
  name VARCHAR NOT NULL,
  parallel BOOLEAN NOT NULL,
  after_delivery BOOLEAN NOT NULL,
  wait_limit_ms BIGINT,
  goal DOUBLE,
  score_target DOUBLE
);
CREATE TABLE activity (
  id INTEGER NOT NULL,             -- 1.. in order of first appearance; never reused
  name VARCHAR NOT NULL,
  stage INTEGER NOT NULL,
  note BOOLEAN NOT NULL,
  ends BOOLEAN NOT NULL            -- an end activity of the blueprint
);
CREATE TABLE hand_over_limit ("from" INTEGER NOT NULL, "to" INTEGER NOT NULL, limit_ms BIGINT NOT NULL);
CREATE TABLE resource (id INTEGER NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE team (id INTEGER NOT NULL, name VARCHAR NOT NULL);
-- One column a1, a2, … in `event` and `case_fact` for each; the name is as in the file.
CREATE TABLE attribute (
  id INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  type VARCHAR NOT NULL,           -- text number time boolean
  level VARCHAR NOT NULL           -- case: constant in every case; event: varies in some
);

-- One accepted row. How its times are read (pipelines/derive/pairing.ts):
--   both times                        one step, measured
--   completed_at only, no lifecycle   an instant: files with one time column are written so
--   started_at only, no lifecycle     a step that has not ended: its end column is empty
--   one time and a lifecycle value    half of a step; which of the two columns holds the time does not matter
CREATE TABLE event (
  import_seq INTEGER NOT NULL,
  line BIGINT NOT NULL,            -- number of the record in its file, the first after the header is 1
  case_key INTEGER NOT NULL,
  case_id VARCHAR NOT NULL,
  activity INTEGER NOT NULL,
  started_at TIMESTAMP,
  completed_at TIMESTAMP,
  lifecycle VARCHAR,
  instance VARCHAR,
  arrived_at TIMESTAMP,
  resource INTEGER,
  team INTEGER,
  cost DOUBLE,
  identity HUGEINT NOT NULL        -- of the event: from its id column, else from its values and ordinal
);
-- Cases whose rows all take no part (only `schedule`, say): they have events and a key, and no row in case_fact.
CREATE TABLE case_without_step (case_key INTEGER NOT NULL, case_id VARCHAR NOT NULL);
CREATE TABLE step (
  case_key INTEGER NOT NULL,
  position INTEGER NOT NULL,       -- 1.. in the order of the case
  activity INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  resource INTEGER,
  team INTEGER,
  started_at TIMESTAMP NOT NULL,
  completed_at TIMESTAMP,          -- null: started and not ended
  enabled_at TIMESTAMP NOT NULL,
  waiting_ms BIGINT NOT NULL,
  processing_ms BIGINT,            -- null without an end
  gap_ms BIGINT,                   -- to the start of `gap_to`; null for notes, after the last and without an end
  parallel BOOLEAN NOT NULL,       -- overlaps the step that the gap leads to
  visit INTEGER NOT NULL,          -- how-manieth time of this activity in the case
  next_activity INTEGER,           -- of the next step in the trace, notes included; null after the last
  gap_to INTEGER,                  -- activity the gap leads to: the next step that is no note
  next_stage INTEGER,              -- stage of `gap_to`
  first_of_edge BOOLEAN NOT NULL,  -- first time the case takes this hand-over
  measured BOOLEAN NOT NULL        -- start and end were both in the file
);
CREATE TABLE case_fact (
  case_key INTEGER NOT NULL,
  case_id VARCHAR NOT NULL,
  arrived_at TIMESTAMP NOT NULL,
  arrival_known BOOLEAN NOT NULL,  -- from the arrival role, not from the first start
  first_start_at TIMESTAMP NOT NULL,
  delivered_at TIMESTAMP,          -- null when no step lies before delivery
  ended BOOLEAN NOT NULL,          -- its last step is an end activity
  last_at TIMESTAMP NOT NULL,
  variant_id INTEGER NOT NULL,
  first_activity INTEGER NOT NULL,
  last_activity INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  throughput_ms BIGINT NOT NULL,
  delivery_ms BIGINT,
  after_ms BIGINT,                 -- length of the second ribbon; null when no step comes after delivery
  processing_ms BIGINT NOT NULL,
  waiting_ms BIGINT NOT NULL,
  rework INTEGER NOT NULL,         -- self-loops + returns
  handovers INTEGER NOT NULL
);
-- The ribbon's pieces: each moment of a case between arrival and delivery under exactly one step. One row per
-- step that takes time, so an activity done twice has two: add them up. Their sum is delivery_ms (after_ms).
CREATE TABLE piece (
  case_key INTEGER NOT NULL,
  activity INTEGER NOT NULL,
  after_delivery BOOLEAN NOT NULL, -- the second ribbon: from delivery to the last complete after it
  waiting_ms BIGINT NOT NULL,
  processing_ms BIGINT NOT NULL
);
CREATE TABLE stage_visit (
  case_key INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  visit INTEGER NOT NULL,          -- 1.. per case and stage
  position INTEGER NOT NULL,       -- 1.. order of the visit among the case's visits of stages that are not parallel; parallel visits 0
  entered_at TIMESTAMP NOT NULL,
  started_at TIMESTAMP NOT NULL,
  left_at TIMESTAMP NOT NULL,
  waiting_ms BIGINT NOT NULL,
  processing_ms BIGINT NOT NULL,
  gap_ms BIGINT NOT NULL,          -- inside the visit
  next_gap_ms BIGINT,              -- max(0, start of the next visit - left_at); null after the last and for parallel stages
  next_stage INTEGER,
  first_of_edge BOOLEAN NOT NULL,
  target_ms BIGINT                 -- the stage's wait limit
);
CREATE TABLE variant (
  variant_id INTEGER NOT NULL,
  hash HUGEINT NOT NULL,           -- of the list of activities, the same in every data version
  activities INTEGER[] NOT NULL,
  cases INTEGER NOT NULL
);
CREATE TABLE feedback (
  import_seq INTEGER NOT NULL,
  line BIGINT NOT NULL,
  answered_at TIMESTAMP,
  invited_at TIMESTAMP,
  instrument VARCHAR NOT NULL,     -- nps csat ces other
  score DOUBLE,
  scale_min DOUBLE,
  scale_max DOUBLE,
  higher_is_better BOOLEAN NOT NULL,
  comment VARCHAR,
  language VARCHAR,
  stage VARCHAR,                   -- the stage the answer names; null: the whole case
  case_ref VARCHAR,                -- the case id as written
  customer VARCHAR,
  case_key INTEGER,
  link_method VARCHAR,             -- case, customer, site; null: not linked
  link_confidence DOUBLE,
  identity HUGEINT NOT NULL
);
CREATE TABLE rejected_row (
  import_seq INTEGER NOT NULL,
  line BIGINT NOT NULL,
  reason VARCHAR NOT NULL,
  "column" VARCHAR,
  value VARCHAR,
  raw VARCHAR
);
-- What a data version is made of. The row is written in the transaction of its tables: the import is real when it is here.
CREATE TABLE import_commit (
  import_seq INTEGER NOT NULL,
  import_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  file_name VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  rows BIGINT NOT NULL,
  accepted BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  duplicates BIGINT NOT NULL,
  receipt VARCHAR NOT NULL,        -- JSON, model/event-log.ts Receipt
  data_version INTEGER NOT NULL,
  committed_at TIMESTAMP NOT NULL
);
-- One row per data version; the newest is the one the tables hold.
CREATE TABLE data_version (
  version INTEGER NOT NULL,
  cause VARCHAR NOT NULL,          -- import, blueprint, cut-off
  made_at TIMESTAMP NOT NULL,
  first_at TIMESTAMP,
  end_at TIMESTAMP,                -- end of the data: latest accepted event, no later than the import
  cut_off_ms BIGINT,
  events BIGINT NOT NULL,
  steps BIGINT NOT NULL,
  cases BIGINT NOT NULL
);
