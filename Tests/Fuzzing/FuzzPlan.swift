// SPDX-License-Identifier: Apache-2.0

import Core

/// Which input is tried when: all of it follows from the seed.
struct FuzzPlan {
    let seed: UInt64
    let targets: [FuzzTarget]
    let recorded: RecordedAnswers

    /// One input for one parser.
    struct Trial {
        let number: UInt64
        let target: FuzzTarget
        let input: [UInt8]
        /// A random number that the parser's side takes its own choices from.
        let choice: UInt64
        /// The kind whose recorded answer the input is made of.
        let kind: Kind?
    }

    /// The trial of a number.
    func trial(_ number: UInt64) -> Trial {
        var generator = SplitMix64(seed: seed &* 0x1_0000_0001 &+ number)
        let target = targets[Int(number % UInt64(targets.count))]
        let mutator = Mutator(seeds: target.seeds, morsels: target.morsels)
        // Half of the answers are recorded ones.
        let answer =
            target == .answer && Bool.random(using: &generator)
            ? recorded.answers.randomElement(using: &generator) : nil
        let input = mutator.input(from: answer?.body, &generator)
        return Trial(number: number, target: target, input: input, choice: generator.next(), kind: answer?.kind)
    }
}
