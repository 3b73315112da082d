-- users: ids of the sweeps and artifacts that asked for it, one a line.
CREATE TABLE artifact (
    id TEXT NOT NULL PRIMARY KEY, stage TEXT NOT NULL, phase TEXT NOT NULL, reason TEXT NOT NULL, next TEXT,
    output TEXT NOT NULL, bytes INTEGER NOT NULL, builds INTEGER NOT NULL, users TEXT NOT NULL,
    created_at INTEGER NOT NULL, built_at INTEGER, checksum INTEGER NOT NULL) WITHOUT ROWID;
