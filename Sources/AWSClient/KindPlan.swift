// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// How a kind's resources and its list are read, worked out once for all watches of the kind.
final class KindPlan: Sendable {
    /// The kind.
    let kind: Kind
    /// How its responses are read.
    let response: ResponsePlan
    /// How the pages of its list are read.
    let page: PagePlan
    private let request: RequestTemplate
    private let verboseRequest: RequestTemplate

    /// The plan of a kind.
    init(_ kind: Kind) {
        self.kind = kind
        response = ResponsePlan(kind)
        page = PagePlan(kind)
        request = RequestTemplate(kind, isVerbose: false)
        verboseRequest = kind.request.verboseMember == nil ? request : RequestTemplate(kind, isVerbose: true)
    }

    /// The unsigned request that reads a watch's resource.
    func request(for watch: Watch, at endpoint: Endpoint) -> HTTPRequest {
        (watch.verbose ? verboseRequest : request).request(for: watch.resourceID, at: endpoint)
    }
}

/// The plans of the kinds that were read.
final class KindPlans: Sendable {
    /// More kinds than there are; then those from before are forgotten, which a watch file may have declared.
    private static let limit = 1_024

    /// By the kinds' objects, which the plans keep alive.
    private let plans = Mutex<[ObjectIdentifier: KindPlan]>([:])

    /// The plan of a kind.
    func plan(for kind: Kind) -> KindPlan {
        plans.withLock { plans in
            if let plan = plans[ObjectIdentifier(kind)] { return plan }
            if plans.count >= Self.limit { plans = [:] }
            let plan = KindPlan(kind)
            plans[ObjectIdentifier(kind)] = plan
            return plan
        }
    }
}
