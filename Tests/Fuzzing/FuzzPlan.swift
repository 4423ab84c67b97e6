// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core

/// Which input is tried when; all of it follows from the seed.
struct FuzzPlan {
    let seed: UInt64
    let targets: [FuzzTarget]
    let recorded: RecordedResponses

    /// One input for one parser.
    struct Trial {
        let number: UInt64
        let target: FuzzTarget
        let input: [UInt8]
        /// A random number for the choices of the parser's test.
        let choice: UInt64
        /// The kind whose recorded response the input is made from.
        let kind: Kind?
    }

    /// The trial with a number.
    func trial(_ number: UInt64) -> Trial {
        var generator = SplitMix64(seed: seed &* 0x1_0000_0001 &+ number)
        let target = targets[Int(number % UInt64(targets.count))]
        // A third of the input is made from a grammar, where there is one.
        if Int.random(in: 0..<3, using: &generator) == 0, let input = FuzzGrammar.input(for: target, &generator) {
            return Trial(number: number, target: target, input: input, choice: generator.next(), kind: nil)
        }
        let mutator = Mutator(seeds: target.seeds, fragments: target.fragments)
        // Half of the responses are made from recorded ones.
        let response =
            target == .response && Bool.random(using: &generator)
            ? recorded.responses.randomElement(using: &generator) : nil
        let input = mutator.input(from: response?.body, &generator)
        return Trial(number: number, target: target, input: input, choice: generator.next(), kind: response?.kind)
    }
}

/// Makes almost valid input from valid input.
struct Mutator {
    let seeds: [[UInt8]]
    /// Fragments with a meaning to the parser.
    let fragments: [[UInt8]]

    /// The longest input, except for the few large ones.
    private static let usualLimit = 4_096
    private static let largeLimit = 262_144

    /// The next input, made from the given one or from one of the seeds.
    func input(from given: [UInt8]?, _ generator: inout SplitMix64) -> [UInt8] {
        var bytes = given ?? seeds.randomElement(using: &generator) ?? []
        let isLarge = Int.random(in: 0..<400, using: &generator) == 0
        for _ in 0..<Int.random(in: 1...6, using: &generator) { change(&bytes, &generator) }
        if isLarge { repeatPart(of: &bytes, upTo: Self.largeLimit, &generator) }
        return Array(bytes.prefix(isLarge ? Self.largeLimit : Self.usualLimit))
    }

    private func change(_ bytes: inout [UInt8], _ generator: inout SplitMix64) {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, start + Int.random(in: 1...60, using: &generator))
        switch Int.random(in: 0..<10, using: &generator) {
        case 0 where start < bytes.count: bytes[start] = .random(in: .min ... .max, using: &generator)
        case 1 where start < bytes.count: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.removeSubrange(start..<end)
        case 3: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &generator))
        case 4: bytes.removeSubrange(end...)
        case 5 where Int.random(in: 0..<4, using: &generator) == 0:
            repeatPart(of: &bytes, upTo: Self.usualLimit, &generator)
        case 6:
            let other = seeds.randomElement(using: &generator) ?? []
            bytes.replaceSubrange(start..., with: other.dropFirst(Int.random(in: 0...other.count, using: &generator)))
        default: bytes.insert(contentsOf: fragments.randomElement(using: &generator) ?? [], at: start)
        }
    }

    /// Repeats a short part until the whole has any length up to a limit.
    private func repeatPart(of bytes: inout [UInt8], upTo limit: Int, _ generator: inout SplitMix64) {
        guard !bytes.isEmpty, bytes.count < limit else { return }
        let start = Int.random(in: 0..<bytes.count, using: &generator)
        let part = Array(bytes[start..<min(bytes.count, start + Int.random(in: 1...24, using: &generator))])
        let count = Int.random(in: 0...(limit - bytes.count) / part.count, using: &generator)
        var repeated: [UInt8] = []
        for _ in 0..<count { repeated += part }
        bytes.insert(contentsOf: repeated, at: start)
    }
}

/// The responses recorded for each kind's tests.
struct RecordedResponses {
    /// The kind and the body.
    let responses: [(kind: Kind, body: [UInt8])]

    /// Reads the files of Tests/RecordedResponses.
    init(_ paths: [String]) throws(Finding) {
        var found: [(Kind, [UInt8])] = []
        for path in paths {
            guard let bytes = try? LocalFileSystem().read(path, limit: 1_048_576),
                let file = try? JSONReader.value(of: bytes),
                let kind = file.members?["kind"]?.text.flatMap(Kind.builtIn(named:)),
                case .array(let responses) = file.members?["answers"]
            else { throw Finding(message: "\(path) is not a file of recorded responses") }
            for body in responses.compactMap({ $0.members?["body"] }) {
                found.append((kind, Array(JSONWriter.compact(body).utf8)))
            }
        }
        responses = found
    }
}
