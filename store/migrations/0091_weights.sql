-- +goose Up
-- How the three rates weigh in the composite score, in percent. Rows are only
-- ever added: a figure of an earlier moment keeps the weights of that moment.
CREATE TABLE statistics_weights (
  id           bigint       NOT NULL AUTO_INCREMENT,
  response     int          NOT NULL,
  resolution   int          NOT NULL,
  satisfaction int          NOT NULL,
  basis        varchar(500) NOT NULL,
  by_id        varchar(32)  NOT NULL,
  by_name      varchar(64)  NOT NULL,
  at           datetime(6)  NOT NULL,
  PRIMARY KEY (id),
  KEY statistics_weights_at (at, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
