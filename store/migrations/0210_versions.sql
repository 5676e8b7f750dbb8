-- +goose Up
-- Which version of a person's account (name, contacts, roles, unit) and of the
-- district's own days and hours somebody saw before changing it: whoever saw an
-- older one is told. What is there already is version 1.
ALTER TABLE users ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE calendar_settings ADD COLUMN version int NOT NULL DEFAULT 1;
