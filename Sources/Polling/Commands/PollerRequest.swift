// SPDX-License-Identifier: Apache-2.0

import Core

/// One question to the poller, with the way to its answer.
enum PollerRequest: Sendable {
    case apply(WatchList, PollerReply<AppliedList>)
    case pollNow(String, PollerReply<Bool>)
    case status(PollerReply<[WatchStatus]>)
    case turn

    /// Says that it will not be done.
    func refuse(_ refusal: PollerRefusal) {
        switch self {
        case .apply(_, let reply): reply.send(.failure(refusal))
        case .pollNow(_, let reply): reply.send(.failure(refusal))
        case .status(let reply): reply.send(.failure(refusal))
        case .turn: break
        }
    }
}

/// The way to whoever waits for an answer; to be used once.
struct PollerReply<Value: Sendable>: Sendable {
    private let continuation: CheckedContinuation<Result<Value, PollerRefusal>, Never>

    init(_ continuation: CheckedContinuation<Result<Value, PollerRefusal>, Never>) {
        self.continuation = continuation
    }

    func send(_ answer: Result<Value, PollerRefusal>) {
        continuation.resume(returning: answer)
    }
}
