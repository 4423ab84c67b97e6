// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

// One request to sign per line of standard input, one signed request per line of standard output.
while let line = readLine() {
    print(await answer(to: line))
}

/// The signed request that one line of input asks for, or what is wrong with it, as one line of JSON.
private func answer(to line: String) async -> String {
    let result: SigningResult
    do {
        let input = try JSONDecoder().decode(SigningInput.self, from: Data(line.utf8))
        result = await input.result()
    } catch {
        result = SigningResult(failure: "unreadable input: \(error)")
    }
    guard let output = try? JSONEncoder().encode(result) else { return #"{"failure":"unwritable output"}"# }
    return String(decoding: output, as: UTF8.self)
}
