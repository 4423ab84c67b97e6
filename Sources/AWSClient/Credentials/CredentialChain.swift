// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// The sources of one selection of credentials, asked in order until one has some.
package struct CredentialChain: Sendable {
    private let title: String
    private let sources: [any CredentialSource]

    /// A chain; the title names the selection in the message about finding nothing: `the default credentials`.
    package init(title: String, sources: [any CredentialSource]) {
        self.title = title
        self.sources = sources
    }

    /// The files behind all the sources.
    package var files: [String] { sources.flatMap(\.files) }

    /// The first credentials found.
    ///
    /// Throws one failure of cause `credentials` that says why each source had none.
    package func credentials() async throws(PollFailure) -> Credentials {
        var passedOver: [String] = []
        for source in sources {
            switch await source.look() {
            case .found(let credentials):
                return credentials
            case .absent(let reason):
                passedOver.append("\(source.title) (\(reason))")
            case .unusable(let reason):
                throw PollFailure(.credentials, code: "CredentialsUnusable", message: reason.cleaned(limit: 1_000))
            }
        }
        let tried = passedOver.joined(separator: "; ")
        throw PollFailure(
            .credentials,
            code: "NoCredentials",
            message: "no AWS credentials for \(title); looked at \(tried)".cleaned(limit: 1_000)
        )
    }
}
