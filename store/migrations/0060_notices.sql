-- +goose Up
-- One row per person and announcement: the inbox 站内信.
CREATE TABLE notices (
  id              bigint      NOT NULL AUTO_INCREMENT,
  user_id         varchar(32) NOT NULL,
  announcement_id bigint      NOT NULL,
  legal           tinyint(1)  NOT NULL DEFAULT 0,
  at              datetime(6) NOT NULL,
  read_at         datetime(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY notices_once (user_id, announcement_id),
  KEY notices_unread (user_id, read_at, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What goes out by a channel: to a person's address, or to a group robot.
-- state: queued, held (for the digest), sending, sent, failed.
CREATE TABLE deliveries (
  id              bigint       NOT NULL AUTO_INCREMENT,
  announcement_id bigint       NOT NULL,
  channel         varchar(16)  NOT NULL,
  target          varchar(160) NOT NULL,
  user_id         varchar(32)  NOT NULL DEFAULT '',
  state           varchar(12)  NOT NULL,
  attempts        int          NOT NULL DEFAULT 0,
  next_at         datetime(6)  NOT NULL,
  sent_at         datetime(6)  NULL,
  error           varchar(500) NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  UNIQUE KEY deliveries_once (announcement_id, channel, target),
  KEY deliveries_queue (state, next_at, id),
  KEY deliveries_user (user_id, state)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- How a person wants to be told. Without a row: e-mail at once where the
-- account has an address. quiet_*: minutes after midnight, China time; equal: none.
CREATE TABLE notice_preferences (
  user_id    varchar(32) NOT NULL,
  email      varchar(8)  NOT NULL DEFAULT 'now',
  quiet_from int         NOT NULL DEFAULT 1260,
  quiet_to   int         NOT NULL DEFAULT 480,
  PRIMARY KEY (user_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
