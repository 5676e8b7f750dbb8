-- +goose Up
-- By when whoever has an issue must move (签收、确认、受理 …), beside the issue's own
-- deadline; open issues get it from their states. What an enterprise has open is
-- found without reading what it ever had.
ALTER TABLE issues
  ADD COLUMN ball_due date NULL AFTER ball_what,
  ADD KEY issues_owner_open (enterprise_id, open, raised_at, id);

UPDATE issues JOIN case_files f ON f.id = issues.id
SET issues.ball_due = CASE issues.status
  WHEN 'submitted' THEN issues.ack_due
  WHEN 'dispatched' THEN JSON_UNQUOTE(JSON_EXTRACT(f.state, '$.sign_due'))
  WHEN 'pending_confirm' THEN JSON_UNQUOTE(JSON_EXTRACT(f.state, '$.confirm_due'))
  WHEN 'long_term' THEN JSON_UNQUOTE(JSON_EXTRACT(f.state, '$.review_on'))
  WHEN 'returned_for_info' THEN NULL
  WHEN 'objected' THEN NULL
  ELSE IF(issues.paused = 1, NULL, issues.due) END
WHERE issues.open = 1;
