-- +goose Up
-- What people had the system do in the background 后台办理: sheets written (导出)
-- and sheets taken in (导入). Whoever carries one out holds it until held_until;
-- a run that falls silent is taken over under the next number of run.
CREATE TABLE errands (
  id          varchar(32)  NOT NULL,
  kind        varchar(16)  NOT NULL,
  list        varchar(16)  NOT NULL,
  filters     text         NOT NULL, -- JSON, by the names of the list's query
  source      varchar(255) NOT NULL DEFAULT '',
  source_id   varchar(32)  NOT NULL DEFAULT '',
  dry_run     tinyint(1)   NOT NULL DEFAULT 0,
  user_id     varchar(32)  NOT NULL,
  user_name   varchar(100) NOT NULL,
  in_place_of varchar(32)  NOT NULL DEFAULT '',
  request_id  varchar(64)  NOT NULL,
  ip          varchar(64)  NOT NULL DEFAULT '',
  state       varchar(16)  NOT NULL,
  run         int          NOT NULL DEFAULT 0,
  tries       int          NOT NULL DEFAULT 0,
  held_until  datetime(6)  NOT NULL, -- when it may be taken
  row_n       bigint       NOT NULL DEFAULT 0,
  expected    bigint       NOT NULL DEFAULT 0,
  file_name   varchar(255) NOT NULL DEFAULT '',
  file_size   bigint       NOT NULL DEFAULT 0,
  sha256      varchar(64)  NOT NULL DEFAULT '',
  fault       text         NULL,     -- JSON: why it failed
  ordered_at  datetime(6)  NOT NULL,
  started_at  datetime(6)  NULL,
  ended_at    datetime(6)  NULL,
  expires_at  datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY errands_once (user_id, request_id),
  KEY errands_due (state, held_until),
  KEY errands_mine (user_id, ordered_at),
  KEY errands_expiry (expires_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What became of each row of a sheet taken in. That a row was taken stands: a run
-- that goes over it again finds nothing to change.
CREATE TABLE errand_lines (
  errand_id varchar(32) NOT NULL,
  line      int         NOT NULL,
  taken     tinyint(1)  NOT NULL, -- the register was changed by it
  body      text        NOT NULL, -- JSON
  PRIMARY KEY (errand_id, line)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
