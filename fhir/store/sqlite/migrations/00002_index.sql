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
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  val TEXT NOT NULL, exact TEXT NOT NULL, PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_string_val ON idx_string (h, val, rk);

CREATE TABLE idx_token (
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  val TEXT NOT NULL, system INTEGER NOT NULL, PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_token_val ON idx_token (h, val, rk, system);

CREATE TABLE idx_date (
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  lo INTEGER NOT NULL, hi INTEGER NOT NULL, PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_date_lo ON idx_date (h, lo, hi);

CREATE TABLE idx_number (
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  lo REAL NOT NULL, hi REAL NOT NULL, PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_number_lo ON idx_number (h, lo, hi);

CREATE TABLE idx_quantity (
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  lo REAL NOT NULL, hi REAL NOT NULL, system INTEGER NOT NULL, code TEXT NOT NULL, unit TEXT NOT NULL,
  clo REAL NOT NULL, chi REAL NOT NULL, dim TEXT NOT NULL, -- in base units; dim is '' when the unit is not known
  PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_quantity_lo ON idx_quantity (h, lo, hi);
CREATE INDEX idx_quantity_base ON idx_quantity (h, dim, clo, chi) WHERE dim <> '';

CREATE TABLE idx_reference (
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  val TEXT NOT NULL, system TEXT NOT NULL, PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_reference_val ON idx_reference (val, system, h, rk);

CREATE TABLE idx_uri (
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  val TEXT NOT NULL, PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_uri_val ON idx_uri (h, val, rk);

-- The sources whose index is whole, and how their values were made.
CREATE TABLE index_source (h INTEGER PRIMARY KEY, print INTEGER NOT NULL);

-- How far the index has come towards the table named by hash.
CREATE TABLE index_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  hash TEXT NOT NULL, running BOOLEAN NOT NULL, at INTEGER NOT NULL, upto INTEGER NOT NULL, done INTEGER NOT NULL, total INTEGER NOT NULL
);
INSERT INTO index_state VALUES (1, '', FALSE, 0, 0, 0, 0);
