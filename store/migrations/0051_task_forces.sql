-- +goose Up
-- Task forces 工作专班. body is the whole of one as JSON; the columns are for
-- lists. id is derived from the event that set it up, so a repeat makes no second.
CREATE TABLE task_forces (
  id           varchar(32)  NOT NULL,
  name         varchar(200) NOT NULL,
  issue_id     varchar(32)  NOT NULL DEFAULT '',
  project_id   varchar(32)  NOT NULL DEFAULT '',
  lead_id      varchar(32)  NOT NULL DEFAULT '',
  lead_name    varchar(64)  NOT NULL,
  orgs         int          NOT NULL DEFAULT 0,
  decided_at   datetime(6)  NOT NULL,
  set_up_at    datetime(6)  NOT NULL,
  lag_days     int          NOT NULL,
  dissolved_on date         NULL,
  body         mediumtext   NOT NULL,
  version      int          NOT NULL,
  changed_at   datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  KEY task_forces_newest (set_up_at, id),
  KEY task_forces_project (project_id, id),
  KEY task_forces_issue (issue_id, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Who is in which force now.
CREATE TABLE task_force_people (
  force_id varchar(32) NOT NULL,
  n        int         NOT NULL,
  user_id  varchar(32) NOT NULL DEFAULT '',
  org_id   varchar(32) NOT NULL DEFAULT '',
  PRIMARY KEY (force_id, n),
  KEY task_force_people_user (user_id, force_id),
  KEY task_force_people_org (org_id, force_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What somebody wanted to be reminded of 跟进提醒, until it is resolved.
CREATE TABLE task_force_forwards (
  force_id varchar(32)  NOT NULL,
  n        int          NOT NULL,
  on_date  date         NOT NULL,
  user_id  varchar(32)  NOT NULL,
  text     varchar(300) NOT NULL,
  PRIMARY KEY (force_id, n),
  KEY task_force_forwards_due (user_id, on_date)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
