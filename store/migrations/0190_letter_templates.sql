-- +goose Up
-- The words that letters were printed with, each once: a letter that was handed
-- out is printed again with them, whatever the template says since. Templates
-- themselves are settings (setting_versions, letter/<name>).
CREATE TABLE letter_texts (
  sha  char(64)   NOT NULL, -- SHA-256, hex, of the words
  body mediumtext NOT NULL,
  PRIMARY KEY (sha)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- A letter from before has no words and no values kept: it can be verified, not
-- printed again. content_sha is since then that of the values, not of the file.
ALTER TABLE issued_letters
  ADD COLUMN template_version int        NOT NULL DEFAULT 0, -- 0: as shipped
  ADD COLUMN template_sha     char(64)   NOT NULL DEFAULT '',
  ADD COLUMN filled           mediumtext NULL; -- JSON: what the words were filled with
