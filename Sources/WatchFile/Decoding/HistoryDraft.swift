// SPDX-License-Identifier: Apache-2.0

import Core

/// What a file says under `history`.
struct HistoryDraft {
    private let keep: Setting<Duration>?
    private let notices: Setting<Int>?

    /// Reads the bounds of a mapping.
    init(_ fields: MappingReader) {
        keep = fields.setting("keep", ValueRules.retentionAge)
        notices = fields.setting("notices", ValueRules.retentionCount)
    }

    /// `retention` with what the file says put over it.
    func over(_ retention: Retention) -> Retention {
        Retention(age: keep?.value ?? retention.age, count: notices?.value ?? retention.count)
    }
}

extension ValueRules {
    /// The most notices that may be kept: about 50 GB.
    private static let mostNotices = 100_000_000

    /// A duration above zero.
    static func retentionAge(_ text: String) throws(Fault) -> Duration {
        let age = try duration(text)
        guard age > .zero else { throw Fault("must be more than zero") }
        return age
    }

    /// 1 to 100,000,000 notices.
    static func retentionCount(_ text: String) throws(Fault) -> Int {
        let isNumber = text.utf8.count <= 9 && text.utf8.allSatisfy { (48...57).contains($0) }
        guard isNumber, let number = Int(text), (1...mostNotices).contains(number) else {
            throw Fault("must be a whole number from 1 to \(mostNotices), not '\(shown(text))'")
        }
        return number
    }
}
