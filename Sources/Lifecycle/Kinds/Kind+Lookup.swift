// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// The kind that people mean by `word`: its name, or its operation's (`GetEvaluation`).
    ///
    /// An operation that several kinds share means the one whose own resource it reads: GetMLModel is `ml-model`.
    package static func named(_ word: String) -> Kind? {
        all.first { $0.name == word } ?? all.first { $0.operation == word && $0.arnResource != nil }
    }

    /// The words that ``named(_:)`` understands, for suggestions.
    package static let words: [String] = all.map(\.name) + all.filter { $0.arnResource != nil }.map(\.operation)

    /// The kind whose resource an ARN names, and the id that the operation wants for it.
    ///
    /// Nil if awaitd knows no kind for the ARN's service and resource type.
    package static func matching(_ arn: ARN) -> (kind: Kind, id: String)? {
        for kind in all where kind.service.arnName == arn.service {
            guard let id = kind.id(in: arn) else { continue }
            return (kind, id)
        }
        return nil
    }

    /// The id that this kind's operation wants for the resource that an ARN names; nil if the ARN is of another type.
    package func id(in arn: ARN) -> String? {
        guard service.arnName == arn.service else { return nil }
        // An endpoint has no ARN of its own: its model's stands for it.
        let type = arnResource ?? Kind.all.first { $0.operation == operation && $0.arnResource != nil }?.arnResource
        guard let type, arn.resource.hasPrefix(type + "/") else { return nil }
        return switch id {
        case .entityID: String(arn.resource.dropFirst(type.utf8.count + 1))
        case .arn: arn.text
        }
    }

    /// What is wrong with `id` as an id of this kind, in words that end a sentence; nil if nothing is.
    package func fault(inID text: String) -> String? {
        switch id {
        case .entityID:
            if text.isEmpty { return "is empty" }
            if text.utf8.count > 64 { return "has \(text.utf8.count) characters, and at most 64 are allowed" }
            if let odd = text.unicodeScalars.first(where: { !Self.isEntityIDScalar($0) }) {
                return "has \(odd.quoted) in it; only letters, digits, '_', '.' and '-' are allowed"
            }
            return nil
        case .arn(let idLength):
            let wanted = "arn:aws:\(service.arnName):REGION:ACCOUNT:\(arnResource ?? name)/ID"
            guard let arn = ARN(text) else { return "is not an ARN; this kind takes one: \(wanted)" }
            guard let arnResource, self.id(in: arn) != nil else {
                return "is the ARN of something else; this kind takes \(wanted)"
            }
            let last = arn.resource.dropFirst(arnResource.utf8.count + 1)
            let isPlain = last.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
            guard last.utf8.count == idLength, isPlain else {
                return "does not end in \(idLength) lower-case letters and digits, as the ids of this kind do"
            }
            return arn.region.isEmpty || arn.account.isEmpty ? "has no region or no account" : nil
        }
    }

    private static func isEntityIDScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": true
        default: false
        }
    }
}
