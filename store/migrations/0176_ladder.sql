-- +goose Up
-- Where each issue and task stands on the ladder of forums, and since when
-- (F-16). Cases from before are set by their state, since their receipt;
-- `diaodu rebuild` writes them exactly from the events.
ALTER TABLE issues
  ADD COLUMN forum        varchar(16) NOT NULL DEFAULT '',
  ADD COLUMN forum_since  date        NULL,
  ADD COLUMN blocks_until date        NULL,
  ADD KEY issues_forum (open, forum, forum_since, id);

ALTER TABLE tasks
  ADD COLUMN forum_since date NULL,
  ADD KEY tasks_forum (open, forum, forum_since, id);

UPDATE issues SET forum_since = received_on, forum = CASE
  WHEN status = 'escalated' THEN 'quarterly'
  WHEN status IN ('on_agenda', 'resolved_in_meeting') THEN 'monthly'
  WHEN status = 'tasked' THEN 'onsite'
  ELSE 'daily_group' END;

UPDATE tasks SET forum_since = started_on;
