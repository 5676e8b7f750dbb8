-- +goose Up
-- What people search cases by 搜索: every three characters in a row (a gram) of a
-- case's heading, number, names and pinyin initials, so that a search reads what
-- may match and not all rows. Grams compare as the searched columns do (same
-- collation), so that they find whatever LIKE finds. Words that a case no longer
-- has stay: what is found is looked at in the row itself.
CREATE TABLE search_docs (
  n       int unsigned NOT NULL AUTO_INCREMENT,
  case_id varchar(32)  NOT NULL,
  PRIMARY KEY (n),
  UNIQUE KEY search_docs_case (case_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE search_grams (
  kind tinyint unsigned NOT NULL, -- of case: store/words.go
  gram varchar(3)       NOT NULL,
  n    int unsigned     NOT NULL,
  PRIMARY KEY (kind, gram, n)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- The kinds whose cases all have their grams. Where cases are older than this
-- version the worker adds theirs while people work; until then all rows are read.
CREATE TABLE search_ready (
  kind varchar(16) NOT NULL,
  PRIMARY KEY (kind)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

INSERT INTO search_ready (kind)
SELECT k.kind FROM (SELECT 'issue' AS kind UNION ALL SELECT 'task' UNION ALL SELECT 'approval' UNION ALL SELECT 'plan') k
WHERE NOT EXISTS (SELECT 1 FROM case_files);
