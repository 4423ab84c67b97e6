// SPDX-License-Identifier: Apache-2.0

import Core

extension Endpoint {
    /// What to do about an address that is refused for being plain http.
    static let plainHTTPAdvice =
        "use https, or set AWAITD_ALLOW_PLAIN_HTTP=1 if everybody on the way may read and change what is said"

    /// Whether an environment allows plain http to other machines.
    ///
    /// The environment is the unit's, and the administrator's; the watch file may be other people's.
    package static func isPlainHTTPAllowed(by environment: [String: String]) -> Bool {
        environment["AWAITD_ALLOW_PLAIN_HTTP"] == "1"
    }

    /// Whether what is sent there stays on this machine.
    var isLoopback: Bool { host.isLoopbackHost }
}
