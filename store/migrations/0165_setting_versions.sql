-- +goose Up
-- What an administrator sets while the program runs, every version of it: number
-- rules, channels, classes, letter templates. The highest version is in force; a
-- setting without rows is as shipped.
CREATE TABLE setting_versions (
  name     varchar(64)  NOT NULL,
  version  int          NOT NULL,
  body     mediumtext   NOT NULL,
  reason   varchar(500) NOT NULL DEFAULT '',
  set_by   varchar(32)  NOT NULL,
  set_name varchar(100) NOT NULL,
  set_at   datetime(6)  NOT NULL,
  PRIMARY KEY (name, version)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
