// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core

/// Durations as options take them.
///
/// What was given is in the message that ArgumentParser makes of what is thrown.
enum DurationArgument {
    /// Any duration.
    static func any(_ text: String) throws -> Duration {
        guard let duration = DurationText.parse(text) else {
            throw ValidationError("write a duration as 90s, 15m, 1h30m or 2d")
        }
        return duration
    }

    /// A duration above zero.
    static func positive(_ text: String) throws -> Duration {
        let duration = try any(text)
        guard duration > .zero else { throw ValidationError("it must be longer than 0s") }
        return duration
    }
}
