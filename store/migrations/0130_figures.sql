-- +goose Up
-- Closings and reopenings of a year are read from this index alone.
ALTER TABLE case_events
  DROP KEY case_events_at,
  ADD KEY case_events_at (kind, act, at, case_id, seq);
