-- +goose Up
-- Towns 镇街 by their national code, such as 500153001.
CREATE TABLE towns (
  code    varchar(16) NOT NULL,
  name    varchar(64) NOT NULL,
  pinyin  varchar(64) NOT NULL DEFAULT '',
  sort_no int         NOT NULL DEFAULT 0,
  PRIMARY KEY (code)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Units 单位. valid_to is the last day; a unit is ended, never deleted.
CREATE TABLE orgs (
  id         varchar(32)  NOT NULL,
  name       varchar(128) NOT NULL,
  short_name varchar(64)  NOT NULL DEFAULT '',
  pinyin     varchar(128) NOT NULL DEFAULT '',
  type       varchar(16)  NOT NULL,
  parent_id  varchar(32)  NOT NULL DEFAULT '',
  town_code  varchar(16)  NOT NULL DEFAULT '',
  phone      varchar(32)  NOT NULL DEFAULT '',
  sort_no    int          NOT NULL DEFAULT 0,
  valid_from date         NOT NULL,
  valid_to   date         NULL,
  demo       tinyint(1)   NOT NULL DEFAULT 0,
  version    int          NOT NULL,
  created_at datetime(6)  NOT NULL,
  updated_at datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY orgs_name (name),
  KEY orgs_type (type, sort_no, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Project owners 项目业主.
CREATE TABLE enterprises (
  id          varchar(32)  NOT NULL,
  name        varchar(200) NOT NULL,
  short_name  varchar(64)  NOT NULL DEFAULT '',
  pinyin      varchar(200) NOT NULL DEFAULT '',
  credit_code varchar(18)  NULL,
  legal_rep   varchar(64)  NOT NULL DEFAULT '',
  contact     varchar(64)  NOT NULL DEFAULT '',
  phone       varchar(32)  NOT NULL DEFAULT '',
  town_code   varchar(16)  NOT NULL DEFAULT '',
  address     varchar(255) NOT NULL DEFAULT '',
  tags        text         NOT NULL,
  demo        tinyint(1)   NOT NULL DEFAULT 0,
  version     int          NOT NULL,
  created_at  datetime(6)  NOT NULL,
  updated_at  datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY enterprises_name (name),
  UNIQUE KEY enterprises_credit (credit_code)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
