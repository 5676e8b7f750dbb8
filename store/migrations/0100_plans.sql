-- +goose Up
-- One row per approval plan: what lists and boards ask for. Written with each
-- event and rebuilt from events by `diaodu rebuild`.
CREATE TABLE plans (
  id              varchar(32)  NOT NULL,
  no              varchar(64)  NOT NULL,
  status          varchar(16)  NOT NULL,
  open            tinyint(1)   NOT NULL,
  type            varchar(32)  NOT NULL,
  type_name       varchar(100) NOT NULL,
  project_id      varchar(32)  NOT NULL,
  project_name    varchar(200) NOT NULL,
  pinyin          varchar(300) NOT NULL DEFAULT '',
  enterprise_id   varchar(32)  NOT NULL DEFAULT '',
  enterprise_name varchar(200) NOT NULL DEFAULT '',
  town_code       varchar(16)  NOT NULL DEFAULT '',
  window_id       varchar(32)  NOT NULL DEFAULT '',
  phase           varchar(16)  NOT NULL DEFAULT '', -- the first stage that is not done
  matters         int          NOT NULL DEFAULT 0,
  approved        int          NOT NULL DEFAULT 0,
  running         int          NOT NULL DEFAULT 0,
  failed          int          NOT NULL DEFAULT 0,
  blocked         int          NOT NULL DEFAULT 0, -- open blocks
  issues_open     int          NOT NULL DEFAULT 0,
  slipped         int          NOT NULL DEFAULT 0, -- matters planned later than their baseline
  used_days       int          NOT NULL DEFAULT 0, -- 审批用时, workdays
  paused          tinyint(1)   NOT NULL DEFAULT 0, -- nothing lies with the authorities
  promise_due     date         NULL,
  law_due         date         NULL,
  planned_end     date         NULL,
  baseline_end    date         NULL,
  ball_org        varchar(32)  NOT NULL DEFAULT '',
  ball_name       varchar(200) NOT NULL DEFAULT '',
  ball_owner      tinyint(1)   NOT NULL DEFAULT 0,
  ball_what       varchar(40)  NOT NULL DEFAULT '',
  ball_due        date         NULL,
  warnings        int          NOT NULL DEFAULT 0,
  ended_on        date         NULL,
  seq             int          NOT NULL,
  born_at         datetime(6)  NOT NULL,
  changed_at      datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY plans_no (no),
  KEY plans_newest (born_at, id),
  KEY plans_status (status, born_at, id),
  KEY plans_project (project_id, born_at, id),
  KEY plans_owner (enterprise_id, born_at, id),
  KEY plans_type (type, born_at, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- One row per matter of a plan. red_on and yellow_on: the days from which the
-- light burns if nobody acts.
CREATE TABLE plan_matters (
  plan_id         varchar(32)  NOT NULL,
  id              varchar(64)  NOT NULL,
  name            varchar(200) NOT NULL,
  phase           varchar(16)  NOT NULL,
  authority_id    varchar(32)  NOT NULL,
  authority_name  varchar(128) NOT NULL,
  standing        varchar(16)  NOT NULL,
  running         tinyint(1)   NOT NULL DEFAULT 0,
  approval_id     varchar(32)  NOT NULL DEFAULT '',
  approval_no     varchar(64)  NOT NULL DEFAULT '',
  stage           varchar(200) NOT NULL DEFAULT '',
  tries           int          NOT NULL DEFAULT 0,
  statutory       int          NOT NULL,
  promised        int          NOT NULL,
  baseline_start  date         NULL,
  baseline_end    date         NULL,
  target_start    date         NULL,
  target_end      date         NULL,
  submitted_on    date         NULL,
  accepted_on     date         NULL,
  law_due         date         NULL,
  promise_due     date         NULL,
  ended_on        date         NULL,
  red_on          date         NULL,
  yellow_on       date         NULL,
  result_no       varchar(200) NOT NULL DEFAULT '',
  ball_org        varchar(32)  NOT NULL DEFAULT '',
  ball_name       varchar(200) NOT NULL DEFAULT '',
  ball_owner      tinyint(1)   NOT NULL DEFAULT 0,
  PRIMARY KEY (plan_id, id),
  KEY plan_matters_authority (authority_id, running, promise_due),
  KEY plan_matters_standing (standing, target_start),
  KEY plan_matters_approval (approval_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Every planned date that moved, and what moved it (B-3).
CREATE TABLE plan_shifts (
  plan_id   varchar(32)  NOT NULL,
  n         int          NOT NULL,
  on_date   date         NOT NULL,
  matter_id varchar(64)  NOT NULL,
  why       varchar(16)  NOT NULL,
  cause_id  varchar(64)  NOT NULL DEFAULT '',
  old_start date         NULL,
  old_end   date         NULL,
  new_start date         NULL,
  new_end   date         NULL,
  days      int          NOT NULL, -- workdays the end moved by
  PRIMARY KEY (plan_id, n),
  KEY plan_shifts_why (why, on_date)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What cases told the register of projects: each order is carried out once. Not
-- rebuilt: people change the register, too.
CREATE TABLE register_told (
  told_key   varchar(100) NOT NULL,
  project_id varchar(32)  NOT NULL,
  milestone  varchar(32)  NOT NULL,
  on_date    date         NOT NULL,
  plan_id    varchar(32)  NOT NULL,
  at         datetime(6)  NOT NULL,
  PRIMARY KEY (told_key),
  KEY register_told_project (project_id, milestone)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
