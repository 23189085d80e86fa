-- The delivery ledger: what is to be sent to whom, and every attempt. One line for each recipient of each thing, however often it is asked for.
CREATE TABLE message (
  id TEXT PRIMARY KEY,
  about_kind TEXT NOT NULL,          -- letter, alert, notice, test
  about_id TEXT NOT NULL,
  process TEXT REFERENCES process (id) ON DELETE CASCADE, -- null for the house
  channel TEXT NOT NULL,             -- mail, webhook, folder
  recipient TEXT NOT NULL,           -- mail address, id of a webhook, id of a folder
  state TEXT NOT NULL,               -- waiting, sending, sent, failed, stopped
  subject TEXT,
  message_id TEXT,                   -- of the mail, fixed at the first attempt
  dated_at TEXT,                     -- of the mail, fixed at the first attempt
  made_at TEXT NOT NULL,
  claimed_at TEXT,                   -- start of the attempt that is under way
  sent_at TEXT,
  next_try_at TEXT,
  tries INTEGER NOT NULL DEFAULT 0,  -- since it was put, or since a person asked for it again
  UNIQUE (about_kind, about_id, channel, recipient)
) STRICT;
CREATE INDEX message_due ON message (state, next_try_at);
CREATE INDEX message_of_process ON message (process, made_at);

CREATE TABLE delivery_attempt (
  message TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  outcome TEXT NOT NULL,
  code TEXT,
  words TEXT NOT NULL,
  PRIMARY KEY (message, number)
) STRICT;

CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

-- Folders below outbox/ of the data folder; the name is that of the folder.
CREATE TABLE out_folder (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL
) STRICT;
