// SPDX-License-Identifier: Apache-2.0

/// A value that a file gives, and where.
///
/// Without a value it was given wrongly, which has been reported.
struct Setting<Value> {
    let value: Value?
    let place: Place
}
