-- +goose Up
CREATE TABLE resource (
  rk      BIGINT PRIMARY KEY,
  type    TEXT    COLLATE "C" NOT NULL,
  id      TEXT    COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  updated BIGINT NOT NULL, -- microseconds since 1970
  deleted BOOLEAN NOT NULL,
  UNIQUE (type, id)
);
CREATE INDEX resource_type ON resource (type, rk) WHERE NOT deleted;
CREATE INDEX resource_updated ON resource (type, updated, rk) WHERE NOT deleted;

CREATE TABLE version (
  seq     BIGINT PRIMARY KEY,
  rk      BIGINT NOT NULL REFERENCES resource,
  version BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  deleted BOOLEAN NOT NULL,
  json    TEXT -- as it came; jsonb would lose digits and order
);
CREATE UNIQUE INDEX version_rk ON version (rk, version);

CREATE TABLE feed (one BIGINT PRIMARY KEY CHECK (one = 1), seq BIGINT NOT NULL);
INSERT INTO feed VALUES (1, 0);

-- Each process takes a block of keys at a time.
CREATE SEQUENCE resource_rk INCREMENT BY 1000;

CREATE TABLE idx_string (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  val TEXT COLLATE "C" NOT NULL, exact TEXT COLLATE "C" NOT NULL, PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_string_val ON idx_string (h, val);

CREATE TABLE idx_token (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  val TEXT COLLATE "C" NOT NULL, system TEXT COLLATE "C" NOT NULL, PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_token_val ON idx_token (h, val, system);

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
  lo DOUBLE PRECISION NOT NULL, hi DOUBLE PRECISION NOT NULL, system TEXT COLLATE "C" NOT NULL, code TEXT COLLATE "C" NOT NULL, unit TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_quantity_lo ON idx_quantity (h, lo, hi);

CREATE TABLE idx_reference (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  val TEXT COLLATE "C" NOT NULL, system TEXT COLLATE "C" NOT NULL, PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_reference_val ON idx_reference (h, val, system);

CREATE TABLE idx_uri (
  rk BIGINT NOT NULL, h BIGINT NOT NULL, n BIGINT NOT NULL,
  val TEXT COLLATE "C" NOT NULL, PRIMARY KEY (rk, h, n)
);
CREATE INDEX idx_uri_val ON idx_uri (h, val);

CREATE TABLE inbox (
  id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sender     TEXT    COLLATE "C" NOT NULL,
  control_id TEXT    COLLATE "C" NOT NULL,
  type       TEXT    COLLATE "C" NOT NULL,
  raw        BYTEA    NOT NULL,
  digest     BYTEA    NOT NULL,
  received   BIGINT NOT NULL,
  status     TEXT    COLLATE "C" NOT NULL,
  reason     TEXT    COLLATE "C" NOT NULL,
  attempts   BIGINT NOT NULL
);
CREATE INDEX inbox_control ON inbox (sender, control_id);
CREATE INDEX inbox_status ON inbox (status, id);
