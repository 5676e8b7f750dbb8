-- +goose Up
-- The first level's name as it was when the issue was put into the class; empty in
-- rows written before first levels could be renamed, whose names are the shipped ones.
ALTER TABLE issues ADD COLUMN class_l1_name varchar(80) NOT NULL DEFAULT '' AFTER class_name;
