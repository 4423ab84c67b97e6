// SPDX-License-Identifier: Apache-2.0

package import Core

/// All that recipes are carried out with.
package struct CredentialTools: Sendable {
    /// What the process was started with.
    package let environment: [String: String]
    /// The files that tokens are read from.
    package let fileSystem: any CredentialFiles
    /// How STS and IAM Identity Center are reached.
    package let addresses: AddressLookup
    /// What runs programs.
    package let runner: any ProcessRunner
    /// The wall clock.
    package let now: @Sendable () -> Timestamp
    /// A number from a range, each as likely as the others.
    package let random: @Sendable (ClosedRange<Int>) -> Int

    let caller: CredentialCaller
    let tokens: SSOTokens

    /// Tools; the defaults are the machine's.
    package init(
        environment: [String: String],
        fileSystem: any CredentialFiles,
        transport: any HTTPTransport,
        runner: any ProcessRunner = LocalProcessRunner(),
        random: @escaping @Sendable (ClosedRange<Int>) -> Int = { Int.random(in: $0) },
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.environment = environment
        self.fileSystem = fileSystem
        addresses = AddressLookup(EndpointResolver(environment: environment, fileSystem: fileSystem))
        self.runner = runner
        self.random = random
        self.now = now
        caller = CredentialCaller(transport: transport, now: now, offsets: ClockOffsets())
        tokens = SSOTokens()
    }
}
