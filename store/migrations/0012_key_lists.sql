-- +goose Up
-- One notice about one year's key-project list; versions count from 1.
CREATE TABLE key_lists (
  year      int          NOT NULL,
  version   int          NOT NULL,
  basis     varchar(500) NOT NULL,
  on_date   date         NOT NULL,
  by_id     varchar(32)  NOT NULL,
  by_name   varchar(64)  NOT NULL,
  at        datetime(6)  NOT NULL,
  PRIMARY KEY (year, version)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE key_list_entries (
  id         bigint      NOT NULL AUTO_INCREMENT,
  year       int         NOT NULL,
  version    int         NOT NULL,
  project_id varchar(32) NOT NULL,
  act        varchar(8)  NOT NULL,
  level      varchar(16) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY key_list_entries_once (year, version, project_id),
  KEY key_list_entries_project (project_id, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE start_events (
  id         varchar(32)  NOT NULL,
  name       varchar(200) NOT NULL,
  quarter    char(6)      NOT NULL,
  on_date    date         NOT NULL,
  place      varchar(200) NOT NULL DEFAULT '',
  basis      varchar(500) NOT NULL DEFAULT '',
  held       tinyint(1)   NOT NULL DEFAULT 0,
  demo       tinyint(1)   NOT NULL DEFAULT 0,
  version    int          NOT NULL,
  created_at datetime(6)  NOT NULL,
  updated_at datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY start_events_name (name),
  KEY start_events_date (on_date, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- A project starts once, so it is in one event at most.
CREATE TABLE start_event_members (
  event_id   varchar(32) NOT NULL,
  project_id varchar(32) NOT NULL,
  sort_no    int         NOT NULL,
  PRIMARY KEY (event_id, project_id),
  UNIQUE KEY start_event_members_project (project_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What a person has typed but not sent (A-14); resumed on any device, gone at expires_at.
CREATE TABLE drafts (
  user_id    varchar(32) NOT NULL,
  kind       varchar(32) NOT NULL,
  name       varchar(64) NOT NULL,
  body       mediumtext  NOT NULL,
  updated_at datetime(6) NOT NULL,
  expires_at datetime(6) NOT NULL,
  PRIMARY KEY (user_id, kind, name),
  KEY drafts_expiry (expires_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
