-- +goose Up
-- As what a list is written: xlsx, or csv, which has no bound and leaves text whole.
ALTER TABLE errands ADD COLUMN format varchar(8) NOT NULL DEFAULT 'xlsx';
