-- +goose Up
-- What people uploaded. The bytes lie on disk under their SHA-256; two rows may
-- share them, and two files may have the same name.
CREATE TABLE files (
  id          varchar(32)  NOT NULL,
  name        varchar(255) NOT NULL,
  size        bigint       NOT NULL,
  sha256      char(64)     NOT NULL,
  media_type  varchar(128) NOT NULL,
  uploaded_by varchar(32)  NOT NULL,
  uploaded_at datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  KEY files_uploader (uploaded_by, uploaded_at),
  KEY files_sha (sha256)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- What refers to a file: a case (by an act) or a project. Whoever may see one of
-- them may open the file; with no row it is its uploader's alone.
CREATE TABLE file_links (
  file_id   varchar(32) NOT NULL,
  target    varchar(16) NOT NULL,
  target_id varchar(32) NOT NULL,
  linked_at datetime(6) NOT NULL,
  PRIMARY KEY (file_id, target, target_id),
  KEY file_links_target (target, target_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
