// SPDX-License-Identifier: Apache-2.0

import Core

extension PollOutcome {
    /// The observation, if there is one.
    var observation: Observation? {
        if case .observed(let observation) = self { observation } else { nil }
    }

    /// The failure, if there is one.
    var failure: PollFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}
