// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What a page's token says: which request it belongs to, and where the next page begins.
struct PageToken: Hashable {
    /// The request it belongs to, by its operation and members.
    let digest: String
    /// The number of the listing, the same on all of its pages.
    let listing: Int
    /// The page that it leads to; the first is 1.
    let page: Int
    let place: ListPlace

    init(digest: String, listing: Int, page: Int, place: ListPlace) {
        self.digest = digest
        self.listing = listing
        self.page = page
        self.place = place
    }

    /// The token as clients get it.
    var text: String {
        let place: [JSONValue] =
            switch place {
            case .start: []
            case .resource(let created, let id): [.integer(created), .string(id)]
            case .offset(let offset): [.integer(Int64(offset))]
            }
        let content = JSONValue.array(
            [.string(digest), .integer(Int64(listing)), .integer(Int64(page))] + place
        ).json
        return Data((Self.seal(content) + content).utf8).base64EncodedString()
    }

    /// Reads a token; nil if it is not one that a page had.
    init?(parsing text: String) {
        guard let data = Data(base64Encoded: text) else { return nil }
        let content = String(decoding: data.dropFirst(Self.sealLength), as: UTF8.self)
        guard data.prefix(Self.sealLength).elementsEqual(Self.seal(content).utf8),
            case .array(let parts)? = try? JSONValue(parsing: content.utf8), parts.count >= 3,
            let digest = parts[0].text, case .integer(let listing) = parts[1], case .integer(let page) = parts[2]
        else { return nil }
        self.digest = digest
        self.listing = Int(listing)
        self.page = Int(page)
        if parts.count == 3 {
            place = .start
        } else if case .integer(let number) = parts[3] {
            place = parts.count == 4 ? .offset(Int(number)) : .resource(created: number, id: parts[4].text ?? "")
        } else {
            return nil
        }
    }

    private static let sealLength = 16

    /// Tells a page's tokens from texts that are none; it is no protection from forgery.
    private static func seal(_ content: String) -> String {
        String(Hex.sha256(Array("page token \(content)".utf8)).prefix(sealLength))
    }
}

/// Where a page begins.
enum ListPlace: Hashable {
    case start
    /// At this resource, or if it is gone at the next one.
    case resource(created: Int64, id: String)
    /// At this element of a listing whose order was settled by its first page.
    case offset(Int)
}
