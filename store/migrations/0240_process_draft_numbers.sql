-- +goose Up
-- The last version that a draft of a process had: it is kept when the draft is thrown
-- away or published, so that no later draft is ever at a version somebody may still
-- hold. Until now each draft began at 1, so the count begins beyond what was in use.
CREATE TABLE process_draft_numbers (
  code varchar(64) NOT NULL,
  last int         NOT NULL DEFAULT 1000000,
  PRIMARY KEY (code)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Drafts that are being written may share their version with one thrown away before:
-- they get one of their own. Whoever has one open is shown both texts at the next save.
UPDATE process_drafts SET version = version + 1000000;
INSERT INTO process_draft_numbers (code, last) SELECT code, version FROM process_drafts;
