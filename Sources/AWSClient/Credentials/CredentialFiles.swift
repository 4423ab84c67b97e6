// SPDX-License-Identifier: Apache-2.0

/// The files that credentials are read from, and the few that are replaced: the tokens of IAM Identity Center.
package protocol CredentialFiles: FileSystem {
    /// Replaces a file as a whole, readable by its owner alone.
    ///
    /// Whoever reads it meanwhile sees the old bytes or the new ones. Throws if it cannot be written.
    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault)
}
