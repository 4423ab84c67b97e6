// SPDX-License-Identifier: Apache-2.0

import Core

/// What a watch or a matcher of a kind of one's own would call, whatever the kind says.
///
/// Services that take an encoded slash for a plain one are thought of, and an endpoint with a part of the path in it.
extension Kind {
    /// The operation that reads secrets and that a request for an id is, or one for the list that shows it; nil if none is
    /// known.
    func secretOperation(of id: String, at endpoint: EndpointURL?) -> String? {
        guard service.transport == .restJSON else { return nil }
        let values = zip(self.id.parts.map(\.member), self.id.values(of: id))
        return SecretOperations.operation(at: prefix(of: endpoint) + request.path.filled(with: values))
            ?? secretListing(of: listParent(ofID: id), at: endpoint)
    }

    /// The operation that reads secrets and that a request for the list of a parent is, or one for an id that it shows may
    /// be; nil if none is known.
    func secretOperation(within parent: String?, at endpoint: EndpointURL?) -> String? {
        guard service.transport == .restJSON else { return nil }
        return secretListing(of: parent, at: endpoint)
            ?? SecretOperations.operation(possibleAt: prefix(of: endpoint) + request.path)
    }

    private func secretListing(of parent: String?, at endpoint: EndpointURL?) -> String? {
        guard let listing else { return nil }
        let values = zip(listing.parent, parent.flatMap(parentValues) ?? [])
        return SecretOperations.operation(at: prefix(of: endpoint) + listing.request.path.filled(with: values))
    }

    private func prefix(of endpoint: EndpointURL?) -> String { (endpoint?.path ?? "").withoutPercentEncoding }
}

extension String {
    /// This path with values in place of members in braces.
    fileprivate func filled(with values: some Sequence<(String, String)>) -> String {
        values.reduce(self) { $0.replacing("{\($1.0)}", with: $1.1) }
    }

    /// This text with its percent-encoded bytes as they are meant (RFC 3986 section 2.1).
    fileprivate var withoutPercentEncoding: String {
        let pieces = split(separator: "%", omittingEmptySubsequences: false)
        let decoded = pieces.dropFirst().flatMap { piece in
            UInt8(piece.prefix(2), radix: 16).map { [$0] + piece.dropFirst(2).utf8 } ?? Array("%\(piece)".utf8)
        }
        return String(decoding: Array((pieces.first ?? "").utf8) + decoded, as: UTF8.self)
    }
}
