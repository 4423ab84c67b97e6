// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The canonical form of a received request, built from what was on the wire.
///
/// It follows AWS's description, independently of any signer, so that mistakes of a signer are detected.
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

    /// The path, encoded once more than on the wire, as every service but S3 requires it: `%2F` becomes `%252F`.
    private static func path(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let encoded = segments.map { PercentEncoding.encode($0.utf8) }.joined(separator: "/")
        let closing = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
        return "/" + encoded + closing
    }

    /// The query's pairs, decoded, encoded canonically, and sorted by name, then by value.
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

    /// A header's value, trimmed and with runs of white space replaced by one space.
    private static func collapsed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}

/// The parts of a SigV4 `Authorization` header.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct AuthorizationHeader {
    static let algorithm = "AWS4-HMAC-SHA256"

    let accessKeyID: String
    let date: String
    let region: String
    let service: String
    let signedHeaders: [String]
    let signature: String

    /// The scope as in the string to sign: `20150830/us-east-1/bedrock/aws4_request`.
    var scope: String { "\(date)/\(region)/\(service)/aws4_request" }

    /// Parses a header's value.
    ///
    /// - Throws: `SignatureError.incomplete` with the problem, in AWS's words if they are known.
    init(parsing value: String) throws(SignatureError) {
        guard value.hasPrefix(Self.algorithm + " ") else {
            throw .incomplete("Unsupported AWS 'algorithm': '\(value.prefix { $0 != " " })'.")
        }
        var fields: [String: String] = [:]
        for part in value.dropFirst(Self.algorithm.count + 1).split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, fields.updateValue(String(pair[1]), forKey: String(pair[0])) == nil else {
                throw .incomplete("'\(part)' not a valid key=value pair (missing equal-sign) in Authorization header.")
            }
        }
        for name in ["Credential", "Signature", "SignedHeaders"] where fields[name, default: ""].isEmpty {
            throw .incomplete("Authorization header requires '\(name)' parameter.")
        }
        let credential = fields["Credential", default: ""].split(separator: "/", omittingEmptySubsequences: false)
        guard credential.count == 5, credential[4] == "aws4_request" else {
            throw .incomplete(
                "Credential must have exactly 5 slash-delimited elements, e.g. "
                    + "keyid/date/region/service/term, got '\(fields["Credential", default: ""])'")
        }
        let names = fields["SignedHeaders", default: ""].split(separator: ";").map(String.init)
        guard names == names.sorted(), Set(names).count == names.count, names.allSatisfy({ $0 == $0.lowercased() })
        else {
            throw .incomplete("SignedHeaders must be lowercase, sorted and without duplicates.")
        }
        accessKeyID = String(credential[0])
        date = String(credential[1])
        region = String(credential[2])
        service = String(credential[3])
        signedHeaders = names
        signature = fields["Signature", default: ""]
    }
}

/// Percent-encoding as SigV4 requires it: of everything but RFC 3986's unreserved characters, with upper-case digits.
enum PercentEncoding {
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            if isUnreserved(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%" + Hex.text([byte]).uppercased()
            }
        }
        return text
    }

    /// The bytes that a text encodes.
    ///
    /// A percent sign without two digits after it is taken literally.
    static func decode(_ text: some StringProtocol) -> [UInt8] {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
            {
                decoded.append(UInt8(high * 16 + low))
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

/// Bytes and digests as lower-case hexadecimal text.
enum Hex {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
        return text
    }

    static func sha256(_ bytes: [UInt8]) -> String {
        text(SHA256.hash(data: bytes))
    }
}
