// SPDX-License-Identifier: Apache-2.0

package import Core

extension CallEstimate {
    /// `about 4,300 calls an hour at rest; 120,000 without listings`; nil for a list that costs nothing.
    ///
    /// Numbers have two digits that count. One that the lanes' rate bounds is marked with the key to change that.
    package var line: String? {
        guard withListings.calls > 0 else { return nil }
        let (with, without) = (withListings.text, withoutListings.text)
        if usesListings {
            return "about \(with) an hour at rest"
                + (with == without ? "" : "; \(withoutListings.short) without listings")
        }
        return "about \(without) an hour at rest" + (with == without ? "" : "; \(withListings.short) with listings")
    }
}

extension CallEstimate.Count {
    /// `4,300 calls`.
    fileprivate var text: String { calls < 1.5 ? "1 call" + limit : "\(rounded) calls" + limit }

    /// `4,300`.
    fileprivate var short: String { rounded + limit }

    private var limit: String { isLimited ? " (limits.rate)" : "" }

    private var rounded: String {
        // A number that no list comes to stands for those that no integer holds.
        var (unit, number) = (1, Int(min(calls, 1e15).rounded()))
        while number >= 100 * unit { unit *= 10 }
        number = max(1, (number + unit / 2) / unit * unit)
        return number.grouped
    }
}

extension Int {
    /// With commas between thousands: `120,000`.
    var grouped: String {
        let digits = String(self)
        let first = digits.count % 3
        let groups = stride(from: first, to: digits.count, by: 3).map { String(digits.dropFirst($0).prefix(3)) }
        return ((first > 0 ? [String(digits.prefix(first))] : []) + groups).joined(separator: ",")
    }
}
