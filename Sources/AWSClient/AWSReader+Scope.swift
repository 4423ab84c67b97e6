// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// Runs `body` with a reader that has connections of its own, and closes them when it ends, however it ends.
///
/// `environment` is the process's as captured at the start; `concurrency` how many connections per host stay open;
/// `userAgent` such as `awaitd/1.0`; `now` the wall clock.
package func withAWSReader<Result>(
    environment: [String: String],
    concurrency: Int,
    userAgent: String,
    deadline: Duration = AWSReader.deadline,
    now: @escaping @Sendable () -> Timestamp,
    _ body: (AWSReader) async throws -> Result
) async throws -> Result {
    let transport = AHCTransport(concurrency: concurrency, userAgent: userAgent)
    let reader = AWSReader(environment: environment, transport: transport, deadline: deadline, now: now)
    let result: Swift.Result<Result, any Error>
    do {
        result = .success(try await body(reader))
    } catch {
        result = .failure(error)
    }
    await transport.shutdown()
    return try result.get()
}
