// SPDX-License-Identifier: Apache-2.0

import Core
import Platform
import Polling
import Synchronization

/// Hands the results of polls to those who have asked for them.
final class PollAnswers: Sendable {
    private typealias Answer = (name: String, failure: String?)

    private let waiting = Mutex<(next: Int, all: [Int: AsyncStream<Answer>.Continuation])>((0, [:]))

    /// How long an answer is waited for: longer than a read may take.
    private static let patience: Duration = .seconds(23)

    /// Takes the result of a poll.
    func polled(_ result: PollResult) {
        let listeners = waiting.withLock { Array($0.all.values) }
        guard !listeners.isEmpty else { return }
        let failure: String? = if case .failed(let failure) = result.outcome { failure.line } else { nil }
        for listener in listeners { listener.yield((result.watch.name, failure)) }
    }

    /// Has watches polled by `poll`, and waits for the answers; returns why some were not read, by their names.
    func failures(
        of names: [String],
        poll: (String) async throws(ControlError) -> Void
    ) async throws(ControlError) -> [String: String] {
        let (answers, listener) = AsyncStream<Answer>.makeStream()
        let id = waiting.withLock { waiting in
            waiting.next += 1
            waiting.all[waiting.next] = listener
            return waiting.next
        }
        defer { waiting.withLock { $0.all[id] = nil } }
        for name in names { try await poll(name) }
        let none = "no answer within \(DurationText.spoken(Self.patience))"
        var open = Dictionary(names.map { ($0, none) }) { first, _ in first }
        var failures: [String: String] = [:]
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Cancelled: all have answered.
                try? await Task.sleep(for: Self.patience, clock: .timer)
                listener.finish()
            }
            for await answer in answers where open.removeValue(forKey: answer.name) != nil {
                failures[answer.name] = answer.failure
                if open.isEmpty { break }
            }
            group.cancelAll()
        }
        return failures.merging(open) { known, _ in known }
    }
}
