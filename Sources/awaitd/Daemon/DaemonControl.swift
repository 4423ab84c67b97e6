// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Polling
import StateStore
import Synchronization
import WatchFile

/// Serves the control socket's requests to the running daemon.
struct DaemonControl: ControlHandler {
    let commands: PollerCommands
    let reloader: Reloader
    let hub: NoticeHub
    let store: SQLiteStore
    let survey: CredentialSurvey
    let list: CurrentWatchList
    let meters: DaemonMeters
    let answers: PollAnswers

    func status() async throws(ControlError) -> StatusReport {
        do throws(PollerError) {
            return try await commands.status()
        } catch {
            throw Self.unavailable(error)
        }
    }

    func history(of name: String?, since: Timestamp?, last: Int) async throws(ControlError) -> [Notice] {
        let notices: [Notice]
        var isKnown = true
        do throws(StateStoreError) {
            let query = HistoryQuery(name: name, since: since, limit: last, prefersNewest: true)
            notices = try await store.history(query)
            if let name, notices.isEmpty { isKnown = try await store.knows(name) }
        } catch {
            throw .unavailable(error.reason)
        }
        if let name, !isKnown { throw .unknownWatch(name) }
        return notices
    }

    func reload() async throws(ControlError) {
        try await reloader.reload()
    }

    func pollNow(_ name: String) async throws(ControlError) {
        let isKnown: Bool
        do throws(PollerError) {
            isKnown = try await commands.pollNow(name)
        } catch {
            throw Self.unavailable(error)
        }
        guard isKnown else { throw .unknownWatch(name) }
    }

    func poll(_ names: [String]) async throws(ControlError) -> [String: String] {
        try await answers.failures(of: names, poll: pollNow)
    }

    func record(_ name: String) async throws(ControlError) -> RecordedResponse {
        let watch = try await watch(named: name)
        do throws(PollFailure) {
            let recording = try await survey.reader.recording(of: watch)
            let failure: String? = if case .failed(let failure) = recording.outcome { failure.line } else { nil }
            return RecordedResponse(recording: recording.json(version: Version.current), failure: failure)
        } catch {
            return RecordedResponse(recording: nil, failure: error.line)
        }
    }

    /// A watch of the list, or one that a matcher of it has found.
    private func watch(named name: String) async throws(ControlError) -> Watch {
        let list = list.current
        if let watch = list.watches.first(where: { $0.name == name }) { return watch }
        guard let found = try await status().watches.first(where: { $0.name == name }),
            let matcher = list.matchers.first(where: { $0.name == found.matcher })
        else { throw .unknownWatch(name) }
        return Watch(name: name, resourceID: found.resourceID, settings: matcher.settings)
    }

    func credentials() async throws(ControlError) -> CredentialFindings {
        await survey.findings(of: list.current)
    }

    func metrics() async throws(ControlError) -> String {
        let polling: PollMetrics
        do throws(PollerError) {
            polling = try await commands.metrics()
        } catch {
            throw Self.unavailable(error)
        }
        // A record that cannot be read is no reason to say nothing of the rest.
        let undelivered = try? await store.undeliveredCount()
        return DaemonMetrics(
            polling: polling, daemon: meters.counts, version: Version.current, startedAt: meters.startedAt,
            undelivered: undelivered, isRecordWritable: store.health.trouble == nil,
            credentialsEnd: survey.credentialsEnd
        ).text
    }

    func notices() -> AsyncStream<Notice> {
        hub.notices()
    }

    private static func unavailable(_ error: PollerError) -> ControlError {
        switch error {
        case .stopping: .unavailable("the daemon is stopping")
        case .busy: .unavailable("the daemon is busy; try again")
        case .notRecorded(let reason): .unavailable(reason)
        }
    }
}

/// The watch list in use.
final class CurrentWatchList: Sendable {
    private let state: Mutex<(list: WatchList, fingerprint: WatchListFingerprint)>

    /// The list of the start, and what it was read from.
    init(_ list: WatchList, from fingerprint: WatchListFingerprint) {
        state = Mutex((list, fingerprint))
    }

    /// The list as it is now.
    var current: WatchList { state.withLock(\.list) }

    /// What it was read from.
    var fingerprint: WatchListFingerprint { state.withLock(\.fingerprint) }

    /// Puts another in its place.
    func set(_ list: WatchList, from fingerprint: WatchListFingerprint) {
        state.withLock { $0 = (list, fingerprint) }
    }
}
