// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging

/// How the simulator says where it listens.
struct Announcement {
    /// A file that is to hold the port; nil for none.
    let portFile: String?
    /// Where it is said that the file cannot be written.
    let logger: Logger

    /// Prints the address as one line at once, whatever standard output is, and writes the port's file.
    func make(port: Int) {
        if let portFile {
            do {
                // Renamed into its place, so that who waits for the file never reads half of it.
                try Data("\(port)\n".utf8).write(to: URL(filePath: portFile), options: .atomic)
            } catch {
                logger.error("Cannot write the port's file", error: error, metadata: ["path": "\(portFile)"])
            }
        }
        print("listening on http://127.0.0.1:\(port)")
        fflush(nil)
    }
}
