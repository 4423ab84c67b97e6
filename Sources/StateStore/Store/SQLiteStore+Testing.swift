// SPDX-License-Identifier: Apache-2.0

package import Core

/// What only the tests ask of the record: the daemon never calls it.
///
/// It is here because a full or a failing disk cannot be had in a test that any user may run: these do to the open
/// connection, which nobody else can reach, what such a disk does to it.
extension SQLiteStore {
    /// Lets the database grow to so many pages and no further: what a full disk does to it.
    package func limitPages(_ count: Int) throws(StateStoreError) {
        try read { database throws(SQLiteFault) in try database.execute("PRAGMA max_page_count = \(count)") }
    }

    /// Forgets what SQLite has read so far, so that it sees what became of the file.
    package func dropCache() throws(StateStoreError) {
        try read { database throws(SQLiteFault) in try database.execute("PRAGMA shrink_memory") }
    }

    /// Takes the database for a damaged one.
    package func pretendDamage() { health.setDamage("pretended") }
}
