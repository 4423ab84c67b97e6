// SPDX-License-Identifier: Apache-2.0

import Core

/// What one try to deliver a message came to.
package enum TryResult: Sendable, Hashable {
    /// The receiver has taken it, perhaps with a remark.
    case delivered(remark: String? = nil)
    /// It may be taken later: no connection, a time-out, a server in trouble. `after` is how long the receiver asks us to
    /// wait.
    case failed(String, after: Duration? = nil)
    /// It will not be taken: the receiver has refused it, or something is configured wrong.
    case refused(String)
}

/// When a message is tried again.
package struct TrySchedule: Sendable, Hashable {
    private let limit: Duration
    private var next: Duration = .seconds(10)
    private static let longest: Duration = .seconds(300)

    /// For receivers that we talk to: an hour in all.
    package static let hour = TrySchedule(within: .seconds(3_600))

    /// A schedule whose last try begins within `limit` of the first.
    package init(within limit: Duration) {
        self.limit = limit
    }

    /// How long to wait before the next try, `elapsed` after the first began; nil if there is to be none.
    ///
    /// From 10 s on, doubling up to 5 min, and never less than the receiver has asked for.
    package mutating func pause(after elapsed: Duration, asked: Duration?) -> Duration? {
        let pause = max(next, asked ?? .zero)
        guard elapsed + pause <= limit else { return nil }
        next = min(next * 2, Self.longest)
        return pause
    }
}

/// One receiver, and how it gets the message.
package struct MessageReceiver: Sendable {
    /// What it is called: `webhook`, or `webhook 2` if there are several.
    package let name: String
    /// Tries once.
    package let attempt: @Sendable () async -> TryResult

    /// A receiver.
    package init(_ name: String, attempt: @escaping @Sendable () async -> TryResult) {
        self.name = name
        self.attempt = attempt
    }
}

/// What is said of a delivery while it goes on.
package enum DeliveryReport: Sendable, Hashable {
    /// The message has arrived, perhaps with a remark of its receiver.
    case delivered(remark: String?)
    /// The first try has failed; others follow.
    case delayed(String)
    /// The message will not arrive, and why.
    case givenUp(String)
}

/// Brings a message to all receivers at once, each on its own: one that fails delays and repeats nothing of the others'.
///
/// Returns whether all of them have it. Cancelling gives up what is under way, and says so.
package func deliver<C: Clock<Duration>>(
    to receivers: [MessageReceiver],
    by schedule: TrySchedule,
    clock: C,
    report: @escaping @Sendable (_ receiver: String, DeliveryReport) -> Void
) async -> Bool where C.Instant: Sendable {
    await withTaskGroup(of: Bool.self) { group in
        for receiver in receivers {
            group.addTask {
                let end = await outcome(of: receiver, by: schedule, clock: clock) { report(receiver.name, $0) }
                report(receiver.name, end)
                if case .delivered = end { return true }
                return false
            }
        }
        return await group.reduce(true) { $0 && $1 }
    }
}

private func outcome<C: Clock<Duration>>(
    of receiver: MessageReceiver,
    by schedule: TrySchedule,
    clock: C,
    report: (DeliveryReport) -> Void
) async -> DeliveryReport {
    var schedule = schedule
    let began = clock.now
    var tries = 0
    // Why the last try failed that went its way.
    var cause = ""
    while true {
        let result = await receiver.attempt()
        tries += 1
        switch result {
        case .delivered(let remark): return .delivered(remark: remark)
        case .refused(let reason): return .givenUp(reason)
        case .failed(let reason, let asked):
            if Task.isCancelled { return .givenUp("stopped before it arrived\(cause)") }
            cause = "; \(reason)"
            guard let pause = schedule.pause(after: began.duration(to: clock.now), asked: asked) else {
                let wait = asked.map { ", and asks to wait for \($0.components.seconds) s" } ?? ""
                return .givenUp("\(reason)\(wait) (\(tries.counted("try", "tries")))")
            }
            if tries == 1 { report(.delayed(reason)) }
            do {
                try await clock.sleep(for: pause)
            } catch {
                return .givenUp("stopped before it arrived\(cause)")
            }
        }
    }
}
