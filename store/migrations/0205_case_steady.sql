-- +goose Up
-- The part of a case's state that hardly ever changes, such as the definition that
-- an application follows, is written once and not with every act. NULL where the
-- state is whole.
ALTER TABLE case_files ADD COLUMN steady mediumtext NULL;
