// SPDX-License-Identifier: Apache-2.0

package import Core

/// What is read with one call: a resource for all watches that are of it, and many resources where an operation reads them.
extension Engine {
    /// By how much of its longest interval a watch may be read early, to share a call.
    private static let earliness = 0.2

    /// The other watches that are read with one that is admitted now; they are under way from here on.
    mutating func companions(of id: EntryID, _ watch: Watch, at now: Moment) -> [AdmittedPoll] {
        guard let (list, lane, readsAlone) = entries.read(id, { ($0.coverage.list, $0.lane, $0.readsAlone) }) else {
            return []
        }
        var others = list.flatMap { lists.read($0) { $0.index?.others(of: watch.resourceID, than: id) ?? [] } } ?? []
        others.removeAll { other in
            entries.read(other) { entry in
                entry.place == .polled || entry.machine.isSettled || entry.watch.verbose != watch.verbose
            } ?? true
        }
        if watch.kind.batch != nil, !readsAlone, !watch.verbose {
            let early = now.steady + watch.poll.max * Self.earliness
            var batches = self.batches
            others += batches.companions(of: id, watch, lane: lane) { other in
                entries.read(other) { entry in
                    guard entry.watch.settings === watch.settings, !entry.readsAlone else { return false }
                    return switch entry.place {
                    case .queued: true
                    case .scheduled(let due): due <= early
                    case .idle, .polled: false
                    }
                } ?? false
            }
            self.batches = batches
        }
        guard !others.isEmpty else { return [] }
        lanes.update(lane, at: now.steady) { _ = $0.withdraw(Set(others)) }
        return others.compactMap { other in
            entries.update(other) { entry in
                entry.place = .polled
                entry.overdueCheck = nil
                return AdmittedPoll(entry: other, watch: entry.watch, isCompanion: true)
            }
        }
    }

    /// Has a watch be read again, by itself, since a call for many did not say what it came to.
    package mutating func readAlone(_ poll: AdmittedPoll, at now: Moment) {
        entries.update(poll.entry) { $0.readsAlone = true }
        abandon(poll, at: now)
    }
}

extension AdmittedPoll {
    /// The watches to ask for: one of each resource, this one first.
    package var resources: [Watch] {
        var known: Set<String> = [watch.resourceID]
        return [watch] + companions.map(\.watch).filter { known.insert($0.resourceID).inserted }
    }

    /// What came of the watches of a call that was made for several; nil for one that has to be read by itself.
    package func outcomes(_ batch: BatchOutcome) -> [(poll: AdmittedPoll, outcome: PollOutcome?)] {
        let all = [self] + companions
        switch batch {
        case .read(let observations):
            let read = Dictionary(zip(resources.map(\.resourceID), observations)) { first, _ in first }
            return all.map { poll in
                (poll, (read[poll.watch.resourceID] ?? nil).map { .observed($0) })
            }
        case .failed(let failure):
            switch failure.cause {
            // One resource among them may be the cause.
            case .denied, .notFound, .rejected: return all.map { ($0, nil) }
            case .throttled, .transient, .clockSkew, .credentials: return all.map { ($0, .failed(failure)) }
            }
        }
    }
}
