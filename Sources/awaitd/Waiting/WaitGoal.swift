// SPDX-License-Identifier: Apache-2.0

package import Core

/// What one `awaitd wait` waits for: the end of all its targets, or the first of them, or a state other than an end.
package struct WaitGoal: Sendable, Hashable {
    /// The state that a target has to reach; nil if its end is waited for.
    package let state: JobState?
    /// Whether the first target decides, and the others are left.
    package let isAny: Bool

    /// A goal; without a state, targets have to complete.
    package init(state: JobState? = nil, isAny: Bool = false) {
        self.state = state
        self.isAny = isAny
    }

    /// The states that can be waited for: what a target may be read in.
    package static let states = JobState.allCases.filter { $0 != .unseen }

    /// Whether a read brought a target to the state, or past it: what a poll skipped, and is told as skipped, was reached.
    ///
    /// Nothing is inferred about what came before the first read.
    func isReached(by machine: WatchMachine, after before: JobState) -> Bool {
        guard let state else { return machine.state == .completed }
        if machine.state == state { return true }
        let step = Step.from(before, to: machine.state, rules: machine.rules)
        return if case .forward(let skipped) = step { skipped.contains(state) } else { false }
    }

    /// A line about a target that ended without the state that is waited for; nil where its end says all.
    func remark(on watch: Watch, _ end: JobState, isReached: Bool) -> String? {
        guard let state, !isReached else { return nil }
        return "\(watch.name): \(end.spoken), so it does not get to be \(state.spoken) any more"
    }

    /// A sentence about each kind among the targets that has no status for the state.
    package func doubts(about targets: [Target]) -> [String] {
        guard let state else { return [] }
        var sentences: [String] = []
        for kind in targets.map(\.settings.kind) where state != .unknown {
            guard !kind.statuses.meanings.contains(where: { $0.state == state }) else { continue }
            let sentence = "no status of \(kind.name) means \(state.rawValue)"
            if !sentences.contains(sentence) { sentences.append(sentence) }
        }
        return sentences
    }
}
