-- +goose Up
-- What changed of a unit 单位变更, and what is to change from a later day on. was and
-- becomes hold the changed fields alone, as JSON.
CREATE TABLE org_changes (
  id           varchar(32)  NOT NULL,
  org_id       varchar(32)  NOT NULL,
  effective_on date         NOT NULL,
  was          text         NOT NULL,
  becomes      text         NOT NULL,
  status       varchar(16)  NOT NULL,
  fault        text         NULL,
  made_by      varchar(64)  NOT NULL,
  made_name    varchar(64)  NOT NULL,
  made_at      datetime(6)  NOT NULL,
  applied_at   datetime(6)  NULL,
  PRIMARY KEY (id),
  KEY org_changes_of (org_id, effective_on),
  KEY org_changes_due (status, effective_on)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
