// SPDX-License-Identifier: Apache-2.0

/// The way to an endpoint: requests on the same way share connections.
struct Route: Sendable, Hashable {
    /// Through which proxy, if any.
    let proxy: Proxy?
    /// The certificates that are trusted instead of the machine's.
    let certificates: CertificateFile?
}

/// A file of trusted certificates as it is now; a changed file is another one.
struct CertificateFile: Sendable, Hashable {
    /// Where it is.
    let path: String
    /// What it looks like; nil if it is not there.
    let fingerprint: FileFingerprint?
}
