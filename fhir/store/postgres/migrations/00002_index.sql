-- +goose Up
-- The index tables take a new shape: one row for each place that parameters read, systems as numbers, quantities also in
-- base units. They start empty; the store fills them again from the versions it keeps (see engine/reindex.go).
DROP TABLE idx_string;
DROP TABLE idx_token;
DROP TABLE idx_date;
DROP TABLE idx_number;
DROP TABLE idx_quantity;
DROP TABLE idx_reference;
DROP TABLE idx_uri;

CREATE TABLE idx_string (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  val TEXT COLLATE "C" NOT NULL, exact TEXT COLLATE "C" NOT NULL, PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_string_val ON idx_string (h, val, rk);

CREATE TABLE idx_token (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  val TEXT COLLATE "C" NOT NULL, system BIGINT NOT NULL, PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_token_val ON idx_token (h, val, rk, system);

CREATE TABLE idx_date (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  lo BIGINT NOT NULL, hi BIGINT NOT NULL, PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_date_lo ON idx_date (h, lo, hi);

CREATE TABLE idx_number (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  lo DOUBLE PRECISION NOT NULL, hi DOUBLE PRECISION NOT NULL, PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_number_lo ON idx_number (h, lo, hi);

CREATE TABLE idx_quantity (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  lo DOUBLE PRECISION NOT NULL, hi DOUBLE PRECISION NOT NULL, system BIGINT NOT NULL, code TEXT COLLATE "C" NOT NULL, unit TEXT COLLATE "C" NOT NULL,
  clo DOUBLE PRECISION NOT NULL, chi DOUBLE PRECISION NOT NULL, dim TEXT COLLATE "C" NOT NULL, -- in base units; dim is '' when the unit is not known
  PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_quantity_lo ON idx_quantity (h, lo, hi);
CREATE INDEX idx_quantity_base ON idx_quantity (h, dim, clo, chi) WHERE dim <> '';

CREATE TABLE idx_reference (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  val TEXT COLLATE "C" NOT NULL, system TEXT COLLATE "C" NOT NULL, PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_reference_val ON idx_reference (val, system, h, rk);

CREATE TABLE idx_uri (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  val TEXT COLLATE "C" NOT NULL, PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_uri_val ON idx_uri (h, val, rk);

-- The sources whose index is whole, and how their values were made.
CREATE TABLE index_source (h BIGINT PRIMARY KEY, print BIGINT NOT NULL);

-- How far the index has come towards the table named by hash.
CREATE TABLE index_state (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  hash TEXT COLLATE "C" NOT NULL, running BOOLEAN NOT NULL, at BIGINT NOT NULL, upto BIGINT NOT NULL, done BIGINT NOT NULL, total BIGINT NOT NULL
);
INSERT INTO index_state VALUES (1, '', FALSE, 0, 0, 0, 0);
