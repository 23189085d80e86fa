-- How the rows of a file that were refused are cut into its columns again, for the list that is repaired and imported again.
CREATE TABLE rejected_file (
  import_seq INTEGER NOT NULL,
  names VARCHAR[] NOT NULL,        -- columns of the table that was read, in its order
  delimiter VARCHAR NOT NULL,
  quote VARCHAR NOT NULL
);
-- Rows that imports refused which are undone now: their lists stay. Not part of any data version.
CREATE TABLE undone_rejected_row (
  import_seq INTEGER NOT NULL,
  line BIGINT NOT NULL,
  reason VARCHAR NOT NULL,
  "column" VARCHAR,
  value VARCHAR,
  raw VARCHAR,
  names VARCHAR[],
  delimiter VARCHAR,
  quote VARCHAR
);
