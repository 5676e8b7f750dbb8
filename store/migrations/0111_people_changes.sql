-- +goose Up
-- Changes of the register of people that open applications have yet to hear of:
-- written with the change itself, struck off when every application knows.
CREATE TABLE people_changes (
  id       bigint       NOT NULL AUTO_INCREMENT,
  user_id  varchar(32)  NOT NULL,
  name     varchar(64)  NOT NULL,
  org_id   varchar(32)  NOT NULL DEFAULT '',
  org_name varchar(128) NOT NULL DEFAULT '',
  posts    text         NOT NULL,
  at       datetime(6)  NOT NULL,
  done_at  datetime(6)  NULL,
  PRIMARY KEY (id),
  KEY people_changes_waiting (done_at, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
