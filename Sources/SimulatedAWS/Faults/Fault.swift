// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// An injected fault: what goes wrong, for which requests, and when.
package struct Fault: Sendable, Hashable {
    /// What goes wrong.
    package var kind: FaultKind
    /// The kind of resource that it is limited to; nil for all.
    package var resourceKind: ResourceKind?
    /// The resource that it is limited to; nil for all.
    package var id: String?
    /// Its start, in seconds since the fault was added (with a scenario: since the simulator started).
    package var from: Double
    /// Its end, in seconds since the fault was added; nil for none.
    package var to: Double?
    /// The most requests it is applied to; nil for any number.
    package var count: Int?
    /// The details.
    package var settings: FaultSettings

    /// A fault.
    ///
    /// - Parameters:
    ///   - kind: What goes wrong.
    ///   - resourceKind: The kind of resource that it is limited to.
    ///   - id: The resource that it is limited to.
    ///   - from: Its start, in seconds since the fault was added.
    ///   - to: Its end, in seconds since the fault was added.
    ///   - count: The most requests it is applied to.
    ///   - settings: The details.
    package init(
        _ kind: FaultKind,
        of resourceKind: ResourceKind? = nil,
        id: String? = nil,
        from: Double = 0,
        to: Double? = nil,
        count: Int? = nil,
        settings: FaultSettings = FaultSettings()
    ) {
        self.kind = kind
        self.resourceKind = resourceKind
        self.id = id
        self.from = from
        self.to = to
        self.count = count
        self.settings = settings
    }

    /// Whether it applies to a request.
    ///
    /// - Parameters:
    ///   - target: What the request is for; nil if that could not be read.
    ///   - elapsed: Seconds since the fault was added.
    ///   - used: How many requests it was applied to before.
    /// - Returns: Whether kind, id, time and count all match.
    func applies(to target: RequestTarget?, elapsed: Double, used: Int) -> Bool {
        if let resourceKind, resourceKind != target?.kind { return false }
        if let id, id != target?.id { return false }
        if elapsed < from { return false }
        if let to, elapsed >= to { return false }
        if let count, used >= count { return false }
        return true
    }
}

/// The details of a fault.
///
/// Those that do not concern its kind have no effect.
package struct FaultSettings: Sendable, Hashable {
    /// Another error code than the usual one: `Throttling`.
    package var code: String?
    /// Another message than the usual one.
    package var message: String?
    /// Another HTTP status than the usual one.
    package var status: Int?
    /// Sent as `Retry-After`: seconds, or an HTTP date.
    package var retryAfter: String?
    /// Sent as `x-amz-retry-after`: milliseconds.
    package var amzRetryAfter: String?
    /// Seconds: of a delay, between two drips, or that the simulator's clock is ahead.
    package var seconds: Double?
    /// Bytes: of a drip, before a cut or a reset, or of a huge body.
    package var bytes: Int?
    /// The target of a redirect.
    package var location: String?
    /// Whether the error's code is qualified with a namespace or a URL.
    package var qualified: Bool

    /// The details of a fault, all of them optional.
    ///
    /// - Parameters:
    ///   - code: Another error code than the usual one.
    ///   - message: Another message than the usual one.
    ///   - status: Another HTTP status than the usual one.
    ///   - retryAfter: Sent as `Retry-After`.
    ///   - amzRetryAfter: Sent as `x-amz-retry-after`.
    ///   - seconds: Of a delay, between two drips, or that the simulator's clock is ahead.
    ///   - bytes: Of a drip, before a cut or a reset, or of a huge body.
    ///   - location: The target of a redirect.
    ///   - qualified: Whether the error's code is qualified.
    package init(
        code: String? = nil,
        message: String? = nil,
        status: Int? = nil,
        retryAfter: String? = nil,
        amzRetryAfter: String? = nil,
        seconds: Double? = nil,
        bytes: Int? = nil,
        location: String? = nil,
        qualified: Bool = false
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.retryAfter = retryAfter
        self.amzRetryAfter = amzRetryAfter
        self.seconds = seconds
        self.bytes = bytes
        self.location = location
        self.qualified = qualified
    }
}

/// The kinds of fault, by their names in scenarios.
package enum FaultKind: String, Sendable, Hashable, CaseIterable {
    // AWS's errors.
    /// ThrottlingException, HTTP 400 of Amazon ML and 429 of Bedrock.
    case throttle
    /// InternalServerException, HTTP 500.
    case internalError = "internal-error"
    /// ServiceUnavailableException, HTTP 503 with a JSON body.
    case unavailable
    /// HTTP 503 with a page of HTML, as a load balancer sends it.
    case unavailableHTML = "unavailable-html"
    /// ExpiredTokenException.
    case expiredToken = "expired-token"
    /// UnrecognizedClientException.
    case unrecognizedClient = "unrecognized-client"
    /// InvalidSignatureException with the canonical request in its message.
    case invalidSignature = "invalid-signature"
    /// The simulator's clock, `Date` header included, is `seconds` ahead (or behind): RequestTimeTooSkewed.
    case clockSkew = "clock-skew"
    /// AccessDeniedException, HTTP 400 of Amazon ML and 403 of Bedrock.
    case denied
    /// ResourceNotFoundException, HTTP 400 of Amazon ML and 404 of Bedrock.
    case notFound = "not-found"
    /// InvalidInputException of Amazon ML, ValidationException of Bedrock.
    case validation

    // Malformed responses.
    /// HTTP 200 with a body that isn't JSON.
    case notJSON = "not-json"
    /// HTTP 200 with JSON that isn't an object.
    case wrongType = "wrong-type"
    /// The regular response with a null status.
    case nullStatus = "null-status"
    /// The regular response without its status.
    case missingStatus = "missing-status"
    /// The regular response with a number as its status.
    case numericStatus = "numeric-status"
    /// The regular response padded to `bytes` bytes (5 MiB).
    case hugeBody = "huge-body"
    /// HTTP 302 to `location`.
    case redirect

    // Responses that do not arrive.
    /// The connection is reset, after `bytes` bytes of the body or before any response.
    case reset
    /// The connection is closed before any response.
    case close
    /// The body ends after `bytes` bytes (half of it), though `Content-Length` promises all of it.
    case truncate
    /// No response, and the connection stays open.
    case hang
    /// The regular response, `bytes` bytes (1) every `seconds` seconds (0.1).
    case drip
    /// The regular response after `seconds` seconds (1).
    case delay
}

/// The active faults, each with its clock and its count.
struct FaultPlan {
    private struct Entry {
        let fault: Fault
        let added: Date
        var used = 0
    }

    private var entries: [Entry] = []

    /// How many requests each kind of fault was applied to.
    private(set) var counts: [FaultKind: Int] = [:]

    mutating func add(_ fault: Fault, at now: Date) {
        entries.append(Entry(fault: fault, added: now))
    }

    mutating func removeAll() {
        entries.removeAll()
    }

    /// The first fault, in the order of adding, that applies to a request; it is counted.
    mutating func next(for target: RequestTarget?, at now: Date) -> Fault? {
        let index = entries.firstIndex {
            $0.fault.applies(to: target, elapsed: now.timeIntervalSince($0.added), used: $0.used)
        }
        guard let index else { return nil }
        entries[index].used += 1
        counts[entries[index].fault.kind, default: 0] += 1
        return entries[index].fault
    }
}
