// SPDX-License-Identifier: Apache-2.0

/// What `GetHistory` is asked, and what it answers.
struct WireHistory: Decodable, Sendable {
    let notices: [[String: String]]

    struct Question: Encodable, Sendable {
        let name: String
        let last: Int
    }
}
