// SPDX-License-Identifier: Apache-2.0

package import Core

/// Runs `body` with a reader that has connections of its own, and closes them when it ends, however it ends.
///
/// `environment` is the process's as captured at the start; `concurrency` how many connections per host stay open;
/// `userAgent` such as `awaitd/1.0`; `now` the wall clock. The executor that `body` gets runs tasks on the thread of the
/// connections: whoever makes many reads saves the changes of threads by making them there, and must not block there.
package func withAWSReader<Result>(
    environment: [String: String],
    concurrency: Int,
    userAgent: String,
    deadline: Duration = AWSReader.deadline,
    now: @escaping @Sendable () -> Timestamp,
    _ body: (AWSReader, any TaskExecutor) async throws -> Result
) async throws -> Result {
    let transport = AHCTransport(concurrency: concurrency, userAgent: userAgent, environment: environment)
    let reader = AWSReader(environment: environment, transport: transport, deadline: deadline, now: now)
    let result: Swift.Result<Result, any Error>
    do {
        result = .success(try await body(reader, transport.executor))
    } catch {
        result = .failure(error)
    }
    await transport.shutdown()
    return try result.get()
}
