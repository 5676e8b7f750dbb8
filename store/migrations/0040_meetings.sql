-- +goose Up
-- Meetings as lists and statistics ask for them, and the texts the state of a
-- meeting does not keep. Written with each event, rebuilt by `diaodu rebuild`.
CREATE TABLE meetings (
  id              varchar(32)  NOT NULL,
  no              varchar(64)  NOT NULL,
  status          varchar(32)  NOT NULL,
  series          varchar(32)  NOT NULL,
  period          char(7)      NOT NULL,
  extra           tinyint(1)   NOT NULL DEFAULT 0,
  forum           varchar(16)  NOT NULL,
  title           varchar(200) NOT NULL,
  held_date       date         NOT NULL,
  starts          varchar(5)   NOT NULL,
  budget          int          NOT NULL,
  place           varchar(200) NOT NULL DEFAULT '',
  chair_id        varchar(32)  NOT NULL DEFAULT '',
  chair_name      varchar(200) NOT NULL,
  held_on         date         NULL,
  items           int          NOT NULL DEFAULT 0,
  decided         int          NOT NULL DEFAULT 0,
  carried         int          NOT NULL DEFAULT 0,
  tasks           int          NOT NULL DEFAULT 0,
  minutes_due     date         NULL,
  minutes_late    tinyint(1)   NOT NULL DEFAULT 0,
  minutes_version int          NOT NULL DEFAULT 0,
  doc_no          varchar(64)  NOT NULL DEFAULT '',
  issued_on       date         NULL,
  warnings        int          NOT NULL DEFAULT 0,
  seq             int          NOT NULL,
  changed_at      datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  KEY meetings_newest (held_date, id),
  KEY meetings_series (series, held_date, id),
  KEY meetings_status (status, held_date, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE meeting_items (
  meeting_id      varchar(32)  NOT NULL,
  id              varchar(8)   NOT NULL,
  section         varchar(16)  NOT NULL,
  issue_id        varchar(32)  NOT NULL DEFAULT '',
  issue_no        varchar(64)  NOT NULL DEFAULT '',
  title           varchar(300) NOT NULL,
  project_id      varchar(32)  NOT NULL DEFAULT '',
  project_name    varchar(200) NOT NULL DEFAULT '',
  enterprise_id   varchar(32)  NOT NULL DEFAULT '',
  enterprise_name varchar(200) NOT NULL DEFAULT '',
  invest_wan      bigint       NOT NULL DEFAULT 0,
  lead_id         varchar(32)  NOT NULL DEFAULT '',
  lead_name       varchar(200) NOT NULL DEFAULT '',
  co              text         NULL,
  raised_on       date         NULL,
  blocks_until    date         NULL,
  pre_coord       text         NOT NULL,
  tendency        text         NOT NULL,
  override_by     varchar(200) NOT NULL DEFAULT '',
  presenter       varchar(200) NOT NULL DEFAULT '',
  late            tinyint(1)   NOT NULL DEFAULT 0,
  speaker         varchar(200) NOT NULL DEFAULT '',
  speech          text         NOT NULL,
  waived_why      text         NOT NULL,
  carry           varchar(16)  NOT NULL DEFAULT '',
  carry_why       text         NOT NULL,
  removed         tinyint(1)   NOT NULL DEFAULT 0,
  removed_why     text         NOT NULL,
  PRIMARY KEY (meeting_id, id),
  KEY meeting_items_issue (issue_id, meeting_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE meeting_positions (
  meeting_id varchar(32)  NOT NULL,
  item_id    varchar(8)   NOT NULL,
  org_id     varchar(32)  NOT NULL,
  org_name   varchar(200) NOT NULL,
  stand      text         NOT NULL,
  basis      text         NOT NULL,
  at         datetime(6)  NOT NULL,
  PRIMARY KEY (meeting_id, item_id, org_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE meeting_materials (
  meeting_id varchar(32)  NOT NULL,
  seq        int          NOT NULL,
  item_id    varchar(8)   NOT NULL,
  file_id    varchar(32)  NOT NULL,
  name       varchar(200) NOT NULL,
  size       bigint       NOT NULL DEFAULT 0,
  late       tinyint(1)   NOT NULL DEFAULT 0,
  by_name    varchar(200) NOT NULL,
  by_org     varchar(200) NOT NULL DEFAULT '',
  at         datetime(6)  NOT NULL,
  PRIMARY KEY (meeting_id, seq),
  KEY meeting_materials_file (file_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What was decided; old texts are in resolution_edits (R18).
CREATE TABLE resolutions (
  meeting_id  varchar(32)  NOT NULL,
  id          varchar(8)   NOT NULL,
  item_id     varchar(8)   NOT NULL,
  issue_id    varchar(32)  NOT NULL DEFAULT '',
  kind        varchar(24)  NOT NULL,
  text        text         NOT NULL,
  task_id     varchar(32)  NOT NULL DEFAULT '',
  task_no     varchar(64)  NOT NULL DEFAULT '',
  content     text         NOT NULL,
  standard    text         NOT NULL,
  lead_id     varchar(32)  NOT NULL DEFAULT '',
  lead_name   varchar(200) NOT NULL DEFAULT '',
  co          text         NULL,
  due         date         NULL,
  task_force  text         NULL,
  decided_by  varchar(200) NOT NULL,
  recorded_by varchar(200) NOT NULL,
  decided_at  datetime(6)  NOT NULL,
  follow      varchar(16)  NOT NULL DEFAULT '',
  followed_at datetime(6)  NULL,
  PRIMARY KEY (meeting_id, id),
  KEY resolutions_task (task_id),
  KEY resolutions_issue (issue_id),
  KEY resolutions_decided (decided_at, kind)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE resolution_edits (
  meeting_id    varchar(32)  NOT NULL,
  resolution_id varchar(8)   NOT NULL,
  seq           int          NOT NULL,
  old_text      text         NOT NULL,
  old_content   text         NOT NULL,
  old_standard  text         NOT NULL,
  old_due       date         NULL,
  reason        text         NOT NULL,
  asked_by      varchar(200) NOT NULL,
  consent_by    varchar(200) NOT NULL,
  at            datetime(6)  NOT NULL,
  PRIMARY KEY (meeting_id, resolution_id, seq)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE meeting_attendance (
  meeting_id varchar(32)  NOT NULL,
  id         varchar(8)   NOT NULL,
  user_id    varchar(32)  NOT NULL DEFAULT '',
  name       varchar(200) NOT NULL DEFAULT '',
  org_id     varchar(32)  NOT NULL DEFAULT '',
  org_name   varchar(200) NOT NULL DEFAULT '',
  duty       varchar(200) NOT NULL DEFAULT '',
  role       varchar(16)  NOT NULL,
  signed     varchar(16)  NOT NULL DEFAULT '',
  signed_at  datetime(6)  NULL,
  substitute varchar(200) NOT NULL DEFAULT '',
  reason     text         NOT NULL,
  PRIMARY KEY (meeting_id, id),
  KEY meeting_attendance_org (org_id, meeting_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Every version of every paragraph; the newest of each anchor is the text.
CREATE TABLE minutes_parts (
  meeting_id varchar(32)  NOT NULL,
  anchor     varchar(16)  NOT NULL,
  version    int          NOT NULL,
  text       text         NOT NULL,
  by_name    varchar(200) NOT NULL,
  at         datetime(6)  NOT NULL,
  PRIMARY KEY (meeting_id, anchor, version)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- The sign chain 起草, 审改, 审核, 签发, 印发 and the returns between.
CREATE TABLE minutes_steps (
  meeting_id varchar(32)  NOT NULL,
  seq        int          NOT NULL,
  step       varchar(24)  NOT NULL,
  by_id      varchar(32)  NOT NULL,
  by_name    varchar(200) NOT NULL,
  version    int          NOT NULL DEFAULT 0,
  hash       varchar(64)  NOT NULL DEFAULT '',
  opinion    text         NOT NULL,
  at         datetime(6)  NOT NULL,
  PRIMARY KEY (meeting_id, seq)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE minutes_distribution (
  meeting_id varchar(32)  NOT NULL,
  n          int          NOT NULL,
  org_id     varchar(32)  NOT NULL,
  org_name   varchar(200) NOT NULL,
  PRIMARY KEY (meeting_id, n)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- The page 上次议定事项, frozen when the meeting opened (F-15).
CREATE TABLE meeting_last_rows (
  meeting_id varchar(32)  NOT NULL,
  n          int          NOT NULL,
  task_id    varchar(32)  NOT NULL,
  task_no    varchar(64)  NOT NULL DEFAULT '',
  title      text         NOT NULL,
  lead_name  varchar(200) NOT NULL DEFAULT '',
  due        date         NULL,
  status     varchar(16)  NOT NULL,
  late_days  int          NOT NULL DEFAULT 0,
  PRIMARY KEY (meeting_id, n)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Rules by which meetings come about; administration, not cases.
CREATE TABLE meeting_series (
  id         varchar(32)  NOT NULL,
  name       varchar(100) NOT NULL,
  forum      varchar(16)  NOT NULL,
  body       text         NOT NULL,
  paused     tinyint(1)   NOT NULL DEFAULT 0,
  version    int          NOT NULL,
  created_at datetime(6)  NOT NULL,
  updated_at datetime(6)  NOT NULL,
  PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
