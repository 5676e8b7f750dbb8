-- +goose Up
-- A case is an issue, a meeting or a task. case_files holds its present state,
-- case_events what happened; the one is always the fold of the other.
-- unchecked: changed since its workflow was last seen to know as much.
-- chain: the audit hash of the last event, so that the next links to it.
CREATE TABLE case_files (
  id            varchar(32)  NOT NULL,
  kind          varchar(16)  NOT NULL,
  no            varchar(64)  NOT NULL DEFAULT '',
  title         varchar(300) NOT NULL DEFAULT '',
  status        varchar(32)  NOT NULL,
  seq           int          NOT NULL,
  life          int          NOT NULL,
  done          tinyint(1)   NOT NULL DEFAULT 0,
  unchecked     tinyint(1)   NOT NULL DEFAULT 1,
  chain         char(64)     NOT NULL DEFAULT '',
  state         mediumtext   NOT NULL,
  born_at       datetime(6)  NOT NULL,
  changed_at    datetime(6)  NOT NULL,
  recorded_at   datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  KEY case_files_sweep (unchecked, recorded_at),
  KEY case_files_kind (kind, done, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE case_events (
  id           bigint       NOT NULL AUTO_INCREMENT,
  case_id      varchar(32)  NOT NULL,
  seq          int          NOT NULL,
  request_id   varchar(100) NOT NULL,
  kind         varchar(16)  NOT NULL,
  act          varchar(40)  NOT NULL,
  actor_id     varchar(32)  NOT NULL,
  at           datetime(6)  NOT NULL,
  number       varchar(100) NOT NULL DEFAULT '',
  body         mediumtext   NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY case_events_seq (case_id, seq),
  UNIQUE KEY case_events_request (case_id, request_id),
  KEY case_events_at (kind, act, at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Who may see a case in lists; district roles need no row.
CREATE TABLE case_parties (
  case_id  varchar(32) NOT NULL,
  type     varchar(16) NOT NULL,
  party_id varchar(32) NOT NULL,
  kind     varchar(16) NOT NULL,
  PRIMARY KEY (case_id, type, party_id),
  KEY case_parties_seen (type, party_id, kind, case_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Official numbers, one row a series, without gaps (R17).
CREATE TABLE number_series (
  name varchar(100) NOT NULL,
  last int          NOT NULL,
  PRIMARY KEY (name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What dashboards count. A counter is spread over shards so that decisions on
-- different cases do not wait for one row; its value is the sum.
CREATE TABLE counters (
  measure varchar(64) NOT NULL,
  k       varchar(64) NOT NULL,
  shard   tinyint     NOT NULL,
  n       bigint      NOT NULL,
  PRIMARY KEY (measure, k, shard)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What is to be said about an event, written with it; the spreader expands each
-- to people and channels.
CREATE TABLE announcements (
  id        bigint       NOT NULL AUTO_INCREMENT,
  case_id   varchar(32)  NOT NULL,
  seq       int          NOT NULL,
  n         int          NOT NULL,
  code      varchar(64)  NOT NULL,
  body      text         NOT NULL,
  at        datetime(6)  NOT NULL,
  spread_at datetime(6)  NULL,
  PRIMARY KEY (id),
  UNIQUE KEY announcements_once (case_id, seq, n),
  KEY announcements_waiting (spread_at, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- The audit log: a chain of hashes per stream. A case is its own stream; the
-- register has one stream per table.
CREATE TABLE audit_streams (
  stream varchar(64) NOT NULL,
  n      int         NOT NULL,
  hash   char(64)    NOT NULL,
  PRIMARY KEY (stream)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE audit_entries (
  id       bigint       NOT NULL AUTO_INCREMENT,
  stream   varchar(64)  NOT NULL,
  n        int          NOT NULL,
  at       datetime(6)  NOT NULL,
  actor_id varchar(32)  NOT NULL,
  actor    varchar(100) NOT NULL,
  ip       varchar(64)  NOT NULL DEFAULT '',
  what     varchar(64)  NOT NULL,
  subject  varchar(64)  NOT NULL,
  body     mediumtext   NOT NULL,
  body_sha char(64)     NOT NULL,
  prev     char(64)     NOT NULL,
  hash     char(64)     NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY audit_entries_n (stream, n),
  KEY audit_entries_actor (actor_id, at),
  KEY audit_entries_subject (subject, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
