// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Starts units.
package protocol UnitStarter: Sendable {
    /// Starts a unit without waiting for the outcome.
    ///
    /// Throws ``UnitNotStarted`` if the manager does not accept the job.
    func start(_ unit: String) throws(UnitNotStarted)
}

/// Why a unit was not started.
package struct UnitNotStarted: Error, Hashable {
    /// A phrase that ends a sentence: `there is no such unit`.
    package let reason: String

    /// A reason.
    package init(reason: String) {
        self.reason = reason
    }
}

/// Starts units as an administrator would: `systemctl start --no-block`.
///
/// systemctl rather than D-Bus: as root it reaches the manager even on a host without a bus.
package struct SystemctlStarter: UnitStarter {
    private let path: String
    private let userRuntimeDirectory: String?

    /// A starter that runs the program at `path` against the system's manager.
    ///
    /// With a user's runtime directory (`$XDG_RUNTIME_DIR`) it is that user's manager.
    package init(path: String, userRuntimeDirectory: String? = nil) {
        self.path = path
        self.userRuntimeDirectory = userRuntimeDirectory
    }

    package func start(_ unit: String) throws(UnitNotStarted) {
        var pid: pid_t = 0
        let manager = userRuntimeDirectory == nil ? [] : ["--user"]
        let words = [path] + manager + ["start", "--no-block", "--quiet", "--no-ask-password", "--", unit]
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        // systemctl needs nothing else of ours.
        let variables =
            ["LC_ALL=C", "PATH=/usr/bin:/bin"] + (userRuntimeDirectory.map { ["XDG_RUNTIME_DIR=\($0)"] } ?? [])
        var environment = unsafe variables.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe (arguments + environment).forEach { unsafe free($0) }
        }
        let code = unsafe posix_spawn(&pid, path, nil, nil, &arguments, &environment)
        guard code == 0 else { throw UnitNotStarted(reason: "\(path): \(unsafe String(cString: strerror(code)))") }
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard status & 0x7F == 0 else {
            throw UnitNotStarted(reason: "systemctl was killed by signal \(status & 0x7F)")
        }
        let exit = (status >> 8) & 0xFF
        guard exit == 0 else {
            let what = exit == 5 ? "there is no such unit" : "systemctl start ended with status \(exit)"
            let shown = unit.contains("\\") ? "'\(unit)'" : unit
            let look = (["systemctl"] + manager + ["status", shown]).joined(separator: " ")
            throw UnitNotStarted(reason: "\(what); see `\(look)`")
        }
    }
}
