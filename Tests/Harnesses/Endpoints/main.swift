// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

// One question per line of standard input, one address per line of standard output.
while let line = readLine() {
    let answer: EndpointAnswer
    do {
        answer = try JSONDecoder().decode(EndpointQuestion.self, from: Data(line.utf8)).answer
    } catch {
        answer = EndpointAnswer(failure: "unreadable question: \(error)")
    }
    let output = (try? JSONEncoder().encode(answer)) ?? Data(#"{"failure":"unwritable answer"}"#.utf8)
    print(String(decoding: output, as: UTF8.self))
}
