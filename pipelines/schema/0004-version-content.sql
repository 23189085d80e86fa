-- What a data version is made of, so that it can be made again from the originals.

ALTER TABLE data_version ADD COLUMN content VARCHAR;  -- JSON, pipelines/derive/data-version.ts VersionContent; null: an early program wrote it
ALTER TABLE import_commit ADD COLUMN reading VARCHAR; -- JSON, pipelines/ingest/receipt.ts Reading; null: an early program wrote it
