-- +goose Up
-- Letters that were handed out with a verification code 核验码, and what they
-- said. The same words are one letter, however often it is printed.
CREATE TABLE issued_letters (
  code        char(12)     NOT NULL,
  kind        varchar(32)  NOT NULL,
  project_id  varchar(32)  NOT NULL,
  content_sha char(64)     NOT NULL, -- of the letter without its code
  file_sha    char(64)     NOT NULL, -- of the file handed out
  facts       mediumtext   NOT NULL, -- JSON: what is printed, and nothing else
  issuer      varchar(200) NOT NULL,
  issued_by   varchar(32)  NOT NULL, -- who had it printed first
  issued_at   datetime(6)  NOT NULL,
  PRIMARY KEY (code),
  UNIQUE KEY issued_letters_once (project_id, content_sha)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
