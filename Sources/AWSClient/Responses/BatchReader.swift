// SPDX-License-Identifier: Apache-2.0

package import Core

/// Reads a 2xx response about many resources into an ``Observation`` of each, as the kind's own operation would give it.
package struct BatchReader: Sendable {
    private let batch: BatchRead
    private let reader: ResponseReader
    private let id: JSONSelection
    private let text: MessageRedactor

    /// A reader of the responses to a kind's batch read; `text` takes the secrets out of all that is read.
    package init(_ kind: Kind, _ batch: BatchRead, text: MessageRedactor = .general, verbose: Bool = false) {
        self.init(batch, ResponseReader(kind, text: text, verbose: verbose), text: text)
    }

    /// The same with a reader of single responses.
    init(_ batch: BatchRead, _ reader: ResponseReader, text: MessageRedactor) {
        self.batch = batch
        self.reader = reader
        self.text = text
        id = JSONSelection(paths: [batch.id])
    }

    /// What a response says of the resources that end in these parts of ids; nil where it says nothing that can be read.
    ///
    /// Throws a failure of cause `transient` if it is not a JSON object with the list of them.
    package func observations(
        of response: HTTPResponse,
        for ids: [String]
    ) throws(PollFailure) -> [Observation?] {
        let elements: [Range<Int>]?
        do throws(MalformedDocumentError) {
            // What is beyond was not asked for.
            elements = try JSONScanner.elements(of: batch.list, in: response.body, limit: 2 * batch.most)
        } catch {
            throw unreadable(response, "cannot be read: it \(error.reason)")
        }
        guard let elements else { throw unreadable(response, "has no list in \(batch.list)") }
        var found: [String: Range<Int>] = [:]
        for element in elements {
            // Of a resource that is there twice, the first counts.
            if let name = name(of: response.body[element]), found[name] == nil { found[name] = element }
        }
        return ids.map { id in
            found[id].flatMap { element in
                let body = single(response.body[element])
                return try? reader.observation(
                    of: HTTPResponse(status: response.status, headers: response.headers, body: body))
            }
        }
    }

    /// The last part of the id of an element.
    private func name(of element: ArraySlice<UInt8>) -> String? {
        guard let json = try? JSONReader.value(of: Array(element), keeping: id), let text = json[path: batch.id]?.text
        else { return nil }
        return ARN(text)?.lastPart ?? text
    }

    /// An element as the only one of a response of the kind's own operation.
    private func single(_ element: ArraySlice<UInt8>) -> [UInt8] {
        let isFirst = batch.place.hasSuffix("[0]")
        let name = isFirst ? batch.place.dropLast(3) : batch.place[...]
        return Array(#"{"\#(name)":\#(isFirst ? "[" : "")"#.utf8) + element + Array((isFirst ? "]}" : "}").utf8)
    }

    private func unreadable(_ response: HTTPResponse, _ reason: String) -> PollFailure {
        PollFailure(
            .transient,
            code: "UnreadableAnswer",
            httpStatus: response.status,
            message: "the response to \(batch.operation) \(reason)".cleaned(limit: MessageRedactor.limit),
            requestID: text.requestID(of: response)
        )
    }
}
