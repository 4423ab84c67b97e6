// SPDX-License-Identifier: Apache-2.0

import AWSClient
import WatchFile

extension WatchListLoader {
    /// A loader that takes missing regions from the environment and the profile, as AWS's tools do.
    init(environment: [String: String]) {
        let configuration = AWSConfiguration(environment: environment)
        self.init(
            fallback: RegionFallback { configuration.region(profile: $0) },
            allowsPlainHTTP: Endpoint.isPlainHTTPAllowed(by: environment)
        )
    }
}
