// SPDX-License-Identifier: Apache-2.0

import AWSClient
import WatchFile

extension WatchListLoader {
    /// A loader that takes missing regions from where AWS's tools take them.
    init(environment: [String: String]) {
        let configuration = AWSConfiguration(environment: environment)
        self.init(
            fallback: RegionFallback { configuration.region(profile: $0) },
            allowsPlainHTTP: Endpoint.isPlainHTTPAllowed(by: environment)
        )
    }
}
