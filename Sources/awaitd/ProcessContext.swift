// SPDX-License-Identifier: Apache-2.0

import Glibc
import Systemd

/// What the process was started with, captured once.
struct ProcessContext: Sendable {
    /// The context of this process.
    @TaskLocal static var current = ProcessContext(notifier: Notifier(socket: nil))

    /// The way to the service manager.
    let notifier: Notifier
    /// The environment, without what was meant for ``notifier``.
    let environment: [String: String]

    /// Captures the environment as it is now.
    init(notifier: Notifier) {
        self.notifier = notifier
        environment = Self.captureEnvironment()
    }

    private static func captureEnvironment() -> [String: String] {
        var result: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            if let separator = text.firstIndex(of: "=") {
                result[String(text[..<separator])] = String(text[text.index(after: separator)...])
            }
            unsafe next += 1
        }
        return result
    }
}
