// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Platform
import Testing

/// The threads that tasks run on.
@Suite struct TaskPoolTests {
    @Test(.timeLimit(.minutes(1)))
    func aTaskThatIsHeldUpHoldsUpNoOther() async {
        let release = DispatchSemaphore(value: 0)
        let finished = await withTaskGroup(of: Bool.self) { group in
            for _ in 1..<TaskPool.maxThreads {
                group.addTask(executorPreference: TaskPool.shared) {
                    Self.wait(for: release)
                    return false
                }
            }
            for _ in 0..<1_000 { group.addTask(executorPreference: TaskPool.shared) { true } }
            var finished = 0
            while finished < 1_000, await group.next() == true { finished += 1 }
            for _ in 1..<TaskPool.maxThreads { release.signal() }
            return finished
        }
        #expect(finished == 1_000)
    }

    /// As reading a file does that a network does not deliver.
    private static func wait(for release: DispatchSemaphore) { release.wait() }
}
