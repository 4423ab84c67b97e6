// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Built-in kinds that are made together, when one of them is first wanted.
///
/// Most watch lists have a few kinds; to make all of them would be a tenth of a start, and a tenth of the memory at rest.
struct KindFamily: Sendable {
    /// The names of its kinds in their order, separated by spaces.
    let names: String
    /// The operations that read them, each once, separated by spaces.
    let operations: String
    /// The services in their ARNs, each once, separated by spaces.
    let arnServices: String
    /// The kinds, which are made at the first call.
    let kinds: @Sendable () -> [Kind]
}

extension KindFamily {
    /// The built-in kind with this name.
    static func kind(named name: String) -> Kind? {
        indexes[name[...]].flatMap { all[$0].kinds().first { $0.name == name } }
    }

    /// The built-in kinds that this operation reads, in their order.
    static func kinds(reading operation: String) -> [Kind] {
        all.filter { $0.operations.hasWord(operation) }.flatMap { $0.kinds() }.filter { $0.operation == operation }
    }

    /// The built-in kinds whose ARNs have this service and this type of resource, as ``KindTable/type(of:)`` gives it.
    static func kinds(of type: Substring, in service: String) -> [Kind] {
        byType.withLock { known in
            if let types = known[service] { return types[type] ?? [] }
            var types: [Substring: [Kind]] = [:]
            for kind in all.filter({ $0.arnServices.hasWord(service) }).flatMap({ $0.kinds() })
            where kind.id.isFoundByARN {
                for pattern in kind.id.arns where pattern.service == service {
                    types[KindTable.type(of: pattern.resource), default: []].append(kind)
                }
            }
            // Services come from outside: only those that awaitd knows are kept.
            if !types.isEmpty { known[service] = types }
            return types[type] ?? []
        }
    }

    private static let byType = Mutex<[String: [Substring: [Kind]]]>([:])

    /// The family of each name.
    private static let indexes = Dictionary(
        all.enumerated().flatMap { index, family in family.names.split(separator: " ").map { ($0, index) } },
        uniquingKeysWith: { first, _ in first }
    )
}

extension String {
    /// Whether this has a word, in a text of words that are separated by spaces.
    fileprivate func hasWord(_ word: String) -> Bool { split(separator: " ").contains(word[...]) }
}
