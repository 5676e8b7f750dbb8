-- +goose Up
-- Where the owner's wish to be heard at a meeting stands (I-9), for lists and
-- to-dos; empty where there is none. Issues from before this version have none.
ALTER TABLE issues
  ADD COLUMN slot        varchar(16) NOT NULL DEFAULT '',
  ADD COLUMN slot_way    varchar(16) NOT NULL DEFAULT '',
  ADD COLUMN slot_answer date        NULL,
  ADD KEY issues_slot (slot, slot_answer, id);
