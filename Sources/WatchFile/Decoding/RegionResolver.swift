// SPDX-License-Identifier: Apache-2.0

import Core

/// Finds the region of a watch, and checks that its service is there.
struct RegionResolver {
    /// How many regions of a service are listed beside a mistake; more are not.
    private static let fewRegions = 4

    private let fallback: RegionFallback
    private let diagnostics: DiagnosticCollector
    private var fallbackRegions: [String?: RegionFallback.Setting?] = [:]
    /// Settings that many watches share, with their service, so that each mistake is reported once.
    private var checked: Set<String> = []
    /// Regions that have been warned of; once is enough for as many watches as there may be.
    private var unheardOf: Set<String> = []

    init(fallback: RegionFallback, diagnostics: DiagnosticCollector) {
        self.fallback = fallback
        self.diagnostics = diagnostics
    }

    /// The regions that no file gave, by profile.
    var regionsFromElsewhere: [String?: String] { fallbackRegions.compactMapValues { $0?.region } }

    /// The region; nil if there is none or a wrong one, which has been reported.
    ///
    /// The order: the watch's own, the ARN's, `defaults`, then the fallback's.
    mutating func region(of target: WatchTarget, _ draft: WatchDraft, _ settings: WatchSettings) -> String? {
        let inARN = target.arn?.region ?? ""
        // With an endpoint, any region will do.
        let service = settings.endpoint == nil ? target.kind?.service : nil
        if let own = draft.settings?.region {
            guard let region = own.value else { return nil }
            guard inARN.isEmpty || inARN == region else {
                let message = "'region' contradicts the ARN, which is in \(inARN.shownInMessage)"
                diagnostics.error(message, at: own.location, help: "'region' is not needed beside 'arn'")
                return nil
            }
            return check(region, of: service, at: own.location)
        }
        if !inARN.isEmpty { return check(inARN, of: service, at: target.location) }
        // A malformed ARN may well have been meant to give the region.
        if draft.arn != nil, target.resourceID == nil { return nil }
        guard let shared = settings.region else { return fallbackRegion(of: service, target, settings) }
        guard let region = shared.value else { return nil }
        let isNew = checked.insert("\(shared.location.text) \(service?.name ?? "")").inserted
        if isNew { return check(region, of: service, at: shared.location) }
        return service?.presence(in: region) == .absent ? nil : region
    }

    private mutating func fallbackRegion(
        of service: AWSService?,
        _ target: WatchTarget,
        _ settings: WatchSettings
    ) -> String? {
        if let profile = settings.profile, profile.value == nil { return nil }
        let profile = settings.profile?.value
        let found = fallbackRegions[profile] ?? fallback.setting(profile: profile)
        fallbackRegions[profile] = .some(found)
        if let found {
            return check(found.region, of: service, at: target.location, "\(found.origin.cleaned(limit: 300)): ")
        }
        let origin = profile.map { "the profile '\($0.shownInMessage)'" } ?? "the default profile"
        diagnostics.error(
            "this watch has no region",
            at: target.location,
            help:
                "give `region:` here or under `defaults:`, or set AWS_REGION, AWS_DEFAULT_REGION or the region of \(origin)"
                + unreadableNote
        )
        return nil
    }

    /// The shared files that may have a region and could not be looked at.
    private var unreadableNote: String {
        let places = fallback.unreadablePlaces
        return places.isEmpty ? "" : " (\(places.joined(separator: "; ").cleaned(limit: 600)))"
    }

    /// The region if it is one, and the service's or a new one; without a service only its form is checked.
    private mutating func check(
        _ region: String,
        of service: AWSService?,
        at location: SourceLocation,
        _ prefix: String = ""
    ) -> String? {
        let text = ConfigText(region, key: "region", at: location, prefix: prefix, reportingTo: diagnostics)
        guard let region = ValueRules.region(text) else { return nil }
        guard let service else { return region }
        switch service.presence(in: region) {
        case .known: return region
        case .unheardOf:
            if unheardOf.insert(region).inserted {
                diagnostics.warning(
                    "\(prefix)\(region) is none of the regions that awaitd knows",
                    at: location,
                    help: service.regionMeant(by: region).map { "did you mean '\($0)'?" }
                        ?? "if AWS has it by now, nothing needs to be done"
                )
            }
            return region
        case .absent: break
        }
        let isShort = service.regions.count <= Self.fewRegions
        let list = isShort ? "; it is in \(service.regions.joined(separator: " and "))" : ""
        return text.invalid(
            sentence: "\(service.title) is not known to be in \(region)\(list)",
            help: service.regionMeant(by: region).map { "did you mean '\($0)'?" }
                ?? "give `endpoint:` as well if the service is there all the same"
        )
    }
}
