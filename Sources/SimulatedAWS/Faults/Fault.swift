// SPDX-License-Identifier: Apache-2.0

/// One thing that goes wrong: what, for which requests, and when.
package struct Fault: Sendable, Hashable {
    /// What goes wrong.
    package var kind: FaultKind
    /// The kind of resource that it is limited to; nil for all.
    package var resourceKind: ResourceKind?
    /// The resource that it is limited to; nil for all.
    package var id: String?
    /// From when on, in seconds since the fault was added (with a scenario: since the simulator started).
    package var from: Double
    /// Until when, in seconds since the fault was added; nil for ever.
    package var to: Double?
    /// For how many requests at most; nil for any number.
    package var count: Int?
    /// The particulars.
    package var settings: FaultSettings

    /// A fault.
    ///
    /// - Parameters:
    ///   - kind: What goes wrong.
    ///   - resourceKind: The kind of resource that it is limited to.
    ///   - id: The resource that it is limited to.
    ///   - from: From when on, in seconds since the fault was added.
    ///   - to: Until when, in seconds since the fault was added.
    ///   - count: For how many requests at most.
    ///   - settings: The particulars.
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

    /// Whether it befalls a request.
    ///
    /// - Parameters:
    ///   - target: What the request asks for; nil where that could not be read.
    ///   - elapsed: Seconds since the fault was added.
    ///   - used: How many requests it has befallen already.
    /// - Returns: Whether kind, id, time and count all allow it.
    func applies(to target: RequestTarget?, elapsed: Double, used: Int) -> Bool {
        if let resourceKind, resourceKind != target?.kind { return false }
        if let id, id != target?.id { return false }
        if elapsed < from { return false }
        if let to, elapsed >= to { return false }
        if let count, used >= count { return false }
        return true
    }
}

/// The particulars of a fault.
///
/// Those that don't concern its kind have no effect.
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
    /// Where a redirect leads.
    package var location: String?
    /// Whether the error's code is dressed up with a namespace or a URL.
    package var qualified: Bool

    /// The particulars of a fault, all of them optional.
    ///
    /// - Parameters:
    ///   - code: Another error code than the usual one.
    ///   - message: Another message than the usual one.
    ///   - status: Another HTTP status than the usual one.
    ///   - retryAfter: Sent as `Retry-After`.
    ///   - amzRetryAfter: Sent as `x-amz-retry-after`.
    ///   - seconds: Of a delay, between two drips, or that the simulator's clock is ahead.
    ///   - bytes: Of a drip, before a cut or a reset, or of a huge body.
    ///   - location: Where a redirect leads.
    ///   - qualified: Whether the error's code is dressed up.
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
