// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// The members that Amazon ML returns only if a request asks for them, in its documents' order.
    package static let longDetails = ["Recipe", "Schema", "DataSourceSchema"]

    /// The details that are kept whole where a watch has `verbose: true`: JSON, which is of no use if it is cut.
    ///
    /// Source: Amazon Machine Learning API Reference, "GetMLModel", "GetDataSource".
    package var verboseDetails: [String] { request.verboseMember == nil ? [] : Self.longDetails }
}

extension Notice {
    /// The most bytes of a detail that is delivered, or listed with many others.
    package static let detailLimit = 4_000
    /// The most bytes of one of ``Kind/verboseDetails`` in the record: as many as Amazon ML allows characters, and one.
    package static let longDetailLimit = 131_072

    /// How many bytes of the details are beyond ``detailLimit``.
    package var excess: Int { content.details.reduce(0) { $0 + max(0, $1.value.utf8.count - Self.detailLimit) } }

    /// This notice with no detail longer than ``detailLimit``.
    package var shortened: Notice {
        guard excess > 0 else { return self }
        return with { content in
            content.details = content.details.map { Field($0.name, $0.value.cleaned(limit: Self.detailLimit)) }
        }
    }

    /// What a notice of this kind says of the details that are kept whole, by their names; empty if it has none.
    package func longDetails(of kind: Kind?) -> [(member: String, value: String)] {
        (kind?.verboseDetails ?? Kind.longDetails).compactMap { member in
            let name = Self.detailPrefix + member.upperSnake
            return content.details.first { $0.name == name }.map { (member, $0.value) }
        }
    }
}
