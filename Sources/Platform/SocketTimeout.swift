// SPDX-License-Identifier: Apache-2.0

import CKernel

/// How long the calls of a socket may last (socket(7)).
package enum SocketTimeout {
    /// Lets each call that sends last so many seconds at most, if the kernel takes it (`SO_SNDTIMEO`).
    package static func setSending(_ seconds: Int, of socket: Int32) {
        _ = awaitd_set_send_timeout(socket, Int64(seconds))
    }
}
