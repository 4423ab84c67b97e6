-- SPDX-License-Identifier: Apache-2.0
-- What a daemon of schema 4 left behind. Never changed: it shows that a later version can go on from here.
PRAGMA journal_mode = WAL;
CREATE TABLE watch (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, resource_id TEXT NOT NULL, region TEXT NOT NULL,
    account TEXT, is_listed INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'unseen', status TEXT, since INTEGER,
    born_at INTEGER, overdue_told INTEGER NOT NULL DEFAULT 0, unknown_statuses TEXT NOT NULL DEFAULT '[]',
    visibility TEXT NOT NULL DEFAULT 'visible', lost_at INTEGER, last_answer_at INTEGER, not_found_since INTEGER,
    first_miss_at INTEGER, unanswered_since INTEGER, misses INTEGER, only_throttled INTEGER,
    poll_interval INTEGER NOT NULL DEFAULT 0, next_poll_at INTEGER, reason TEXT, details TEXT NOT NULL DEFAULT '[]',
    UNIQUE (name, kind, resource_id, region)
) STRICT;
CREATE TABLE lane (
    service TEXT NOT NULL, region TEXT NOT NULL, credentials TEXT NOT NULL, endpoint TEXT NOT NULL,
    visibility TEXT NOT NULL, lost_at INTEGER, last_answer_at INTEGER, restored_at INTEGER, first_miss_at INTEGER,
    unanswered_since INTEGER, misses INTEGER, only_throttled INTEGER,
    PRIMARY KEY (service, region, credentials, endpoint)
) STRICT, WITHOUT ROWID;
CREATE TABLE notice (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE, observed_at INTEGER NOT NULL,
    watch_id INTEGER REFERENCES watch (id), event TEXT NOT NULL, priority INTEGER NOT NULL, message TEXT NOT NULL,
    fields TEXT NOT NULL
) STRICT;
CREATE INDEX notice_of_watch ON notice (watch_id, seq);
CREATE INDEX notice_by_time ON notice (observed_at);
CREATE TABLE outbox (seq INTEGER PRIMARY KEY REFERENCES notice (seq)) STRICT;
CREATE TABLE list (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT;
PRAGMA application_id = 0x61776169;
ALTER TABLE watch ADD COLUMN caveats TEXT;
ALTER TABLE watch ADD COLUMN matcher TEXT;
CREATE TABLE matcher (
    name TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, region TEXT NOT NULL, account TEXT, endpoint TEXT, parent TEXT,
    memory TEXT NOT NULL
) STRICT;
PRAGMA user_version = 4;
INSERT INTO list VALUES (1);
INSERT INTO watch (id, name, kind, resource_id, region, account, is_listed, state, status, since, born_at,
    unknown_statuses, last_answer_at, poll_interval, next_poll_at, details) VALUES
    (1, 'churn-nightly', 'evaluation', 'ev-1', 'us-east-1', '123456789012', 1, 'in-progress', 'INPROGRESS',
        1795255200000000, 1795255100000000, '["ODD"]', 1795255200000000, 30000000, 1795255230000000,
        '[["BinaryAUC","BINARY_AUC","0.93"]]'),
    (2, 'gone', 'data-source', 'ds-1', 'eu-west-1', NULL, 0, 'completed', 'COMPLETED', 1795255200000000, NULL,
        '[]', NULL, 15000000, NULL, '[]');
INSERT INTO lane (service, region, credentials, endpoint, visibility, lost_at) VALUES
    ('machinelearning', 'us-east-1', 'profile:ml-prod', '', 'unreachable', 1795255200000000);
INSERT INTO notice (seq, event_id, observed_at, watch_id, event, priority, message, fields) VALUES
    (7, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1795255100000000, 1, 'transition', 5, 'churn-nightly: first seen as PENDING',
        '[["AWAITD_WATCH","churn-nightly"],["AWAITD_STATE","pending"]]'),
    (9, 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 1795255200000000, 1, 'transition', 5, 'churn-nightly: PENDING → INPROGRESS',
        '[["AWAITD_WATCH","churn-nightly"],["AWAITD_STATE","in-progress"]]');
INSERT INTO outbox VALUES (9);
