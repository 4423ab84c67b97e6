// SPDX-License-Identifier: Apache-2.0

package import Core

extension AWSReader {
    package func list(_ request: ListRequest) async -> ListOutcome {
        .failed(PollFailure(.rejected, code: "NotImplemented", message: "lists are not asked for yet"))
    }
}
