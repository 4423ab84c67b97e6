// SPDX-License-Identifier: Apache-2.0

import Core

/// What a file says under `limits`.
struct LimitsDraft {
    private let rate: Setting<RateLimit>?
    private let concurrency: Setting<Int>?

    /// Reads the limits of a mapping.
    init(_ fields: MappingReader) {
        rate = fields.setting("rate", ValueRules.rate)
        concurrency = fields.setting("concurrency", ValueRules.concurrency)
    }

    /// `limits` with what the file says put over it.
    func over(_ limits: Limits) -> Limits {
        Limits(rate: rate?.value ?? limits.rate, concurrency: concurrency?.value ?? limits.concurrency)
    }
}
