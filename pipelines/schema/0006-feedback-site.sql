-- The site or service an answer is about: how an answer that names no case and no customer finds its case.
ALTER TABLE feedback ADD COLUMN site VARCHAR;
