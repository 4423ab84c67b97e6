// SPDX-License-Identifier: Apache-2.0

import Lifecycle

/// Notices as `GetHistory` and `Monitor` give them: the journal's field names, all values strings.
enum WireNotice {
    /// The members of a notice.
    static func fields(_ notice: Notice) -> [String: String] {
        Dictionary(notice.journalFields.map { ($0.name, $0.value) }) { first, _ in first }
    }
}
