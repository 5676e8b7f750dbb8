-- +goose Up
-- The coordinators' office has one name where it has a task in hand.
UPDATE tasks SET ball_name = '统筹协调部门' WHERE ball_name = '统筹协调';
