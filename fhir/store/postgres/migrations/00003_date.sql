-- +goose Up
-- Most questions about dates have a lower end: the index is sorted by the upper end of what it holds.
DROP INDEX idx_date_lo;
CREATE INDEX idx_date_hi ON idx_date (h, hi, lo, rk);
