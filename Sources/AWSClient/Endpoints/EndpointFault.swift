// SPDX-License-Identifier: Apache-2.0

package import Core

/// Why it is not known where a service is to be asked: a setting is wrong and stays wrong until somebody mends it.
package struct EndpointFault: Error, Hashable {
    /// One word for scripts.
    package let code: String
    /// A sentence for people, without a full stop.
    package let message: String

    /// A fault.
    init(code: String = "InvalidEndpoint", message: String) {
        self.code = code
        self.message = message
    }

    /// What a poll is told that cannot be made for it.
    package var failure: PollFailure { PollFailure(.rejected, code: code, message: message) }
}
