// SPDX-License-Identifier: Apache-2.0

/// One condition of a list's filter.
struct ListCondition: Hashable {
    let key: ListKey
    let comparison: Comparison
    let operand: Operand

    /// The comparisons, by Amazon ML's names for them.
    enum Comparison: String, CaseIterable {
        case equal = "EQ"
        case greater = "GT"
        case less = "LT"
        case greaterOrEqual = "GE"
        case lessOrEqual = "LE"
        case notEqual = "NE"
        case beginsWith = "Prefix"
        case contains
    }

    /// What is compared with.
    enum Operand: Hashable {
        /// In microseconds since 1970.
        case time(Int64)
        case text(String)
    }

    /// Whether a resource meets it.
    func holds(for resource: ListedResource) -> Bool {
        switch operand {
        case .time(let time):
            return compare(key == .updated ? resource.updated : resource.created, time)
        case .text(let text):
            guard let value = key.text(of: resource) else { return comparison == .notEqual }
            return switch comparison {
            case .beginsWith: value.hasPrefix(text)
            case .contains: value.contains(text)
            case .equal, .greater, .less, .greaterOrEqual, .lessOrEqual, .notEqual: compare(value, text)
            }
        }
    }

    private func compare<Value: Comparable>(_ value: Value, _ other: Value) -> Bool {
        switch comparison {
        case .equal: value == other
        case .greater: value > other
        case .less: value < other
        case .greaterOrEqual: value >= other
        case .lessOrEqual: value <= other
        case .notEqual: value != other
        case .beginsWith, .contains: false
        }
    }
}

/// What a list is filtered and sorted by.
enum ListKey: Hashable {
    case created
    case updated
    case status
    case name
    /// A member of the items, as a path.
    case member([String])

    /// Whether it is a time.
    var isTime: Bool { self == .created || self == .updated }

    /// A resource's value; nil if it has none, and for times.
    func text(of resource: ListedResource) -> String? {
        switch self {
        case .created, .updated: return nil
        case .status: return resource.status
        case .name: return resource.name
        case .member(let path):
            let item = JSONValue.object(resource.item)
            let value = path.reduce(item) { value, name in value.members?[name] ?? JSONValue.null }
            // A model without an endpoint has none, in AWS's words.
            return value.text ?? (path.first == "EndpointInfo" ? "NONE" : nil)
        }
    }
}

/// The order of a list.
struct ListOrder: Hashable {
    var key = ListKey.created
    var descending: Bool
}
