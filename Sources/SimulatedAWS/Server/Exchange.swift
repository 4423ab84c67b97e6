// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore

/// One request and its answer, between HTTP's words and the simulator's.
struct Exchange {
    let simulator: Simulator

    /// The largest body that is read at all, in bytes: a list of resources for the control API.
    private static let bodyLimit = 16 * 1024 * 1024

    @concurrent
    func respond(to request: Request, writer: consuming ResponseWriter, channel: any Channel) async throws {
        let delivery = AnswerWriter(channel: channel)
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.bodyLimit)
        } catch is NIOTooManyBytesError {
            let answer = Answer(status: 413, headers: [Header("Connection", "close")], body: "")
            return try await delivery.send(answer, through: writer)
        }
        let received = ReceivedRequest(
            method: request.method.rawValue,
            uri: request.head.path ?? "",
            headers: Self.headers(of: request.head),
            body: Array(body.readableBytesView),
            time: simulator.now()
        )
        let answer =
            if ControlAPI.isAddressed(by: received) {
                await ControlAPI(simulator: simulator).answer(received)
            } else {
                await simulator.answer(received)
            }
        try await delivery.send(answer, through: writer)
    }

    private static func headers(of head: HTTPRequest) -> [Header] {
        let host = head.authority.map { [Header("Host", $0)] } ?? []
        return host + head.headerFields.map { Header($0.name.rawName, $0.value) }
    }
}
