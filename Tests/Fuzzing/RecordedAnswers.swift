// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core

/// Answers that were recorded for each kind's tests, as what is tried on it.
struct RecordedAnswers {
    /// Which kind, and what it answered.
    let answers: [(kind: Kind, body: [UInt8])]

    /// Reads the files of Tests/RecordedResponses.
    init(_ paths: [String]) throws(Finding) {
        var found: [(Kind, [UInt8])] = []
        for path in paths {
            guard let bytes = try? LocalFileSystem().read(path, limit: 1_048_576),
                let file = try? JSONReader.value(of: bytes), let kind = file.members?["kind"]?.text.flatMap(Kind.named),
                case .array(let answers) = file.members?["answers"]
            else { throw Finding(message: "\(path) is no file of recorded answers") }
            for body in answers.compactMap({ $0.members?["body"] }) {
                found.append((kind, Array(JSONWriter.compact(body).utf8)))
            }
        }
        answers = found
    }
}
