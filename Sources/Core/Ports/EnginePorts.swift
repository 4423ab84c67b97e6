// SPDX-License-Identifier: Apache-2.0

/// The port to AWS: reads one watched resource once.
package protocol ResourceReader: Sendable {
    /// Sends one request and classifies the response.
    ///
    /// Never throws: anything that goes wrong is a ``PollFailure``. Returns within the request's deadline (20 s), and at
    /// once with a transient failure when the task is cancelled.
    func read(_ watch: Watch) async -> PollOutcome

    /// Reads many resources with one call.
    ///
    /// They are watches of equal settings, of a kind that has a ``Kind/batch``, of one ``Kind/batchGroup(ofID:)``, and no
    /// more than the operation takes.
    func readMany(_ watches: [Watch]) async -> BatchOutcome

    /// Asks for one page of a listing and classifies the response; like ``read(_:)`` in all else.
    func list(_ request: ListRequest) async -> ListOutcome

    /// Whether the source of a lane's credentials has changed since it last failed, so that another try may succeed.
    func credentialsChanged(_ lane: LaneID) async -> Bool

    /// The time that it is at least while the wall clock says `wall`, by AWS's clock or the record; nil if neither is known.
    func confirmedTime(at wall: Timestamp) -> Timestamp?
}

/// The port to people: delivers notices.
package protocol NoticeSink: Sendable {
    /// Delivers one notice.
    ///
    /// Returns when it was certainly taken. Throws ``DeliveryError`` when it was not; the caller tries the same notice
    /// again later. May wait as long as the other side does; nothing else may depend on it.
    func deliver(_ notice: Notice) async throws(DeliveryError)

    /// Makes sure of what was taken since the last time; throws ``DeliveryError`` when some of it may be lost, and all of
    /// it has to be delivered again.
    ///
    /// May take a while, so it is for many notices at once. A sink that keeps what it takes has nothing to do.
    func confirm() async throws(DeliveryError)
}

extension NoticeSink {
    package func confirm() async throws(DeliveryError) {}
}

/// What was not taken by those whom it was for: a notice by the journal, a start by the service manager.
package struct DeliveryError: Error, Hashable {
    /// Why, in words that end a sentence: `the journal's socket is not there`, `there is no such unit`.
    package let reason: String

    /// An error.
    package init(reason: String) {
        self.reason = reason
    }
}

/// The port to the watchdog: hears that a part of the daemon makes progress.
package protocol ProgressReporter: Sendable {
    /// A part made progress just now.
    func beat(_ part: ProgressPart)

    /// A part has nothing to do, so that its silence means nothing until it beats again.
    func rest(_ part: ProgressPart)
}

/// The parts whose standstill means that the daemon hangs.
package enum ProgressPart: String, Sendable, Hashable, CaseIterable {
    /// Decides which poll is due; beats on each turn of its loop, idle or not.
    case scheduler
    /// Keeps the record; beats when a transaction begins and rests when it has ended.
    case store
}
