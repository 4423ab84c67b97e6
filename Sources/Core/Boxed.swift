// SPDX-License-Identifier: Apache-2.0

/// A value that copies share and that takes eight bytes in each of them: for what few of many values have.
package final class Boxed<Value: Sendable>: Sendable {
    /// The value.
    package let value: Value

    /// A box with a value.
    package init(_ value: Value) {
        self.value = value
    }
}

extension Boxed: Equatable where Value: Equatable {
    package static func == (one: Boxed, other: Boxed) -> Bool { one === other || one.value == other.value }
}

extension Boxed: Hashable where Value: Hashable {
    package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
