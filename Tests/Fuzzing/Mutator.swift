// SPDX-License-Identifier: Apache-2.0

import Core

/// Makes what almost is right input out of what is.
struct Mutator {
    let seeds: [[UInt8]]
    /// What means something to the parser.
    let morsels: [[UInt8]]

    /// No input is longer but the few that are to be large.
    private static let usualLimit = 4_096
    private static let largeLimit = 262_144

    /// The next input, made of what is given or of one of the seeds.
    func input(from given: [UInt8]?, _ generator: inout SplitMix64) -> [UInt8] {
        var bytes = given ?? seeds.randomElement(using: &generator) ?? []
        let isLarge = Int.random(in: 0..<400, using: &generator) == 0
        for _ in 0..<Int.random(in: 1...6, using: &generator) { change(&bytes, &generator) }
        if isLarge { repeatPart(of: &bytes, upTo: Self.largeLimit, &generator) }
        return Array(bytes.prefix(isLarge ? Self.largeLimit : Self.usualLimit))
    }

    private func change(_ bytes: inout [UInt8], _ generator: inout SplitMix64) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 1...60, using: &generator))
        switch Int.random(in: 0..<10, using: &generator) {
        case 0 where place < bytes.count: bytes[place] = .random(in: .min ... .max, using: &generator)
        case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
        case 4: bytes.removeSubrange(end...)
        case 5 where Int.random(in: 0..<4, using: &generator) == 0:
            repeatPart(of: &bytes, upTo: Self.usualLimit, &generator)
        case 6:
            let other = seeds.randomElement(using: &generator) ?? []
            bytes.replaceSubrange(place..., with: other.dropFirst(Int.random(in: 0...other.count, using: &generator)))
        default: bytes.insert(contentsOf: morsels.randomElement(using: &generator) ?? [], at: place)
        }
    }

    /// Repeats a short part until the whole has a length that is anything up to a limit.
    private func repeatPart(of bytes: inout [UInt8], upTo limit: Int, _ generator: inout SplitMix64) {
        guard !bytes.isEmpty, bytes.count < limit else { return }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let part = Array(bytes[place..<min(bytes.count, place + Int.random(in: 1...24, using: &generator))])
        let count = Int.random(in: 0...(limit - bytes.count) / part.count, using: &generator)
        var repeated: [UInt8] = []
        for _ in 0..<count { repeated += part }
        bytes.insert(contentsOf: repeated, at: place)
    }
}
