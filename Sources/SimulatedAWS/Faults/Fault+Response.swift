// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension Fault {
    /// How far this fault sets the simulator's clock ahead, in seconds.
    var clockOffset: Double {
        kind == .clockSkew ? settings.seconds ?? 900 : 0
    }

    /// The response that replaces the regular one.
    ///
    /// - Parameters:
    ///   - response: The regular response.
    ///   - members: The regular response's members; nil if it is an error.
    ///   - request: The request; its target says what it is for, if it could be read.
    ///   - isSkewed: Whether the request's time is too far from the simulator's.
    /// - Returns: The response, with its delivery.
    func response(
        insteadOf response: SimulatedResponse, members: [String: JSONValue]?, to request: ParsedRequest, isSkewed: Bool
    ) -> SimulatedResponse {
        var result = response
        switch kind {
        case .throttle, .internalError, .unavailable, .expiredToken, .unrecognizedClient, .invalidSignature, .denied,
            .notFound, .validation:
            result = error(for: request)
        case .clockSkew:
            if isSkewed { result = error(for: request) }
        case .unavailableHTML:
            result = SimulatedResponse(
                status: settings.status ?? 503,
                headers: [Header("Content-Type", "text/html")],
                body: "<html><head><title>503 Service Unavailable</title></head><body>Try again.</body></html>"
            )
        case .notJSON: result.body = Array("Status: \u{2014} not JSON".utf8)
        case .wrongType: result.body = Array(#"["COMPLETED"]"#.utf8)
        case .nullStatus, .missingStatus, .numericStatus, .missingID, .missingCreation:
            if let members, let target = request.target {
                result = target.kind.service.success(kind.altered(members, of: target.kind))
            }
        case .listLag, .missingItem, .emptyPage, .refusedFilter, .repeatedToken, .emptyToken, .nullToken, .missingList,
            .nullList:
            // These are in the members already.
            break
        case .hugeBody:
            // White space after the value does not change the JSON.
            let size = settings.bytes ?? 5 * 1024 * 1024
            result.body += Array(repeating: UInt8(ascii: " "), count: max(0, size - response.body.count))
        case .redirect:
            let location = settings.location ?? "http://127.0.0.1:9/elsewhere"
            result = SimulatedResponse(
                status: settings.status ?? 302, headers: [Header("Location", location)], body: "")
        case .reset:
            result.delivery = settings.bytes.map { .cut(afterBytes: $0, reset: true) } ?? .none(reset: true)
        case .close: result.delivery = .none(reset: false)
        case .truncate: result.delivery = .cut(afterBytes: settings.bytes ?? response.body.count / 2, reset: false)
        case .hang: result.delivery = .never
        case .drip: result.delivery = .drip(bytes: max(1, settings.bytes ?? 1), seconds: settings.seconds ?? 0.1)
        case .delay: result.delivery = .late(seconds: settings.seconds ?? 1)
        }
        if let value = settings.retryAfter { result.headers.append(Header("Retry-After", value)) }
        if let value = settings.amzRetryAfter { result.headers.append(Header("x-amz-retry-after", value)) }
        return result
    }

    private func error(for request: ParsedRequest) -> SimulatedResponse {
        let service = request.service
        // An unreadable request has no target, but the message needs some name.
        let resourceKind = request.target?.kind ?? ResourceKind.allCases.first { $0.service == service } ?? .evaluation
        let id = request.target?.id ?? "unknown"
        let action = request.target?.action ?? .read
        let error: ServiceError =
            switch kind {
            case .throttle: .throttled
            case .unavailable: .unavailable(service)
            case .expiredToken: .expiredToken
            case .unrecognizedClient: .unrecognizedClient
            case .invalidSignature: SignatureVerifier.mismatch(of: request.received).error
            case .clockSkew:
                ServiceError(
                    "RequestTimeTooSkewed",
                    "The difference between the request time and the current time is too large.", rest: 403)
            case .denied: .denied(resourceKind, action, id: id)
            case .notFound: .notFound(resourceKind, id: id)
            case .validation:
                action == .list
                    ? .invalid(service, "1 validation error detected.") : .invalidID(resourceKind, id: id)
            default: .internalError(service)
            }
        return service.failure(customized(error), qualified: settings.qualified)
    }

    /// An error with the code, the message and the status of the fault's settings.
    func customized(_ error: ServiceError) -> ServiceError {
        var error = error
        error.code = settings.code ?? error.code
        error.message = settings.message ?? error.message
        error.jsonStatus = settings.status ?? error.jsonStatus
        error.restStatus = settings.status ?? error.restStatus
        return error
    }
}
