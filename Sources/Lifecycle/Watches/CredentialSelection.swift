// SPDX-License-Identifier: Apache-2.0

/// Which credentials a watch wants.
///
/// Equal selections share one source, and with it a lane.
package enum CredentialSelection: Sendable, Hashable {
    /// Whatever the environment offers, in the SDKs' order.
    case defaultChain
    /// A profile of the shared config and credentials files.
    case profile(String)

    /// The source's name in `AWAITD_LANE`; says nothing secret.
    package var label: String {
        switch self {
        case .defaultChain: "default"
        case .profile(let name): "profile:\(name)"
        }
    }

    /// The selection that has this label; nil if none has.
    package init?(label: String) {
        if label == "default" {
            self = .defaultChain
        } else if label.hasPrefix("profile:") {
            self = .profile(String(label.dropFirst("profile:".count)))
        } else {
            return nil
        }
    }
}
