// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing
import WatchFile

/// config/watches.schema.json, by which editors check a watch file, has the keys that awaitd reads.
@Suite struct SchemaTests {
    /// As much of a JSON schema as is compared.
    final class Schema: Decodable {
        let reference: String?
        let description: String?
        let required: [String]?
        let properties: [String: Schema]?
        let items: Schema?
        let definitions: [String: Schema]?
        /// False if `additionalProperties` is.
        let takesOtherKeys: Bool

        private enum CodingKeys: String, CodingKey {
            case reference = "$ref"
            case description, required, properties, items, additionalProperties
            case definitions = "$defs"
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            reference = try values.decodeIfPresent(String.self, forKey: .reference)
            description = try values.decodeIfPresent(String.self, forKey: .description)
            required = try values.decodeIfPresent([String].self, forKey: .required)
            properties = try values.decodeIfPresent([String: Schema].self, forKey: .properties)
            items = try values.decodeIfPresent(Schema.self, forKey: .items)
            definitions = try values.decodeIfPresent([String: Schema].self, forKey: .definitions)
            takesOtherKeys = (try? values.decode(Bool.self, forKey: .additionalProperties)) ?? true
        }
    }

    private let root: Schema

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "config/watches.schema.json")
        root = try JSONDecoder().decode(Schema.self, from: try Data(contentsOf: file))
    }

    /// The schema at a path of keys, `[]` for the items of a list, `#NAME` for a definition.
    private func schema(_ path: [String]) throws -> Schema {
        try path.reduce(root) { schema, key in
            if key.hasPrefix("#") { return try #require(root.definitions?[String(key.dropFirst())]) }
            return try resolved(key == "[]" ? try #require(schema.items) : try #require(schema.properties?[key]))
        }
    }

    private func resolved(_ schema: Schema) throws -> Schema {
        try target(of: schema).map(resolved) ?? schema
    }

    /// The description of a property, else of what it refers to.
    private func description(of schema: Schema) throws -> String? {
        try schema.description ?? target(of: schema).flatMap(description)
    }

    private func target(of schema: Schema) throws -> Schema? {
        guard let name = schema.reference?.split(separator: "/").last else { return nil }
        return try #require(root.definitions?[String(name)])
    }

    static let levels: [(keys: KeySet, path: [String])] = [
        (.top, []), (.defaults, ["defaults"]), (.poll, ["defaults", "poll"]), (.on, ["defaults", "on"]),
        (.limits, ["limits"]), (.history, ["history"]), (.kind, ["kinds", "[]"]), (.watch, ["watches", "[]"]),
        (.idPart, ["#id_part"]), (.idForm, ["#id_form"]), (.arnPattern, ["#arn_pattern"]), (.policy, ["#policy"]),
        (.listing, ["kinds", "[]", "listing"]), (.listingItem, ["#listing", "item"]),
        (.pageSize, ["#listing", "page_size"]), (.token, ["#token"]), (.filters, ["#listing", "filters"]),
        (.poll, ["watches", "[]", "poll"]), (.on, ["watches", "[]", "on"]),
    ]

    @Test(arguments: levels)
    func hasTheKeysThatTheDecoderReads(keys: KeySet, path: [String]) throws {
        let schema = try schema(path)
        #expect(Set(schema.properties?.keys.map(\.self) ?? []) == Set(keys.keys))
        #expect(!schema.takesOtherKeys, "an unknown key is an error")
    }

    @Test(arguments: levels)
    func explainsEveryKey(keys: KeySet, path: [String]) throws {
        for (name, property) in try #require(try schema(path).properties) {
            #expect(
                try description(of: property)?.hasSuffix(".") == true, "'\(name)' in \(keys.mapping) has no description"
            )
        }
    }

    @Test func coversEveryKeySet() {
        let covered = Set(Self.levels.map(\.keys.mapping))
        #expect(KeySet.all.allSatisfy { covered.contains($0.mapping) })
    }

    @Test func requiresTheKeysThatEveryKindNeeds() throws {
        let required = try #require(try schema(["kinds", "[]"]).required)
        let reading = Reading("kinds:\n  - {}\nwatches: []\n")
        let missing = reading.diagnostics.map(\.message).filter { $0.hasPrefix("a kind needs '") }
        #expect(Set(missing) == Set(required.map { "a kind needs '\($0)'" }))
    }

    @Test(arguments: ["watches.yaml", "watches.d/10-example.yaml.sample"])
    func theSamplesNameItInTheirFirstLine(_ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "config/" + name)
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(text.hasPrefix("# yaml-language-server: $schema=/usr/share/awaitd/watches.schema.json\n"))
    }
}
