-- +goose Up
-- Lists show the newest first. With the day of birth beside the party, the list of
-- a unit reads as many rows as it shows, not every case that the unit ever had.
-- The default is for a program of the last release that still writes meanwhile.
ALTER TABLE case_parties ADD COLUMN born_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6);

UPDATE case_parties p JOIN case_files f ON f.id = p.case_id SET p.born_at = f.born_at;

ALTER TABLE case_parties
  ADD KEY case_parties_newest (type, party_id, kind, born_at, case_id),
  DROP KEY case_parties_seen;
