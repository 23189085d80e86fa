-- Rows of case tables: what is known of a case without being an event. One column a1, a2, … for each attribute that a case
-- table has brought. Of several rows of a case the newest counts: the highest import_seq, then line.
CREATE TABLE case_row (
  import_seq INTEGER NOT NULL,
  line BIGINT NOT NULL,            -- number of the record in its file, as in `event`
  case_id VARCHAR NOT NULL,        -- as written; the case itself may come later
  arrived_at TIMESTAMP,
  identity HUGEINT NOT NULL        -- of the case id and all values of the row
);
-- Which of the events of one record this is, 1.. in the order of its columns; 0 where a record is one event.
ALTER TABLE event ADD COLUMN part SMALLINT DEFAULT 0;
