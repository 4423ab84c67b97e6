// SPDX-License-Identifier: Apache-2.0

/// An injected fault: what goes wrong, for which requests, and when.
package struct Fault: Sendable, Hashable {
    /// What goes wrong.
    package var kind: FaultKind
    /// The kind of resource that it is limited to; nil for all.
    package var resourceKind: ResourceKind?
    /// Whether it is limited to reading or to listing; nil for both.
    package var action: ResourceAction?
    /// The resource that it is limited to; nil for all.
    ///
    /// In a list, a fault that concerns resources is limited to the item, and one that concerns requests does not apply.
    package var id: String?
    /// The page of lists that it is limited to, from 1; nil for requests of any kind, and any page.
    package var page: Int?
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
    ///   - action: Whether it is limited to reading or to listing.
    ///   - id: The resource that it is limited to.
    ///   - page: The page of lists that it is limited to.
    ///   - from: Its start, in seconds since the fault was added.
    ///   - to: Its end, in seconds since the fault was added.
    ///   - count: The most requests it is applied to.
    ///   - settings: The details.
    package init(
        _ kind: FaultKind,
        of resourceKind: ResourceKind? = nil,
        action: ResourceAction? = nil,
        id: String? = nil,
        page: Int? = nil,
        from: Double = 0,
        to: Double? = nil,
        count: Int? = nil,
        settings: FaultSettings = FaultSettings()
    ) {
        self.kind = kind
        self.resourceKind = resourceKind
        self.action = action
        self.id = id
        self.page = page
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
    /// - Returns: Whether kind, operation, id, page, time and count all match.
    func applies(to target: RequestTarget?, elapsed: Double, used: Int) -> Bool {
        if let resourceKind, resourceKind != target?.kind { return false }
        if let action, action != target?.action { return false }
        if target?.action == .list {
            // An item is looked for on the page.
            if id != nil, !concernsItems { return false }
            if let page = page ?? usualPage, page != target?.page { return false }
        } else {
            if kind.isOfLists || page != nil { return false }
            if let id, id != target?.id { return false }
        }
        if elapsed < from { return false }
        if let to, elapsed >= to { return false }
        if let count, used >= count { return false }
        return true
    }

    /// Whether it concerns items of lists, rather than whole requests.
    private var concernsItems: Bool { kind.isOfResource || kind == .missingItem }

    /// The page it is limited to unless the scenario says otherwise: a list whose pages are all empty has no end.
    private var usualPage: Int? { kind == .emptyPage ? 1 : nil }
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
    /// Seconds: of a delay, between two drips, that the simulator's clock is ahead, or that lists lag.
    package var seconds: Double?
    /// Bytes: of a drip, before a cut or a reset, or of a huge body.
    package var bytes: Int?
    /// The target of a redirect.
    package var location: String?
    /// The member of a list request that is refused; nil for every filter.
    package var member: String?
    /// The value with which that member is refused; nil for any.
    package var value: JSONValue?
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
    ///   - seconds: Of a delay, between two drips, that the simulator's clock is ahead, or that lists lag.
    ///   - bytes: Of a drip, before a cut or a reset, or of a huge body.
    ///   - location: The target of a redirect.
    ///   - member: The member of a list request that is refused.
    ///   - value: The value with which that member is refused.
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
        member: String? = nil,
        value: JSONValue? = nil,
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
        self.member = member
        self.value = value
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
    /// The regular response without its id; in lists, without those of the items.
    case missingID = "missing-id"
    /// The regular response without its time of creation; in lists, without those of the items.
    case missingCreation = "missing-creation"
    /// HTTP 302 to `location`.
    case redirect

    // What lists show. Those that apply to a request apply together.
    /// Each resource as it was `seconds` seconds (5) ago: neither new resources nor new statuses before.
    case listLag = "list-lag"
    /// The resource `id` is in no list; without `id`, none is.
    case missingItem = "missing-item"
    /// A page (the first, or `page`) is empty and has a token, and the next one is what it would have been.
    case emptyPage = "empty-page"
    /// A validation error if the request has the filter `member` (with `value`, if that is given).
    case refusedFilter = "refused-filter"
    /// The token of the second page, or any later one, is the one that led to it.
    case repeatedToken = "repeated-token"
    /// The last page has a token, an empty one.
    case emptyToken = "empty-token"
    /// The last page has a token, which is null.
    case nullToken = "null-token"
    /// A page without its list of items.
    case missingList = "missing-list"
    /// A page whose list of items is null.
    case nullList = "null-list"

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
