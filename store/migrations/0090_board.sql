-- +goose Up
-- What an issue's project was each time the issue was resolved (K-9). Rows are
-- only ever added: a reopened issue keeps the note of its earlier resolution,
-- and a rebuild from events finds the note instead of today's project.
CREATE TABLE issue_resolutions (
  issue_id      varchar(32) NOT NULL,
  seq           int         NOT NULL,
  resolved_on   date        NOT NULL,
  project_key   tinyint(1)  NOT NULL,
  project_phase varchar(16) NOT NULL,
  PRIMARY KEY (issue_id, seq)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

ALTER TABLE issues
  ADD COLUMN first_dispatched_at datetime(6) NULL,
  ADD COLUMN respond_by date NULL,
  ADD KEY issues_first_dispatch (first_dispatched_at, id),
  ADD KEY issues_closed (closed_on, id),
  ADD KEY issues_changed (changed_at, id);

ALTER TABLE tasks
  ADD KEY tasks_yellow (open, yellow_on, id),
  ADD KEY tasks_decided (decided_at, id),
  ADD KEY tasks_due_ever (due, id),
  ADD KEY tasks_due_first (original_due, id),
  ADD KEY tasks_changed (changed_at, id);

ALTER TABLE task_pauses ADD KEY task_pauses_from (from_on, task_id);
ALTER TABLE milestone_changes ADD KEY milestone_changes_at (at, type);
ALTER TABLE project_milestones ADD KEY project_milestones_actual (type, actual_date);
