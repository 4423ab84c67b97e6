// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("The time that AWS's responses confirm")
struct ServerTimeTests {
    /// A month ahead of the Date in the responses.
    private static let wall = Timestamp(rfc3339: "2026-12-21T10:00:00Z") ?? Timestamp(microseconds: 0)
    private static let date = "Sat, 21 Nov 2026 10:00:00 GMT"

    private func reader(_ response: HTTPResponse) -> AWSReader {
        AWSReader(
            environment: ["HOME": "/root", "AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "secret"],
            fileSystem: MemoryFiles([:]),
            transport: ScriptedTransport([response]),
            now: { Self.wall }
        )
    }

    @Test(
        "A Date counts unless a proxy may have written it, and so does a success without one",
        arguments: [
            (200, date as String?, "2026-11-21T10:00"), (200, nil, "2026-12-21T10:00"), (400, date, "2026-11-21T10:00"),
            (403, date, "2026-11-21T10:00"), (403, nil, nil), (407, date, nil), (502, date, nil),
            (200, "yesterday", "2026-12-21T10:00"),
        ] as [(Int, String?, String?)])
    func responses(status: Int, date: String?, expected: String?) async throws {
        let headers = date.map { [HTTPField("Date", $0)] } ?? []
        let reader = reader(HTTPResponse(status, #"{"Status":"PENDING","__type":"X"}"#, headers: headers))
        #expect(reader.confirmedTime(at: Self.wall) == nil)
        _ = try await reader.read(.test("evaluation", "ev-1"))
        #expect(reader.confirmedTime(at: Self.wall).map { String($0.rfc3339.prefix(16)) } == expected)
    }

    @Test("An earlier run's last answer says what time it is at least")
    func resumed() throws {
        let reader = reader(HTTPResponse(500, "{}", headers: []))
        let before = try #require(Timestamp(rfc3339: "2026-11-21T10:00:00Z"))
        reader.resume(after: before)
        let now = try #require(reader.confirmedTime(at: Self.wall))
        #expect(now >= before && now < before + .seconds(60))
    }
}
