-- +goose Up
-- Accounts, what they may do, and where they belong. A login is lower case
-- ASCII (domain/account.CheckLogin), so the collation makes no two of them equal.
CREATE TABLE users (
  id                  varchar(32)  NOT NULL,
  login               varchar(32)  NOT NULL,
  name                varchar(64)  NOT NULL,
  phone               varchar(32)  NOT NULL DEFAULT '',
  email               varchar(128) NOT NULL DEFAULT '',
  password_hash       varchar(255) NOT NULL DEFAULT '',
  must_change         tinyint(1)   NOT NULL DEFAULT 1,
  failures            int          NOT NULL DEFAULT 0,
  logins              bigint       NOT NULL DEFAULT 0,
  locked_until        datetime(6)  NULL,
  disabled_at         datetime(6)  NULL,
  password_changed_at datetime(6)  NULL,
  last_login_at       datetime(6)  NULL,
  created_at          datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY users_login (login)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- +goose StatementBegin
-- 三员分立: the duty of a separated administrator is the same word for all of them,
-- so the unique key lets one person hold at most one.
CREATE TABLE user_roles (
  user_id    varchar(32) NOT NULL,
  role       varchar(32) NOT NULL,
  duty       varchar(8)  GENERATED ALWAYS AS (CASE WHEN role IN ('admin','security_admin','auditor') THEN 'apart' END) STORED,
  granted_by varchar(32) NOT NULL,
  granted_at datetime(6) NOT NULL,
  PRIMARY KEY (user_id, role),
  UNIQUE KEY user_roles_apart (user_id, duty),
  KEY user_roles_role (role, user_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
-- +goose StatementEnd

-- +goose StatementBegin
-- Where a person belongs and since when; until is the first day no longer.
-- A running membership has no until: one per person and kind, one PRIMARY per enterprise.
CREATE TABLE memberships (
  id         varchar(32) NOT NULL,
  user_id    varchar(32) NOT NULL,
  kind       varchar(16) NOT NULL,
  unit_id    varchar(32) NOT NULL,
  owner_role varchar(16) NOT NULL DEFAULT '',
  since      date        NOT NULL,
  until      date        NULL,
  made_by    varchar(32) NOT NULL,
  made_at    datetime(6) NOT NULL,
  running_of varchar(32) GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN user_id END) STORED,
  primary_of varchar(32) GENERATED ALWAYS AS (CASE WHEN until IS NULL AND owner_role = 'PRIMARY' THEN unit_id END) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY memberships_running (running_of, kind),
  UNIQUE KEY memberships_primary (primary_of),
  KEY memberships_unit (unit_id, kind, until),
  KEY memberships_user (user_id, kind, since)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
-- +goose StatementEnd

-- A signed-in browser; id is the SHA-256 of its token, never the token.
CREATE TABLE sessions (
  id         char(64)     NOT NULL,
  user_id    varchar(32)  NOT NULL,
  acts_for   varchar(32)  NOT NULL DEFAULT '',
  ip         varchar(64)  NOT NULL DEFAULT '',
  agent      varchar(255) NOT NULL DEFAULT '',
  created_at datetime(6)  NOT NULL,
  seen_at    datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  KEY sessions_user (user_id, created_at),
  KEY sessions_created (created_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE stand_ins (
  id         varchar(32) NOT NULL,
  for_user   varchar(32) NOT NULL,
  by_user    varchar(32) NOT NULL,
  from_date  date        NOT NULL,
  to_date    date        NOT NULL,
  revoked_at datetime(6) NULL,
  made_by    varchar(32) NOT NULL,
  made_at    datetime(6) NOT NULL,
  PRIMARY KEY (id),
  KEY stand_ins_by (by_user, to_date),
  KEY stand_ins_for (for_user, to_date)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- +goose StatementBegin
-- A PRIMARY's place offered to a colleague; at most one open offer per enterprise.
CREATE TABLE team_offers (
  id            varchar(32) NOT NULL,
  enterprise_id varchar(32) NOT NULL,
  from_user     varchar(32) NOT NULL,
  to_user       varchar(32) NOT NULL,
  state         varchar(16) NOT NULL,
  offered_at    datetime(6) NOT NULL,
  decided_at    datetime(6) NULL,
  open_of       varchar(32) GENERATED ALWAYS AS (CASE WHEN state = 'offered' THEN enterprise_id END) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY team_offers_open (open_of),
  KEY team_offers_to (to_user, state)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
-- +goose StatementEnd
