-- +goose Up
-- Quantities are asked for in base units, those of unknown units (dim '') as they were written, from either end.
DROP INDEX idx_quantity_base;
CREATE INDEX idx_quantity_clo ON idx_quantity (h, dim, clo, chi, rk);
CREATE INDEX idx_quantity_chi ON idx_quantity (h, dim, chi, clo, rk);
