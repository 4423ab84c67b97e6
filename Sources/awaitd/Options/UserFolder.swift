// SPDX-License-Identifier: Apache-2.0

/// A user's own folders, by the XDG base directory specification: what is no absolute path is not regarded.
package enum UserFolder {
    /// Where configuration is; nil if nothing says where.
    package static func config(_ environment: [String: String]) -> String? {
        absolute("XDG_CONFIG_HOME", environment) ?? absolute("HOME", environment).map { "\($0)/.config" }
    }

    /// Where state is kept; nil if nothing says where.
    package static func state(_ environment: [String: String]) -> String? {
        absolute("XDG_STATE_HOME", environment) ?? absolute("HOME", environment).map { "\($0)/.local/state" }
    }

    /// Where sockets are; there is no other place for them.
    package static func runtime(_ environment: [String: String]) -> String? {
        absolute("XDG_RUNTIME_DIR", environment)
    }

    private static func absolute(_ name: String, _ environment: [String: String]) -> String? {
        environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
}
