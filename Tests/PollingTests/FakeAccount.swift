// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization
import TestSupport

@testable import Polling

/// An account whose resources are read and listed: a page is made as AWS makes it, with the faults that a test asks for.
final class FakeAccount: Sendable {
    /// One resource and its life.
    struct Resource: Sendable {
        let id: String
        var name: String?
        /// When it was created, in seconds since the beginning of the simulated time.
        var created: Double = 0
        /// When it has which status, the first from its creation on.
        var statuses: [(from: Double, status: String)]
        /// Whether lists lack it.
        var isMissing = false

        func status(at time: Double) -> String? {
            guard time >= created else { return nil }
            return statuses.last { $0.from <= time }?.status ?? statuses.first?.status
        }

        func modified(at time: Double) -> Double { max(created, statuses.last { $0.from <= time }?.from ?? created) }
    }

    /// What goes wrong with lists.
    struct Faults: Sendable {
        /// How long lists lag behind.
        var lag = 0.0
        var isDenied = false
        var refuses: Set<ListingPlan.Filter> = []
        /// Pages that come with an error instead, by their number in the listing.
        var brokenPages: Set<Int> = []
        var repeatsTokens = false
        /// Whether bounds are ignored.
        var ignoresBounds = false
        var change: (@Sendable (ListItem, Double) -> ListItem)?
    }

    let resources: Mutex<[String: Resource]>
    let faults: Mutex<Faults>
    private let order: [String]
    private let pageSize: Int

    init(_ resources: [Resource], pageSize: Int = 100, faults: Faults = Faults()) {
        self.resources = Mutex(Dictionary(resources.map { ($0.id, $0) }) { first, _ in first })
        order = resources.map(\.id)
        self.faults = Mutex(faults)
        self.pageSize = pageSize
    }

    /// What a read of a watch comes to.
    func read(_ watch: Watch, _ now: Duration) -> PollOutcome {
        let time = now.inSeconds
        guard let resource = resources.withLock({ $0[watch.resourceID] }), let status = resource.status(at: time) else {
            return .failed(PollFailure(.notFound, code: "ResourceNotFoundException", message: "there is none"))
        }
        return .observed(Observation(status: status, createdAt: Moment.at(.seconds(resource.created)).wall))
    }

    /// What a page comes to.
    func page(_ request: ListRequest, _ now: Duration) -> ListOutcome {
        let faults = faults.withLock { $0 }
        let bounds = request.bounds
        if faults.isDenied { return .failed(.noLists) }
        let used: [ListingPlan.Filter] = [
            bounds.status == nil ? nil : .status, bounds.createdAfter == nil ? nil : .created,
            bounds.modifiedAfter == nil ? nil : .modified,
        ].compactMap(\.self)
        if used.contains(where: faults.refuses.contains) {
            return .failed(PollFailure(.rejected, code: "ValidationException", message: "unknown member"))
        }
        let start = request.token.flatMap { Int($0) } ?? 0
        if faults.brokenPages.contains(start / pageSize) {
            return .failed(PollFailure(.transient, code: "InternalServerException", message: "broken"))
        }
        let time = now.inSeconds - faults.lag
        let items = resources.withLock { resources -> [ListItem] in
            order.compactMap { id in
                guard let resource = resources[id], !resource.isMissing, let status = resource.status(at: time) else {
                    return nil
                }
                let (created, modified) = (
                    Moment.at(.seconds(resource.created)).wall, Moment.at(.seconds(resource.modified(at: time))).wall
                )
                if !faults.ignoresBounds {
                    if let wanted = bounds.status, wanted != status { return nil }
                    if let after = bounds.createdAfter, created < after { return nil }
                    if let after = bounds.modifiedAfter, modified < after { return nil }
                }
                return ListItem(
                    ids: [id], name: resource.name ?? id, status: status, createdAt: created, modifiedAt: modified)
            }
        }
        let shown = items.dropFirst(start).prefix(pageSize).map { faults.change?($0, now.inSeconds) ?? $0 }
        let end = start + pageSize
        let token = faults.repeatsTokens ? "again" : end < items.count ? String(end) : nil
        return .page(ListPage(items: Array(shown), nextToken: token, date: Moment.at(now).wall))
    }
}

extension FakeAccount.Resource {
    /// A job that runs from its creation until it ends.
    static func job(
        _ id: String, name: String? = nil, created: Double = 0, runs status: String, until end: Double? = nil,
        then last: String = "Completed"
    ) -> FakeAccount.Resource {
        var statuses = [(from: created, status: status)]
        if let end { statuses.append((end, last)) }
        return FakeAccount.Resource(id: id, name: name, created: created, statuses: statuses)
    }
}
