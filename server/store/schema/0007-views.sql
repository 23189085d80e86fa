-- Choices of cases that people gave a name: a page with its query. Names are unique within a process, whatever their case.
CREATE TABLE view (
  id TEXT NOT NULL,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  name TEXT NOT NULL COLLATE NOCASE,
  page TEXT NOT NULL,                -- as in the address, without the process: map, bottlenecks
  query TEXT NOT NULL,               -- of that page, without the question mark
  saved_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  PRIMARY KEY (process, id),
  UNIQUE (process, name)
) STRICT;
