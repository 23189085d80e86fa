-- Whether work may be counted for single people. Off unless a manager of the service has said so.
ALTER TABLE process ADD COLUMN figures_by_person INTEGER NOT NULL DEFAULT 0;
