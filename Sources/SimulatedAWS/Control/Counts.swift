// SPDX-License-Identifier: Apache-2.0

/// What the simulator has counted since its start.
package struct Counts: Sendable, Hashable {
    /// Requests to AWS, of whatever sort; those to the control API are not among them.
    package var requests = 0
    /// Requests whose signature AWS would have refused.
    ///
    /// A clock-skew fault's own refusals are not among them.
    package var signatureErrors = 0
    /// Requests that break the rules of their protocol.
    package var protocolErrors = 0
    /// Requests that were signed with temporary credentials whose time was over.
    package var expiredCredentials = 0
    /// Temporary credentials that were given out.
    package var issuedCredentials = 0
    /// Requests by operation, those with errors included.
    package var byOperation: [String: Int] = [:]
    /// How many requests each fault has befallen, by the fault's name.
    package var faults: [String: Int] = [:]

    /// The counts as the control API tells them.
    var json: JSONValue {
        [
            "requests": .integer(Int64(requests)),
            "signature_errors": .integer(Int64(signatureErrors)),
            "protocol_errors": .integer(Int64(protocolErrors)),
            "expired_credentials": .integer(Int64(expiredCredentials)),
            "issued_credentials": .integer(Int64(issuedCredentials)),
            "by_operation": .object(byOperation.mapValues { .integer(Int64($0)) }),
            "faults": .object(faults.mapValues { .integer(Int64($0)) }),
        ]
    }
}
