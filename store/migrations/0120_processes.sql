-- +goose Up
-- A process 流程 and which of its versions new applications follow.
CREATE TABLE processes (
  code       varchar(64)  NOT NULL,
  name       varchar(120) NOT NULL,
  phase      varchar(16)  NOT NULL DEFAULT '',
  authority  varchar(32)  NOT NULL DEFAULT '',
  current    int          NOT NULL DEFAULT 0, -- 0: withdrawn from use
  newest     int          NOT NULL DEFAULT 0,
  version    int          NOT NULL DEFAULT 1, -- of this row, for If-Match
  changed_at datetime(6)  NOT NULL,
  PRIMARY KEY (code)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Published versions are never changed: running cases and the record rest on them.
CREATE TABLE process_versions (
  code         varchar(64)  NOT NULL,
  version      int          NOT NULL,
  hash         char(64)     NOT NULL,
  body         mediumtext   NOT NULL, -- the definition as JSON, called processes embedded
  text         mediumtext   NOT NULL, -- the YAML it was written in
  source       varchar(16)  NOT NULL, -- shipped, edited, bpmn, digit
  origin       mediumtext   NOT NULL, -- what it was imported from, byte for byte
  note         varchar(500) NOT NULL DEFAULT '',
  published_by varchar(32)  NOT NULL,
  published_by_name varchar(60) NOT NULL,
  published_at datetime(6)  NOT NULL,
  PRIMARY KEY (code, version),
  KEY process_versions_hash (code, hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What somebody is writing; one draft for a process, checked by its version.
CREATE TABLE process_drafts (
  code       varchar(64) NOT NULL,
  text       mediumtext  NOT NULL,
  source     varchar(16) NOT NULL,
  origin     mediumtext  NOT NULL,
  version    int         NOT NULL DEFAULT 1,
  changed_by varchar(32) NOT NULL,
  changed_by_name varchar(60) NOT NULL,
  changed_at datetime(6) NOT NULL,
  PRIMARY KEY (code)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
