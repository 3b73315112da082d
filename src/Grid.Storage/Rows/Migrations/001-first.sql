-- Times are UTC ticks of 100 ns since year 1. A number that is NaN is kept as null beside a flag that says it is there.
-- checksum: CRC-32C over the row's other columns, checked on every read.

-- One number for all changes, bumped in the transaction that makes them.
CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counter VALUES ('revision', 0);

CREATE TABLE grain_state (
    kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, payload BLOB NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (kind, key));

-- Clustered by grain: a save touches one page, and "why" reads a few in a row.
CREATE TABLE journal (
    kind TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL, payload TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (kind, key, revision)) WITHOUT ROWID;

CREATE TABLE sweep (
    id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, spec_hash TEXT NOT NULL, phase TEXT NOT NULL,
    reason TEXT NOT NULL, next TEXT, metric TEXT NOT NULL, direction TEXT NOT NULL,
    planned_runs INTEGER, started_runs INTEGER NOT NULL, finished_runs INTEGER NOT NULL, failed_runs INTEGER NOT NULL,
    cancelled_runs INTEGER NOT NULL, best_run TEXT, has_best INTEGER NOT NULL, best_value REAL,
    started_at INTEGER NOT NULL, ended_at INTEGER, revision INTEGER NOT NULL, checksum INTEGER NOT NULL);
CREATE INDEX sweep_by_start ON sweep (started_at, id);

-- What is filtered and sorted by comes first, so that a scan need not step over the long texts.
CREATE TABLE run (
    sweep TEXT NOT NULL, trial INTEGER NOT NULL, replica INTEGER NOT NULL, phase TEXT NOT NULL,
    has_objective INTEGER NOT NULL, objective REAL, revision INTEGER NOT NULL, attempt INTEGER NOT NULL,
    failures INTEGER NOT NULL, checkpoint_step INTEGER NOT NULL, created_at INTEGER NOT NULL, ended_at INTEGER,
    assignment TEXT NOT NULL, metrics TEXT NOT NULL, reason TEXT NOT NULL, next TEXT, device TEXT,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (sweep, trial, replica)) WITHOUT ROWID;
CREATE INDEX run_by_revision ON run (sweep, revision);

-- The final metrics of runs again, as rows to aggregate. A finished run never restarts, so they only ever appear.
CREATE TABLE final_metric (
    sweep TEXT NOT NULL, name TEXT NOT NULL, trial INTEGER NOT NULL, replica INTEGER NOT NULL, value REAL,
    PRIMARY KEY (sweep, name, trial, replica)) WITHOUT ROWID;

CREATE TABLE series (id INTEGER PRIMARY KEY, run TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (run, name));
CREATE TABLE point (
    series INTEGER NOT NULL, step INTEGER NOT NULL, value REAL, PRIMARY KEY (series, step)) WITHOUT ROWID;

CREATE TABLE log (
    run TEXT NOT NULL, revision INTEGER NOT NULL, attempt INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (run, revision)) WITHOUT ROWID;
