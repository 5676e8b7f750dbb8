-- +goose Up
-- What an operator sets while the program runs, such as the published light rule.
CREATE TABLE settings (
  name       varchar(64)  NOT NULL,
  value      mediumtext   NOT NULL,
  updated_by varchar(32)  NOT NULL DEFAULT '',
  updated_at datetime(6)  NOT NULL,
  PRIMARY KEY (name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
