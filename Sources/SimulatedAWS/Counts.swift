// SPDX-License-Identifier: Apache-2.0

/// What the simulator has counted since its start.
package struct Counts: Sendable, Hashable {
    /// All requests to AWS; those to the control API do not count.
    package var requests = 0
    /// Requests whose signature AWS would have refused.
    ///
    /// Those that a clock-skew fault refuses do not count.
    package var signatureErrors = 0
    /// Requests that break the rules of their protocol.
    package var protocolErrors = 0
    /// Requests that were signed with expired temporary credentials.
    package var expiredCredentials = 0
    /// Temporary credentials that were issued.
    package var issuedCredentials = 0
    /// Requests by operation, including those that failed.
    package var byOperation: [String: Int] = [:]
    /// Requests for lists by operation and page, the first page being 1.
    package var pages: [String: [Int: Int]] = [:]
    /// How many requests each fault was applied to, by the fault's name.
    package var faults: [String: Int] = [:]

    /// Counts a request by its operation and its page.
    mutating func count(_ target: RequestTarget?) {
        guard let target else { return }
        let operation = target.kind.operation(target.action)
        byOperation[operation, default: 0] += 1
        if target.action == .list, let page = target.page { pages[operation, default: [:]][page, default: 0] += 1 }
    }

    /// The counts as the control API returns them.
    var json: JSONValue {
        [
            "requests": .integer(Int64(requests)),
            "signature_errors": .integer(Int64(signatureErrors)),
            "protocol_errors": .integer(Int64(protocolErrors)),
            "expired_credentials": .integer(Int64(expiredCredentials)),
            "issued_credentials": .integer(Int64(issuedCredentials)),
            "by_operation": .object(byOperation.mapValues { .integer(Int64($0)) }),
            "pages": .object(
                pages.mapValues { pages in
                    .object(
                        Dictionary(
                            uniqueKeysWithValues: pages.map { (String($0.key), .integer(Int64($0.value))) }))
                }),
            "faults": .object(faults.mapValues { .integer(Int64($0)) }),
        ]
    }
}
