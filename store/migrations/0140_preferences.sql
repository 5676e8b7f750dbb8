-- +goose Up
-- How one person likes to see things: columns, saved views. Nobody else's business.
CREATE TABLE preferences (
  user_id    varchar(32) NOT NULL,
  name       varchar(64) NOT NULL,
  body       mediumtext  NOT NULL,
  updated_at datetime(6) NOT NULL,
  PRIMARY KEY (user_id, name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
