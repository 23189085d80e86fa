-- How files of one source are read: the mapping of an import that was committed, kept for the next file.
CREATE TABLE recipe (
  id TEXT PRIMARY KEY,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  name TEXT NOT NULL COLLATE NOCASE,
  fingerprint TEXT NOT NULL,         -- model/recipe.ts Recipe
  columns TEXT NOT NULL,             -- JSON, the columns of the file in its order
  mapping TEXT NOT NULL,             -- JSON, model/event-log.ts Mapping, everything said
  created_at TEXT NOT NULL,
  last_used_at TEXT NOT NULL,
  uses INTEGER NOT NULL,
  UNIQUE (process, name)
) STRICT;
CREATE INDEX recipe_of_header ON recipe (process, fingerprint);

-- The last look at a file that was sent, so that a page can go on where it was.
ALTER TABLE upload ADD COLUMN check_job TEXT;
