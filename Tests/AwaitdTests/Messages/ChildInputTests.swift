// SPDX-License-Identifier: Apache-2.0

import Platform
import Testing

/// What a program is given to read, without a file and without an argument that others could see.
@Suite(.timeLimit(.minutes(1))) struct ChildInputTests {
    private static let path = ["PATH": "/usr/bin:/bin"]

    @Test(arguments: [0, 1, 4_096, ChildProcess.inputLimit])
    func aProgramReadsAllOfIt(count: Int) async throws {
        let input = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let ended = try await ChildProcess(["cat"], environment: Self.path, input: input).run()
        #expect(ended.status == 0 && ended.output == input)
    }

    @Test func aProgramThatDoesNotReadItEndsAsItLikes() async throws {
        let input = [UInt8](repeating: 0, count: ChildProcess.inputLimit)
        for _ in 0..<20 {
            let ended = try await ChildProcess(["sh", "-c", "exit 3"], environment: Self.path, input: input).run()
            #expect(ended.status == 3)
        }
    }

    @Test func moreThanAPipeHoldsIsRefused() async {
        let child = ChildProcess(
            ["cat"], environment: Self.path, input: [UInt8](repeating: 0, count: ChildProcess.inputLimit + 1))
        await #expect(throws: ChildProcessError.notStarted("its input does not fit into a pipe")) {
            try await child.run()
        }
    }
}
