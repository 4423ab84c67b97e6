// SPDX-License-Identifier: Apache-2.0

/// Which awaitd this is.
enum Version {
    /// The version, as `--version`, the `started` notice and the User-Agent header give it.
    static let current = "0.2.0"
}
