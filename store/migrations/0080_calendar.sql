-- +goose Up
-- The working-day calendar is the shipped notices, the notices imported here,
-- and the district's own days and hours. Each change makes a version; cases
-- carry the version they count with.

-- Imported notices of the State Council as they were; the last of a year counts.
CREATE TABLE calendar_notices (
  id          bigint       NOT NULL AUTO_INCREMENT,
  year        smallint     NOT NULL,
  body        mediumtext   NOT NULL,
  imported_by varchar(32)  NOT NULL,
  imported_at datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  KEY calendar_notices_year (year, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- Days this district alone is off (work = 0) or works (work = 1).
CREATE TABLE calendar_local_days (
  day  date         NOT NULL,
  work tinyint(1)   NOT NULL,
  name varchar(100) NOT NULL,
  PRIMARY KEY (day)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- fingerprint: of the days in it; the same days may be in force twice.
-- basis: the addresses of the notices, or the district's document, one a line.
CREATE TABLE calendar_versions (
  id          bigint       NOT NULL AUTO_INCREMENT,
  version     varchar(64)  NOT NULL,
  fingerprint varchar(64)  NOT NULL,
  what        varchar(16)  NOT NULL,
  year        smallint     NOT NULL DEFAULT 0,
  basis       text         NOT NULL,
  body        mediumtext   NOT NULL,
  made_by      varchar(32)  NOT NULL,
  made_by_name varchar(100) NOT NULL,
  made_at     datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY calendar_versions_version (version)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- The district's office hours and the document its own days rest on: one row,
-- for which changes of the calendar wait.
CREATE TABLE calendar_settings (
  id    tinyint NOT NULL,
  hours text    NOT NULL,
  basis text    NOT NULL,
  PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

INSERT INTO calendar_settings (id, hours, basis) VALUES (1, '{}', '');
