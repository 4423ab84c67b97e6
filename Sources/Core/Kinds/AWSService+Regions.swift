// SPDX-License-Identifier: Apache-2.0

extension AWSService {
    /// Whether a service can be expected in a region.
    package enum Presence: Sendable, Hashable {
        /// It is known to be there.
        case known
        /// No region of AWS's partitions has this name, but it is shaped like one: a new region, or a mistyped one.
        case unheardOf
        /// The service is not known to be there, or nothing can be.
        case absent
    }

    /// Whether this service can be expected in a region.
    package func presence(in region: String) -> Presence {
        if regions.contains(region) { return .known }
        return !Self.allRegions.contains(region) && region.isShapedLikeRegion ? .unheardOf : .absent
    }

    /// The one of this service's regions that a region unknown to AWS's partitions was probably meant to be.
    package func regionMeant(by region: String) -> String? {
        Self.allRegions.contains(region) ? nil : Suggestion.nearest(to: region, among: regions)
    }
}

extension StringProtocol {
    /// Whether this is shaped as AWS names its regions: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`.
    fileprivate var isShapedLikeRegion: Bool {
        let parts = split(separator: "-", omittingEmptySubsequences: false)
        guard (3...4).contains(parts.count), let place = parts.first, let number = parts.last else { return false }
        return (2...4).contains(place.utf8.count) && (1...2).contains(number.utf8.count)
            && number.utf8.allSatisfy(\.isASCIIDigit)
            && parts.dropLast().allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIILowercase) }
    }
}
