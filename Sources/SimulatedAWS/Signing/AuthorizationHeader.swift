// SPDX-License-Identifier: Apache-2.0

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

    /// The scope as it stands in the string to sign: `20150830/us-east-1/bedrock/aws4_request`.
    var scope: String { "\(date)/\(region)/\(service)/aws4_request" }

    /// Takes a header's value apart.
    ///
    /// - Throws: `SignatureFailure.incomplete` with what is wrong, in AWS's words where they are known.
    init(parsing value: String) throws(SignatureFailure) {
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
