// SPDX-License-Identifier: Apache-2.0

package import Core
import Platform

/// Starts units.
package protocol UnitStarter: Sendable {
    /// Starts a unit without waiting for the outcome.
    ///
    /// Throws ``DeliveryError`` if the manager does not accept the job.
    func start(_ unit: String) async throws(DeliveryError)
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

    package func start(_ unit: String) async throws(DeliveryError) {
        let manager = userRuntimeDirectory == nil ? [] : ["--user"]
        // systemctl needs nothing else of ours.
        var environment = ["LC_ALL": "C", "PATH": "/usr/bin:/bin"]
        environment["XDG_RUNTIME_DIR"] = userRuntimeDirectory
        let systemctl = ChildProcess(
            [path] + manager + ["start", "--no-block", "--quiet", "--no-ask-password", "--", unit],
            environment: environment
        )
        let ended: ChildProcess.Result
        do throws(ChildProcessError) {
            ended = try await systemctl.run()
        } catch {
            switch error {
            case .notStarted(let reason): throw DeliveryError(reason: "\(path): \(reason)")
            case .outputTooLarge: throw DeliveryError(reason: "\(path) printed too much")
            case .cancelled, .timedOut: throw DeliveryError(reason: "the dispatcher was stopped")
            }
        }
        switch ended.status {
        case 0: return
        case 129...: throw DeliveryError(reason: "systemctl was killed by signal \(ended.status - 128)")
        default:
            let what = ended.status == 5 ? "there is no such unit" : failure(ended)
            let shown = unit.contains("\\") ? "'\(unit)'" : unit
            let look = (["systemctl"] + manager + ["status", shown]).joined(separator: " ")
            throw DeliveryError(reason: "\(what); see `\(look)`")
        }
    }

    private func failure(_ ended: ChildProcess.Result) -> String {
        let words = String(decoding: ended.errorText, as: UTF8.self).cleaned(limit: 300)
        return "systemctl start ended with status \(ended.status)" + (words.isEmpty ? "" : " (\(words))")
    }
}
