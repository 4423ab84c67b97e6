// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// What the control socket puts up with.
package struct ControlLimits: Sendable {
    /// The most connections at once; a further one takes the place of whichever has been idle longest.
    package var connections = 64
    /// The longest message in bytes, without its NUL.
    package var messageBytes = 1 << 20
    /// How long a message may take that has been begun.
    package var messageTime: TimeAmount = .seconds(10)
    /// How long a connection may do nothing.
    package var idleTime: Duration = .seconds(60)
    /// How much may wait to be read by a client.
    package var queuedBytes = 1 << 20
    /// How long so much may wait.
    package var stallTime: TimeAmount = .seconds(10)

    /// The limits that the daemon has.
    package init() {}
}
