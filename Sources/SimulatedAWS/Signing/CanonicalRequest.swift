// SPDX-License-Identifier: Apache-2.0

/// The canonical form of a received request, put together from what was on the wire.
///
/// It is written from AWS's description, independently of any signer, so that a signer's mistake shows.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct CanonicalRequest {
    let text: String

    init(_ request: ReceivedRequest, signedHeaders: [String]) {
        let headerLines = signedHeaders.map { name in
            name + ":" + request.values(of: name).map(Self.collapsed).joined(separator: ",") + "\n"
        }
        text = [
            request.method,
            Self.path(request.path),
            Self.query(request.query),
            headerLines.joined(),
            signedHeaders.joined(separator: ";"),
            Hex.sha256(request.body),
        ].joined(separator: "\n")
    }

    /// The path, encoded once more than it was on the wire, as every service but S3 wants it: `%2F` becomes `%252F`.
    private static func path(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let encoded = segments.map { PercentEncoding.encode($0.utf8) }.joined(separator: "/")
        let closing = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
        return "/" + encoded + closing
    }

    /// The query's pairs, decoded, encoded in the one right way, and sorted by name, then by value.
    private static func query(_ query: String) -> String {
        query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1] : ""
            return (
                name: PercentEncoding.encode(PercentEncoding.decode(parts[0])),
                value: PercentEncoding.encode(PercentEncoding.decode(value))
            )
        }
        .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        .map { $0.name + "=" + $0.value }
        .joined(separator: "&")
    }

    /// A header's value without white space around it, and with single spaces in it.
    private static func collapsed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}
