// SPDX-License-Identifier: Apache-2.0

import Testing
import awaitd

@Suite struct UserFolderTests {
    private struct Case: Sendable {
        let environment: [String: String]
        let config: String?
        let state: String?
    }

    private static let cases = [
        Case(environment: ["HOME": "/h"], config: "/h/.config", state: "/h/.local/state"),
        Case(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"], config: "/c", state: "/s"),
        Case(
            environment: ["HOME": "/h", "XDG_CONFIG_HOME": "c", "XDG_STATE_HOME": ""],
            config: "/h/.config",
            state: "/h/.local/state"
        ),
        Case(environment: ["XDG_CONFIG_HOME": "/c"], config: "/c", state: nil),
        Case(environment: ["HOME": "rel"], config: nil, state: nil),
        Case(environment: ["HOME": ""], config: nil, state: nil),
        Case(environment: [:], config: nil, state: nil),
    ]

    @Test(arguments: cases)
    private func relativePathsAreIgnored(given: Case) {
        #expect(UserFolder.config(given.environment) == given.config)
        #expect(UserFolder.state(given.environment) == given.state)
    }

    @Test(arguments: [("/run/user/1000", "/run/user/1000"), ("user", String?.none), ("", nil)])
    func aRelativeSocketFolderIsIgnored(given: String, folder: String?) {
        #expect(UserFolder.runtime(["XDG_RUNTIME_DIR": given]) == folder)
    }
}
