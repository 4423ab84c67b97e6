// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import WatchFile

extension FuzzTarget {
    /// Reads a shared config file, and finds an endpoint by it.
    static func readConfig(_ input: [UInt8]) throws(Finding) {
        if let file = try? INIFile(input) {
            for (section, keys) in file.sections {
                try require(keys.keys.allSatisfy { $0 == $0.lowercased() && !$0.isEmpty }, "a key of [\(section)]")
            }
        }
        let environment = ["AWS_CONFIG_FILE": "/config", "AWS_PROFILE": "prod"]
        let resolver = EndpointResolver(environment: environment, fileSystem: OneFile(bytes: input))
        guard let endpoint = try? resolver.endpoint(of: .sts, region: "us-east-1") else { return }
        try require(endpoint.isSecure || endpoint.host.isLoopbackHost, "plain http to \(endpoint)")
    }

    /// Reads a watch file.
    static func readWatches(_ input: [UInt8]) throws(Finding) {
        let loader = WatchListLoader(fallback: RegionFallback { _ in "us-east-1" })
        let result = Result { () throws(RejectedWatchList) in try loader.parse(input, file: "w.yaml") }
        switch result {
        case .success(let loaded):
            for watch in loaded.list.watches {
                try require((1...255).contains(watch.name.unicodeScalars.count), "a name of \(watch.name.count)")
                try require(watch.kind.fault(inID: watch.resourceID) == nil, "a bad id was taken")
                try require(watch.poll.initial <= watch.poll.max, "a pace that gets faster")
            }
            try require(Set(loaded.list.watches.map(\.name)).count == loaded.list.watches.count, "a name twice")
        case .failure(let error):
            try require(!error.report.diagnostics.isEmpty, "refused without a word")
            let text = error.report.rendered()
            try require(
                !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "a diagnostic that is not clean")
        }
    }
}

/// A file system of one file, which is everywhere.
private struct OneFile: FileSystem {
    let bytes: [UInt8]

    func fingerprint(_ path: String) -> FileFingerprint? {
        FileFingerprint(modified: 0, size: Int64(bytes.count), inode: 1)
    }

    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        guard bytes.count <= limit else { throw .unusable("is too large") }
        return bytes
    }
}
