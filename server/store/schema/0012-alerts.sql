-- What people want to be told of. `body` is JSON, model/alert.ts AlertRuleContent. A rule that is removed keeps its row and can come back.
CREATE TABLE alert_rule (
  id TEXT NOT NULL PRIMARY KEY,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  made_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  removed_at TEXT,
  looked_at TEXT,                    -- when it was last held against the data
  problem TEXT                       -- why it could not be
) STRICT;
CREATE INDEX alert_rule_of ON alert_rule (process);

-- One cause of one rule, from its first alert to its end. `body` is JSON, model/alert.ts Episode: where it stands now.
CREATE TABLE alert_episode (
  id TEXT NOT NULL PRIMARY KEY,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  rule TEXT NOT NULL REFERENCES alert_rule (id) ON DELETE CASCADE,
  cause TEXT NOT NULL,
  state TEXT NOT NULL,               -- open, closed
  closed_at TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX alert_episode_of ON alert_episode (process, state, closed_at);
CREATE INDEX alert_episode_cause ON alert_episode (rule, cause);
CREATE UNIQUE INDEX alert_episode_one_open ON alert_episode (rule, cause) WHERE state = 'open';

-- What happened to an episode. It can be added to, and goes only with its whole service.
CREATE TABLE alert_history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  episode TEXT NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  kind TEXT NOT NULL,
  words TEXT NOT NULL,
  data_version INTEGER
) STRICT;
CREATE INDEX alert_history_of ON alert_history (episode, id);

CREATE TRIGGER alert_history_is_not_changed BEFORE UPDATE ON alert_history
BEGIN
  SELECT RAISE(ABORT, 'The history of alerts is not changed.');
END;
CREATE TRIGGER alert_history_is_not_removed BEFORE DELETE ON alert_history
WHEN EXISTS (SELECT 1 FROM process WHERE id = OLD.process)
BEGIN
  SELECT RAISE(ABORT, 'The history of alerts is not removed.');
END;
CREATE TRIGGER alert_history_is_not_replaced BEFORE INSERT ON alert_history
WHEN EXISTS (SELECT 1 FROM alert_history WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'The history of alerts is not changed.');
END;

-- What is to be told. It waits for the end of quiet hours; then it becomes a line of one message of its rule.
CREATE TABLE alert_notice (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  rule TEXT NOT NULL REFERENCES alert_rule (id) ON DELETE CASCADE,
  episode TEXT NOT NULL,
  kind TEXT NOT NULL,                -- model/alert.ts NOTICE_KINDS
  at TEXT NOT NULL,
  ended_at TEXT,                     -- when it went into a message, or was no longer wanted
  message TEXT                       -- the message it is part of
) STRICT;
CREATE INDEX alert_notice_waiting ON alert_notice (rule) WHERE ended_at IS NULL;

-- Messages as they were handed over. `body` is JSON, model/alert.ts AlertMessage; attempts to deliver are in the ledger.
CREATE TABLE alert_message (
  id TEXT NOT NULL PRIMARY KEY,
  process TEXT NOT NULL REFERENCES process (id) ON DELETE CASCADE,
  rule TEXT NOT NULL REFERENCES alert_rule (id) ON DELETE CASCADE,
  made_at TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX alert_message_of ON alert_message (process, made_at);
