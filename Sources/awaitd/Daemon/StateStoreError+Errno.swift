// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc

extension StateStoreError.Cause {
    /// The system's number that says it best, for `systemctl status`.
    var errno: Int32 {
        switch self {
        case .unwritable: EACCES
        case .foreign: EINVAL
        case .inUse: EBUSY
        }
    }
}
