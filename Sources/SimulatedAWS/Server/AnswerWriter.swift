// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceLifecycle

/// Sends an answer in the way that it asks for.
struct AnswerWriter {
    let channel: any Channel

    /// Thrown to make the server close the connection at once.
    private struct ConnectionEnds: Error {}

    @concurrent
    func send(_ answer: Answer, through writer: consuming ResponseWriter) async throws {
        switch answer.delivery {
        case .whole:
            try await writer.write(response: head(of: answer), body: ResponseBody(byteBuffer: buffer(answer.body)))
        case .late(let seconds):
            try await waitForDelay(seconds)
            try await writer.write(response: head(of: answer), body: ResponseBody(byteBuffer: buffer(answer.body)))
        case .drip(let bytes, let seconds):
            var body = try await writer.writeHead(head(of: answer))
            var rest = answer.body[...]
            while !rest.isEmpty {
                try await body.write(buffer(rest.prefix(bytes)))
                rest = rest.dropFirst(bytes)
                try await waitForDelay(seconds)
            }
            try await body.finish(nil)
        case .cut(let bytes, let reset):
            var body = try await writer.writeHead(head(of: answer))
            try await body.write(buffer(answer.body.prefix(bytes)))
            try await end(reset: reset)
        case .none(let reset):
            try await end(reset: reset)
        case .never:
            await waitForDeparture()
            throw ConnectionEnds()
        }
    }

    private func head(of answer: Answer) -> HTTPResponse {
        var fields = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        fields[.contentLength] = String(answer.body.count)
        return HTTPResponse(status: .init(code: answer.status), headerFields: fields)
    }

    private func buffer(_ bytes: some Sequence<UInt8>) -> ByteBuffer {
        ByteBuffer(bytes: bytes)
    }

    /// Ends the connection, with RST where it is to be reset, else with FIN.
    private func end(reset: Bool) async throws {
        if reset, let options = channel as? any SocketOptionProvider {
            // A socket that lingers for no time at all sends RST when it is closed (socket(7)).
            try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close()
        throw ConnectionEnds()
    }

    /// Waits for a fault's delay, in real time, unless the server stops first.
    private func waitForDelay(_ seconds: Double) async throws {
        try await cancelWhenGracefulShutdown {
            try await Task.sleep(for: .seconds(seconds))
        }
    }

    /// Waits until the client has left or the server stops.
    private func waitForDeparture() async {
        let (departure, continuation) = AsyncStream.makeStream(of: Never.self)
        channel.closeFuture.whenComplete { _ in continuation.finish() }
        await cancelWhenGracefulShutdown {
            for await _ in departure {}
        }
    }
}
