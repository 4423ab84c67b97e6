// SPDX-License-Identifier: Apache-2.0

/// How many units a watch may have started: a unit that brings about the very change that starts it must not go on for
/// ever.
package struct StartBudget: Sendable, Hashable {
    /// The most starts of one watch in ``window``: far above what any job does.
    package static let most = 60
    /// The time that ``most`` is counted over.
    package static let window: Duration = .seconds(60)

    private var windowBegan: Duration?
    private var count = 0
    private var wasSaid = false

    /// Nothing was started yet.
    package init() {}

    /// What becomes of a wish to start units.
    package enum Answer: Sendable, Hashable {
        /// They are started.
        case granted
        /// They are not, and this is the first time in this window: people are to hear of it.
        case refused
        /// They are not, as has been said.
        case refusedAgain
    }

    /// Asks for so many starts; `now` is a steady time.
    package mutating func ask(for starts: Int, at now: Duration) -> Answer {
        if windowBegan.map({ now - $0 >= Self.window }) ?? true {
            windowBegan = now
            count = 0
            wasSaid = false
        }
        guard count + starts > Self.most else {
            count += starts
            return .granted
        }
        defer { wasSaid = true }
        return wasSaid ? .refusedAgain : .refused
    }
}
