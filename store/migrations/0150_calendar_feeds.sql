-- +goose Up
-- One secret address per person under which a calendar program reads their
-- meetings and due days. Only the hash of its secret is kept.
CREATE TABLE calendar_feeds (
  user_id    varchar(32) NOT NULL,
  token_hash char(64)    NOT NULL,
  created_at datetime(6) NOT NULL,
  read_at    datetime(6) NULL,
  PRIMARY KEY (user_id),
  UNIQUE KEY calendar_feeds_token (token_hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
