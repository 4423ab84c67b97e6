// SPDX-License-Identifier: Apache-2.0

import CSystemd

/// The memory of this process, in which there are credentials.
package enum CoreDumps {
    /// Keeps it out of core dumps, and from being read or traced by other processes of the same user.
    ///
    /// With `PR_SET_DUMPABLE` (prctl(2)). Programs that it runs are dumped as their own limits say.
    package static func forbid() { _ = awaitd_forbid_dumps() }
}
