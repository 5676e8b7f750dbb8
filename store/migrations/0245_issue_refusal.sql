-- +goose Up
-- Who proposed not to take an issue in (拟不予受理), as long as a second person is to
-- judge that; open issues get it from their states.
ALTER TABLE issues
  ADD COLUMN refusal_by varchar(64) NOT NULL DEFAULT '' AFTER ball_due,
  ADD KEY issues_refusal (refusal_by, id);

UPDATE issues JOIN case_files f ON f.id = issues.id
SET issues.refusal_by = JSON_UNQUOTE(JSON_EXTRACT(f.state, '$.refusal.asked_by'))
WHERE issues.status IN ('submitted', 'returned_for_info', 'accepted') AND JSON_EXTRACT(f.state, '$.refusal.asked_by') IS NOT NULL;
