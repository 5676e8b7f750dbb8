-- +goose Up
-- One row per project. code is NULL while the national platform has given none.
-- covered: a project above this one already counts its money (A-6).
-- light is as of the last change or the last daily refresh.
CREATE TABLE projects (
  id                    varchar(32)  NOT NULL,
  code                  varchar(64)  NULL,
  name                  varchar(200) NOT NULL,
  pinyin                varchar(200) NOT NULL DEFAULT '',
  enterprise_id         varchar(32)  NOT NULL,
  parent_id             varchar(32)  NOT NULL DEFAULT '',
  invest_includes_parts tinyint(1)   NOT NULL DEFAULT 0,
  covered               tinyint(1)   NOT NULL DEFAULT 0,
  level                 varchar(16)  NOT NULL DEFAULT '',
  key_year              int          NOT NULL DEFAULT 0,
  sector                varchar(16)  NOT NULL,
  kind                  varchar(32)  NOT NULL DEFAULT '',
  invest_total_wan      bigint       NOT NULL DEFAULT 0,
  invest_year_wan       bigint       NOT NULL DEFAULT 0,
  town_code             varchar(16)  NOT NULL DEFAULT '',
  park_id               varchar(32)  NOT NULL DEFAULT '',
  address               varchar(255) NOT NULL DEFAULT '',
  lat                   double       NULL,
  lon                   double       NULL,
  geojson               mediumtext   NOT NULL,
  phase                 varchar(16)  NOT NULL,
  phase_before          varchar(16)  NOT NULL DEFAULT '',
  light                 varchar(8)   NOT NULL DEFAULT 'green',
  warnings              int          NOT NULL DEFAULT 0,
  stat_registered_on    date         NULL,
  content               text         NOT NULL,
  benefits              text         NOT NULL,
  tags                  text         NOT NULL,
  merged_into           varchar(32)  NOT NULL DEFAULT '',
  leader_id             varchar(32)  NOT NULL DEFAULT '',
  leader_name           varchar(64)  NOT NULL DEFAULT '',
  lead_org_id           varchar(32)  NOT NULL DEFAULT '',
  lead_org_name         varchar(128) NOT NULL DEFAULT '',
  demo                  tinyint(1)   NOT NULL DEFAULT 0,
  version               int          NOT NULL,
  created_by            varchar(32)  NOT NULL,
  created_at            datetime(6)  NOT NULL,
  updated_at            datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY projects_code (code),
  KEY projects_newest (merged_into, id),
  KEY projects_owner (enterprise_id, merged_into, id),
  KEY projects_invest (merged_into, invest_total_wan, id),
  KEY projects_phase (merged_into, phase, id),
  KEY projects_lead (lead_org_id, merged_into, id),
  KEY projects_parent (parent_id),
  KEY projects_doubts (merged_into, warnings, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE project_milestones (
  id              varchar(32)  NOT NULL,
  project_id      varchar(32)  NOT NULL,
  type            varchar(16)  NOT NULL,
  baseline_date   date         NULL,
  target_date     date         NULL,
  alt_date        date         NULL,
  actual_date     date         NULL,
  hard_by         date         NULL,
  hard_constraint varchar(500) NOT NULL DEFAULT '',
  reason          varchar(500) NOT NULL DEFAULT '',
  blocked_by      text         NOT NULL,
  not_needed      tinyint(1)   NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  UNIQUE KEY project_milestones_type (project_id, type),
  KEY project_milestones_target (type, target_date)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What changed about a milestone; rows are only ever added.
CREATE TABLE milestone_changes (
  id         bigint       NOT NULL AUTO_INCREMENT,
  project_id varchar(32)  NOT NULL,
  type       varchar(16)  NOT NULL,
  field      varchar(24)  NOT NULL,
  was        varchar(500) NOT NULL DEFAULT '',
  became     varchar(500) NOT NULL DEFAULT '',
  reason     varchar(500) NOT NULL DEFAULT '',
  basis      varchar(500) NOT NULL DEFAULT '',
  by_id      varchar(32)  NOT NULL,
  by_name    varchar(64)  NOT NULL,
  at         datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  KEY milestone_changes_project (project_id, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Every phase a project entered; rows are only ever added.
CREATE TABLE project_phases (
  id         bigint       NOT NULL AUTO_INCREMENT,
  project_id varchar(32)  NOT NULL,
  was        varchar(16)  NOT NULL DEFAULT '',
  became     varchar(16)  NOT NULL,
  on_date    date         NULL,
  evidence   varchar(500) NOT NULL DEFAULT '',
  reason     varchar(500) NOT NULL DEFAULT '',
  correction tinyint(1)   NOT NULL DEFAULT 0,
  by_id      varchar(32)  NOT NULL,
  by_name    varchar(64)  NOT NULL,
  at         datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  KEY project_phases_project (project_id, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- 一项目一专班一领导一方案, with dates; to_date is the last day.
CREATE TABLE project_roles (
  id         varchar(32)  NOT NULL,
  project_id varchar(32)  NOT NULL,
  kind       varchar(16)  NOT NULL,
  subject_id varchar(32)  NOT NULL DEFAULT '',
  name       varchar(128) NOT NULL,
  from_date  date         NOT NULL,
  to_date    date         NULL,
  basis      varchar(500) NOT NULL DEFAULT '',
  PRIMARY KEY (id),
  UNIQUE KEY project_roles_from (project_id, kind, from_date),
  KEY project_roles_subject (subject_id, kind, to_date)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE project_months (
  project_id varchar(32) NOT NULL,
  month      char(7)     NOT NULL,
  plan_wan   bigint      NOT NULL DEFAULT 0,
  actual_wan bigint      NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, month)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What sources say of a project, kept beside the register (2.1.2-21).
CREATE TABLE project_claims (
  id          bigint       NOT NULL AUTO_INCREMENT,
  project_id  varchar(32)  NOT NULL,
  field       varchar(32)  NOT NULL,
  statement   varchar(500) NOT NULL,
  source      varchar(255) NOT NULL,
  contradicts tinyint(1)   NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY project_claims_project (project_id, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
