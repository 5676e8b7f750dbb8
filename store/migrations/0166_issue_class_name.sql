-- +goose Up
-- The class's name as it was when the issue was put into it; empty in rows written
-- before catalogues could be changed, whose classes are the shipped ones.
ALTER TABLE issues ADD COLUMN class_name varchar(80) NOT NULL DEFAULT '' AFTER class_l1;
