// SPDX-License-Identifier: Apache-2.0

import Core
import WatchFile

/// What a text was read as: the list, or the diagnostics as they are printed.
enum Reading {
    case list(LoadedWatchList)
    case rejected(DiagnosticReport)

    init(_ yaml: String, file: String = "w.yaml", region: String? = nil, allowsPlainHTTP: Bool = false) {
        self.init(bytes: Array(yaml.utf8), file: file, region: region, allowsPlainHTTP: allowsPlainHTTP)
    }

    init(bytes: [UInt8], file: String = "w.yaml", region: String? = nil, allowsPlainHTTP: Bool = false) {
        let loader = WatchListLoader(
            fallback: RegionFallback { _ in region },
            endpoints: EndpointPolicy(environment: allowsPlainHTTP ? ["AWAITD_ALLOW_PLAIN_HTTP": "1"] : [:])
        )
        self = .from { () throws(WatchListError) in try loader.parse(bytes, file: file) }
    }

    /// Runs a loader.
    static func from(_ load: () throws(WatchListError) -> LoadedWatchList) -> Reading {
        do {
            return .list(try load())
        } catch {
            return .rejected(error.report)
        }
    }

    var loaded: LoadedWatchList? {
        if case .list(let loaded) = self { loaded } else { nil }
    }

    var watches: [Watch] { loaded?.list.watches ?? [] }

    var diagnostics: [Diagnostic] {
        switch self {
        case .list(let loaded): loaded.warnings.diagnostics
        case .rejected(let report): report.diagnostics
        }
    }

    /// The diagnostics as `awaitd check` prints them.
    var text: String {
        switch self {
        case .list(let loaded): loaded.warnings.rendered()
        case .rejected(let report): report.rendered()
        }
    }
}
