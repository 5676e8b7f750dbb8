-- +goose Up
-- Nobody asks by these: what is whose turn is found in approval_boxes. Each cost
-- every decision two changes of an index.
ALTER TABLE approval_seats DROP KEY approval_seats_holder, DROP KEY approval_seats_by;
