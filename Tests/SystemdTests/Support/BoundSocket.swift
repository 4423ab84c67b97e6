// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// A datagram socket bound to a path, as journald has one; to be closed.
func boundSocket(at path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    let family = unsafe withUnsafeBytes(of: sa_family_t(AF_UNIX)) { unsafe Array($0) }
    let bound = unsafe (family + Array(path.utf8) + [0]).withUnsafeBytes { raw in
        unsafe bind(descriptor, raw.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count))
    }
    try #require(bound == 0)
    return descriptor
}
