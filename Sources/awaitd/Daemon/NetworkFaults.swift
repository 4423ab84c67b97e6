// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core

/// What is wrong with the environment's addresses and proxies, to be told before the first poll fails of it.
enum NetworkFaults {
    /// A sentence for each.
    static func told(of environment: [String: String], for list: WatchList) -> [String] {
        let services = Set(list.watches.map(\.kind.service)).sorted { $0.environmentSuffix < $1.environmentSuffix }
        return EndpointResolver(environment: environment).faults(services: services)
            + AHCTransport.faults(environment: environment)
    }
}
