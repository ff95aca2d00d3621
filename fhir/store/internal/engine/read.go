package engine

import (
	"context"
	"fmt"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

const versionColumns = `r.type, r.id, v.version, v.seq, v.updated, v.deleted, v.json`

func scanResource(r Rows) (store.Resource, error) {
	var res store.Resource
	var updated int64
	err := r.Scan(&res.Type, &res.ID, &res.Version, &res.Seq, &updated, &res.Deleted, &res.JSON)
	res.LastUpdated = unixMicro(updated)
	if res.Deleted {
		res.JSON = nil
	}
	return res, err
}

func (e *Engine) list(ctx context.Context, sql string, args ...any) (out []store.Resource, err error) {
	err = e.once(ctx, func(c Conn) error {
		rows, err := c.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		out, err = collectRows(rows, scanResource)
		return err
	})
	return out, err
}

// Read implements store.Reader.
func (e *Engine) Read(ctx context.Context, k store.Key) (store.Resource, error) {
	return e.one(ctx, "read", `SELECT `+versionColumns+`
		FROM resource r JOIN version v ON v.rk = r.rk AND v.version = r.version
		WHERE r.type = ? AND r.id = ?`, k.Type, k.ID)
}

// ReadVersion implements store.Reader.
func (e *Engine) ReadVersion(ctx context.Context, k store.Key, version int64) (store.Resource, error) {
	return e.one(ctx, "read version", `SELECT `+versionColumns+`
		FROM resource r JOIN version v ON v.rk = r.rk
		WHERE r.type = ? AND r.id = ? AND v.version = ?`, k.Type, k.ID, version)
}

func (e *Engine) one(ctx context.Context, what, sql string, args ...any) (store.Resource, error) {
	found, err := e.list(ctx, sql, args...)
	switch {
	case err != nil:
	case len(found) == 0:
		err = outcome.New(outcome.NotFound, "there is no such resource")
	case found[0].Deleted:
		err = outcome.New(outcome.Gone, "the resource has been deleted")
	default:
		return found[0], nil
	}
	return store.Resource{}, fmt.Errorf("%s: %s: %w", e.Name, what, err)
}

// History implements store.Reader.
func (e *Engine) History(ctx context.Context, q store.HistoryQuery) ([]store.Resource, error) {
	sql := `SELECT ` + versionColumns + ` FROM version v JOIN resource r ON r.rk = v.rk WHERE v.seq > 0`
	var args []any
	add := func(cond string, arg any) {
		sql += " AND " + cond
		args = append(args, arg)
	}
	if q.Type != "" {
		add("r.type = ?", q.Type)
	}
	if q.ID != "" {
		add("r.id = ?", q.ID)
	}
	if !q.Since.IsZero() {
		add("v.updated >= ?", q.Since.UnixMicro())
	}
	if q.Before > 0 {
		add("v.seq < ?", q.Before)
	}
	add("1 = 1 ORDER BY v.seq DESC LIMIT ?", limitOf(q.Limit))
	out, err := e.list(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: history: %w", e.Name, err)
	}
	return out, nil
}

// defaultLimit is how many rows a list has when the caller sets no limit.
const defaultLimit = 100

func limitOf(limit int) int {
	if limit <= 0 {
		return defaultLimit
	}
	return limit
}

// Changes implements store.Feed.
func (e *Engine) Changes(ctx context.Context, since int64, limit int) ([]store.Resource, error) {
	out, err := e.list(ctx, `SELECT `+versionColumns+` FROM version v JOIN resource r ON r.rk = v.rk
		WHERE v.seq > ? ORDER BY v.seq LIMIT ?`, since, limitOf(limit))
	if err != nil {
		return nil, fmt.Errorf("%s: changes: %w", e.Name, err)
	}
	return out, nil
}

// Ping tells whether the database answers and had room for the last write.
func (e *Engine) Ping(ctx context.Context) error {
	_, err := e.last(ctx)
	if err == nil && e.queue.full(time.Now()) {
		err = outcome.New(outcome.Unavailable, noRoom)
	}
	if err != nil {
		return fmt.Errorf("%s: ping: %w", e.Name, err)
	}
	return nil
}
