// SPDX-License-Identifier: Apache-2.0

import NIOPosix

/// The thread that carries the control socket's connections.
enum ControlLoop {
    /// One thread, for as long as the process lives.
    ///
    /// SwiftNIO's shared group has one for each processor, and who sets another number after its first use ends the process.
    static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
}
