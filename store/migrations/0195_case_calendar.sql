-- +goose Up
-- Which calendar each case counts with 工作日历版本, and open cases in order of id,
-- in an index of their own: what looks after open cases (the sweep, a new
-- calendar) reads those that it may concern, not the archive.
-- The default is for a program of the last release that still writes meanwhile:
-- whoever asks looks into the state as well.
ALTER TABLE case_files
  ADD COLUMN calendar varchar(64) NOT NULL DEFAULT '',
  ADD KEY case_files_open (done, id, calendar);

UPDATE case_files SET calendar = COALESCE(JSON_UNQUOTE(JSON_EXTRACT(state, '$.cal.version')), '') WHERE done = 0;
