// SPDX-License-Identifier: Apache-2.0

package import Core

/// An API key of Amazon Bedrock: `AWS_BEARER_TOKEN_BEDROCK`.
///
/// It is sent instead of a signature, to Bedrock and Bedrock Runtime only; Bedrock's agents take signatures alone. Source:
/// Amazon Bedrock User Guide, "Use an Amazon Bedrock API key".
package struct BearerToken: Sendable, Hashable {
    /// The key; a secret.
    package let value: String

    /// The key of an environment captured at the start; nil if it has none that could stand in a header.
    package init?(environment: [String: String]) {
        guard let value = Credentials.trimmed(environment["AWS_BEARER_TOKEN_BEDROCK"]), value.utf8.count <= 16_384,
            value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.value = value
    }

    /// Whether it is sent to a service for a selection: only where nobody has asked for other credentials.
    package static func isTaken(by service: AWSService, for selection: CredentialSelection) -> Bool {
        selection == .defaultChain && ["bedrock", "bedrock-runtime"].contains(service.endpointPrefix)
    }
}

extension BearerToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Redaction.mark }
    package var debugDescription: String { Redaction.mark }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
