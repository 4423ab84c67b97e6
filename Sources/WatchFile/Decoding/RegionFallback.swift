// SPDX-License-Identifier: Apache-2.0

/// Where the region of a watch comes from that no file gives one: the environment, then the profile.
///
/// The executable knows both; this module looks at neither.
package struct RegionFallback: Sendable {
    private let lookUp: @Sendable (_ profile: String?) -> String?

    /// `lookUp` is given the watch's profile, or nil for the default one, and answers `AWS_REGION`,
    /// `AWS_DEFAULT_REGION`, or the profile's region, the first that is set.
    ///
    /// It is asked once per profile and list.
    package init(_ lookUp: @escaping @Sendable (_ profile: String?) -> String?) {
        self.lookUp = lookUp
    }

    /// No region from anywhere.
    package static let none = RegionFallback { _ in nil }

    /// The region for a profile; an empty one is none.
    func region(profile: String?) -> String? {
        lookUp(profile).flatMap { $0.isEmpty ? nil : $0 }
    }
}
