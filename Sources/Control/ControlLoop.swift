// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// The thread that carries the control socket's connections.
enum ControlLoop {
    /// SwiftNIO's own group, with one thread instead of one for each processor.
    static let group: MultiThreadedEventLoopGroup = {
        NIOSingletons.groupLoopCountSuggestion = 1
        return .singleton
    }()
}
