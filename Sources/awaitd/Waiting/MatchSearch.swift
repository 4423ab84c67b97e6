// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
package import Core

/// Finds the jobs that match now, for `awaitd wait`: lists all pages, as a matcher's first listing does.
///
/// A refusal is asked again for a grace, since new permissions take a while to spread; what passes by itself is waited out.
package struct MatchSearch: Sendable {
    /// What a search needs from outside.
    package struct Environment: Sendable {
        /// The time on the wall.
        let now: @Sendable () -> Timestamp
        /// How long the wait has been going on.
        let elapsed: @Sendable () -> Duration
        /// Waits; returns early once the task is cancelled.
        let sleep: @Sendable (Duration) async -> Void
        /// Prints a line.
        let say: @Sendable (String) -> Void
        /// Hears how far it is.
        let progressed: @Sendable (String) -> Void
        /// Hears of each page.
        let listed: @Sendable (ListRequest, Int, ListOutcome) -> Void

        /// An environment.
        package init(
            now: @escaping @Sendable () -> Timestamp,
            elapsed: @escaping @Sendable () -> Duration,
            sleep: @escaping @Sendable (Duration) async -> Void,
            say: @escaping @Sendable (String) -> Void,
            progressed: @escaping @Sendable (String) -> Void = { _ in },
            listed: @escaping @Sendable (ListRequest, Int, ListOutcome) -> Void = { _, _, _ in }
        ) {
            self.now = now
            self.elapsed = elapsed
            self.sleep = sleep
            self.say = say
            self.progressed = progressed
            self.listed = listed
        }
    }

    /// Why there is nothing to wait for.
    package struct Ending: Error, Hashable {
        /// What to print.
        package let line: String
        /// How the command ends.
        package let exitCode: ExitCode
    }

    private let reader: any ResourceReader
    private let grace: Duration
    private let environment: Environment

    /// The most pages of one listing.
    private static let mostPages = 2_000
    /// How often a listing without an end is begun anew.
    private static let mostTries = 3
    /// How often a refused list is asked again.
    private static let pause: Duration = .seconds(5)
    /// The longest time between two tries of a list that is out of reach.
    private static let longestPause: Duration = .seconds(30)

    /// A search by a reader; `grace` is how long a list may be refused.
    package init(_ reader: any ResourceReader, grace: Duration, _ environment: Environment) {
        self.reader = reader
        self.grace = grace
        self.environment = environment
    }

    /// The resources that targets stand for, each once: those that are named, then the jobs of each matcher.
    ///
    /// Throws if nothing matches, or a list cannot be read.
    package func watches(of targets: [Target]) async throws(Ending) -> [Watch] {
        var watches = targets.compactMap { if case .watch(let watch) = $0 { watch } else { nil } }
        var known = Set(watches.map { ResourceKey($0.settings, $0.resourceID) })
        var names = Set(watches.map(\.name))
        for case .matcher(let matcher) in targets {
            let settings = matcher.settings.withoutMatcher
            let (items, looked) = try await jobs(of: matcher)
            if items.isEmpty {
                let jobs = looked == 1 ? "1 job" : "\(looked.grouped) jobs"
                let line = "nothing matches \(matcher.name.cleaned(limit: 255)) now (\(jobs) looked at)"
                throw Ending(line: line, exitCode: .jobFailed)
            }
            for item in items {
                guard let id = item.ids.first, !item.ids.contains(where: { known.contains(ResourceKey(settings, $0)) })
                else { continue }
                known.insert(ResourceKey(settings, id))
                let name = matcher.watchName(ofJob: item.name ?? id, id: id) { names.contains($0) }
                names.insert(name)
                watches.append(Watch(name: name, resourceID: id, settings: settings))
            }
        }
        return watches
    }

    /// The names of the jobs that match a matcher now, or their ids, in the order of the list.
    ///
    /// Throws if the list cannot be read.
    func names(of matcher: Matcher) async throws(Ending) -> [String] {
        try await jobs(of: matcher).items.compactMap { $0.name ?? $0.ids.first }
    }

    /// What two targets that are about the same have in common.
    private struct ResourceKey: Hashable {
        let lane: LaneID
        let kind: Kind
        let id: String

        init(_ settings: Watch.Settings, _ id: String) { (lane, kind, self.id) = (settings.lane, settings.kind, id) }
    }

    // MARK: One matcher

    /// One pass over the pages.
    private enum Pass {
        case complete([ListItem], looked: Int)
        case failed(PollFailure, page: Int)
        /// A page's token is one that an earlier page gave.
        case endless
        case tooLong
    }

    private func jobs(of matcher: Matcher) async throws(Ending) -> (items: [ListItem], looked: Int) {
        let name = matcher.name.cleaned(limit: 255)
        var bounds = ListBounds()
        if matcher.kind.listing?.filters.createdAfter != nil {
            bounds.createdAfter = environment.now() + (.zero - matcher.newerThan)
        }
        var refusedSince: Duration?
        var (outages, tries) = (0, 0)
        while !Task.isCancelled {
            switch await list(matcher, bounds) {
            case .complete(let items, let looked): return (items, looked)
            case .failed(let failure, page: 1) where failure.cause == .rejected && bounds.isNarrowed:
                bounds = .none
            case .failed(let failure, let page):
                let line = Self.line(failure, of: matcher)
                let isTokens = page > 1 && failure.cause == .rejected
                switch failure.cause {
                case .rejected where !isTokens: throw Ending(line: line, exitCode: .jobFailed)
                case .credentials: throw Ending(line: line, exitCode: .denied)
                case .denied, .notFound:
                    let since = refusedSince ?? environment.elapsed()
                    let left = since + grace - environment.elapsed()
                    let code: ExitCode = failure.cause == .denied ? .denied : .jobFailed
                    guard left > .zero else { throw Ending(line: line, exitCode: code) }
                    if refusedSince == nil {
                        let why = "since new permissions take a while to spread (see --no-grace)"
                        environment.say("\(line); asked again for \(DurationText.spoken(left)), \(why)")
                    }
                    refusedSince = since
                    await environment.sleep(min(Self.pause, left))
                case .throttled, .transient, .clockSkew, .rejected:
                    if isTokens { try again(&tries, Ending(line: line, exitCode: .jobFailed)) }
                    if outages == 0 { environment.say("\(line); asked again until it works") }
                    outages += 1
                    await environment.sleep(min(Self.longestPause, .seconds(1 << min(outages, 10))))
                }
            case .endless:
                let line = "\(name): AWS's pages do not come to an end"
                try again(&tries, Ending(line: line, exitCode: .jobFailed))
                await environment.sleep(.seconds(2))
            case .tooLong:
                let most = "\(Self.mostPages.grouped) pages of jobs were looked at, and there are more"
                throw Ending(line: "\(name): \(most); give the ids of jobs", exitCode: .jobFailed)
            }
        }
        throw Ending(line: "\(name): not listed", exitCode: .jobFailed)
    }

    private func again(_ tries: inout Int, _ ending: Ending) throws(Ending) {
        tries += 1
        if tries >= Self.mostTries { throw ending }
    }

    private func list(_ matcher: Matcher, _ bounds: ListBounds) async -> Pass {
        var request = ListRequest(matcher.settings, parent: matcher.parent, bounds: bounds)
        var items: [ListItem] = []
        var places: [String: Int] = [:]
        var tokens: Set<String> = []
        var looked = 0
        environment.progressed("Listing \(matcher.name.cleaned(limit: 255))")
        for page in 1...Self.mostPages {
            let outcome = await reader.list(request)
            environment.listed(request, page, outcome)
            switch outcome {
            case .failed(let failure): return .failed(failure, page: page)
            case .page(let shown):
                looked += shown.items.count
                for item in shown.items {
                    guard let id = item.ids.first, matcher.matches(item.name ?? id) else { continue }
                    // Of what is shown twice, the later item.
                    if let place = places[id] {
                        items[place] = item
                    } else {
                        places[id] = items.count
                        items.append(item)
                    }
                }
                let counts = "\(looked.grouped) jobs looked at, \(items.count.grouped) match"
                environment.progressed("Listing \(matcher.name.cleaned(limit: 255)): \(counts)")
                guard let token = shown.nextToken else { return .complete(items, looked: looked) }
                guard tokens.insert(token).inserted else { return .endless }
                request = request.next(token)
            }
        }
        return .tooLong
    }

    private static func line(_ failure: PollFailure, of matcher: Matcher) -> String {
        let line = "\(matcher.name.cleaned(limit: 255)): \(failure.line)"
        return matcher.advice(failure.cause).map { "\(line); \($0)" } ?? line
    }
}

extension Watch.Settings {
    /// The same for a watch that is followed by itself.
    fileprivate var withoutMatcher: Watch.Settings {
        Watch.Settings(
            kind: kind, region: region, account: account, credentials: credentials, endpoint: endpoint, poll: poll,
            overdueAfter: overdueAfter, verbose: verbose, starts: .none, expectations: expectations)
    }
}
