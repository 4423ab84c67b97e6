// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The API that scripts and tests use while the simulator runs: JSON under `/_simulator/`, without signatures.
///
/// | request | does |
/// |---|---|
/// | `GET /_simulator/counts` | returns the counts |
/// | `GET /_simulator/requests` | returns the last requests as received |
/// | `GET /_simulator/lists` | returns the last requests for pages of lists: operation, page, members, items |
/// | `PUT /_simulator/resources` | adds or replaces one resource or series, or an array of them; their clocks start |
/// | `DELETE /_simulator/resources/KIND/ID` | removes one, the id percent-encoded |
/// | `POST /_simulator/faults` | adds one fault, or an array of them; their clocks start |
/// | `DELETE /_simulator/faults` | ends all faults |
/// | `POST /_simulator/issuer` | changes the rules for issuing temporary credentials |
/// | `POST /_simulator/credentials` | replaces the accepted keys by an array of them |
struct ControlAPI {
    let simulator: Simulator

    private static let prefix = "/_simulator/"

    static func isAddressed(by request: ReceivedRequest) -> Bool {
        request.path.hasPrefix(prefix)
    }

    func respond(to request: ReceivedRequest) async -> SimulatedResponse {
        let path = request.path.dropFirst(Self.prefix.count)
            .split(separator: "/", omittingEmptySubsequences: false)
            .map { String(decoding: PercentEncoding.decode($0), as: UTF8.self) }
        do {
            switch (request.method, path[0], path.count) {
            case ("GET", "counts", 1): return reply(await simulator.counts.json)
            case ("GET", "requests", 1): return reply(.array(await simulator.requests.map(Self.json)))
            case ("GET", "lists", 1): return reply(.array(await simulator.listCalls.map(\.json)))
            case ("PUT", "resources", 1):
                let series = try cursor(request, "resources").elementsOrOne().map { try $0.series() }
                await simulator.add(series)
                return reply(["added": .integer(Int64(series.reduce(0) { $0 + $1.count }))])
            case ("DELETE", "resources", 3):
                guard let kind = ResourceKind(rawValue: path[1]), await simulator.remove(kind, id: path[2]) else {
                    return refusal(404, "There is no \(path[1]) '\(path[2])'.")
                }
                return reply(["removed": 1])
            case ("POST", "faults", 1):
                let faults = try cursor(request, "faults").elementsOrOne().map { try $0.fault() }
                for fault in faults { await simulator.add(fault) }
                return reply(["added": .integer(Int64(faults.count))])
            case ("DELETE", "faults", 1):
                await simulator.clearFaults()
                return reply([:])
            case ("POST", "issuer", 1):
                let cursor = try cursor(request, "issuer")
                try await simulator.issue { try cursor.issuerRules(over: $0) }
                return reply([:])
            case ("POST", "credentials", 1):
                let credentials = try cursor(request, "credentials").elementsOrOne().map { try $0.credential() }
                await simulator.accept(credentials)
                return reply(["accepted": .integer(Int64(credentials.count))])
            default:
                return refusal(404, "There is no \(request.method) \(request.path).")
            }
        } catch {
            return refusal(400, "\(error)")
        }
    }

    private func cursor(_ request: ReceivedRequest, _ name: String) throws(ScenarioError) -> ScenarioCursor {
        try ScenarioCursor(parsing: request.body, name: name)
    }

    private func reply(_ value: JSONValue, status: Int = 200) -> SimulatedResponse {
        SimulatedResponse(
            status: status, headers: [Header("Content-Type", "application/json")], body: value.json + "\n")
    }

    private func refusal(_ status: Int, _ message: String) -> SimulatedResponse {
        reply(["error": .string(message)], status: status)
    }

    private static func json(_ request: ReceivedRequest) -> JSONValue {
        [
            "method": .string(request.method),
            "uri": .string(request.uri),
            "headers": .array(request.headers.map { [.string($0.name), .string($0.value)] }),
            "body": .string(String(decoding: request.body, as: UTF8.self)),
            "time": .decimal(AWSTime.epochSeconds(request.time)),
        ]
    }
}
