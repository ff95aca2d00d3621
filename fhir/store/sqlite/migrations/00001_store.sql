-- +goose Up
CREATE TABLE resource (
  rk      INTEGER PRIMARY KEY,
  type    TEXT    NOT NULL,
  id      TEXT    NOT NULL,
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL, -- microseconds since 1970
  deleted BOOLEAN NOT NULL,
  UNIQUE (type, id)
);
CREATE INDEX resource_type ON resource (type, rk) WHERE NOT deleted;
CREATE INDEX resource_updated ON resource (type, updated, rk) WHERE NOT deleted;

CREATE TABLE version (
  seq     INTEGER PRIMARY KEY,
  rk      INTEGER NOT NULL REFERENCES resource,
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  deleted BOOLEAN NOT NULL,
  json    TEXT
);
CREATE UNIQUE INDEX version_rk ON version (rk, version);

CREATE TABLE feed (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL);
INSERT INTO feed VALUES (1, 0);

CREATE TABLE idx_string (
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  val TEXT NOT NULL, exact TEXT NOT NULL, PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_string_val ON idx_string (h, val);

CREATE TABLE idx_token (
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  val TEXT NOT NULL, system TEXT NOT NULL, PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_token_val ON idx_token (h, val, system);

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
  lo REAL NOT NULL, hi REAL NOT NULL, system TEXT NOT NULL, code TEXT NOT NULL, unit TEXT NOT NULL,
  PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_quantity_lo ON idx_quantity (h, lo, hi);

CREATE TABLE idx_reference (
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  val TEXT NOT NULL, system TEXT NOT NULL, PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_reference_val ON idx_reference (h, val, system);

CREATE TABLE idx_uri (
  rk INTEGER NOT NULL, h INTEGER NOT NULL, n INTEGER NOT NULL,
  val TEXT NOT NULL, PRIMARY KEY (rk, h, n)
) WITHOUT ROWID;
CREATE INDEX idx_uri_val ON idx_uri (h, val);

CREATE TABLE inbox (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  sender     TEXT    NOT NULL,
  control_id TEXT    NOT NULL,
  type       TEXT    NOT NULL,
  raw        BLOB    NOT NULL,
  digest     BLOB    NOT NULL,
  received   INTEGER NOT NULL,
  status     TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  attempts   INTEGER NOT NULL
);
CREATE INDEX inbox_control ON inbox (sender, control_id);
CREATE INDEX inbox_status ON inbox (status, id);
