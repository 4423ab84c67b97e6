// SPDX-License-Identifier: Apache-2.0

import Core

/// What one check of `awaitd doctor` has found, in one line, and the command that mends it.
package struct Finding: Sendable, Hashable {
    /// How something is.
    package enum Verdict: String, Sendable, Hashable {
        /// It was tried now, and it works.
        case well
        /// It is not in use here, by choice.
        case off
        /// It could not be found out.
        case unknown = "not known"
        /// It works, and what it tells of a job is not as expected.
        case news
        /// It does not work, or will not.
        case wrong
    }

    /// What was looked at: `credentials`.
    package let subject: String
    /// How it is.
    package let verdict: Verdict
    /// The same in words; for people, on one line.
    package let text: String
    /// The command for a shell that mends it, or shows more of it; nil if nothing is to be mended, or no command can.
    package let fix: String?

    /// A finding; its text is cleaned of what a terminal must not get.
    package init(_ subject: String, _ verdict: Verdict, _ text: String, fix: String? = nil) {
        self.subject = subject
        self.verdict = verdict
        self.text = text.cleaned(limit: 600)
        self.fix = fix
    }
}

extension Finding: Encodable {
    private enum CodingKeys: String, CodingKey {
        case subject, verdict, text, fix
    }

    /// Writes it with all members, null where there is nothing to say.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(subject, forKey: .subject)
        try values.encode(verdict.rawValue, forKey: .verdict)
        try values.encode(text, forKey: .text)
        try values.encode(fix, forKey: .fix)
    }
}
