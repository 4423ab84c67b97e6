// SPDX-License-Identifier: Apache-2.0

/// What a request asks for.
struct RequestTarget: Hashable {
    let kind: ResourceKind
    let id: String
    var verbose = false
}

/// What was understood of a request to AWS.
struct ParsedRequest {
    /// The request as it was received.
    let received: ReceivedRequest
    /// The service that it is addressed to.
    let service: AWSService
    /// What it asks for; nil where that could not be read.
    var target: RequestTarget?
    /// What is wrong with it as a piece of the protocol; nil where nothing is.
    var problem: ServiceError?
}
