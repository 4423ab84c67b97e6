// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sqlite3.h>
#include <stdint.h>

// SQLITE_TRANSIENT is a cast, which Swift does not import: SQLite copies the text before this returns. No text is an
// empty one here, not NULL.
static inline int awaitd_sqlite3_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
    return sqlite3_bind_text(statement, index, text ? text : "", length, SQLITE_TRANSIENT);
}

// Variadic, which Swift does not import. No statement may then change the file other than row by row.
static inline int awaitd_sqlite3_set_defensive(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

static inline int awaitd_sqlite3_count_down(void *left) {
    int64_t *number = (int64_t *)left;
    return --*number < 0;
}

// Ends a statement with SQLITE_INTERRUPT once `left`, which goes down by one every `steps` steps, is used up.
static inline void awaitd_sqlite3_limit_steps(sqlite3 *database, int steps, int64_t *left) {
    sqlite3_progress_handler(database, steps, awaitd_sqlite3_count_down, left);
}
