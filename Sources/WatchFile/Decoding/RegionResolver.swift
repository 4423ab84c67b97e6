// SPDX-License-Identifier: Apache-2.0

import Core

/// Finds the region that a watch is asked in, and whether its service is there.
struct RegionResolver {
    /// So many regions of a service are listed beside the mistake; more are not.
    private static let fewRegions = 4

    private let fallback: RegionFallback
    private let diagnostics: DiagnosticCollector
    private var fallbackRegions: [String?: String?] = [:]
    /// Mistakes in what many watches share, so that each is told once.
    private var told: Set<String> = []

    init(fallback: RegionFallback, diagnostics: DiagnosticCollector) {
        self.fallback = fallback
        self.diagnostics = diagnostics
    }

    /// The region; nil if there is none or a wrong one, which has been reported.
    ///
    /// The order: the watch's own, the ARN's, `defaults`, then the fallback's.
    mutating func region(of target: WatchTarget, _ draft: WatchDraft, _ settings: WatchSettings) -> String? {
        let inARN = target.arn?.region ?? ""
        let service = settings.endpoint == nil ? target.kind?.service : nil
        if let own = draft.settings.region {
            guard let region = own.value else { return nil }
            guard inARN.isEmpty || inARN == region else {
                let message = "'region' contradicts the ARN, which is in \(inARN.cleaned(limit: 60))"
                diagnostics.error(message, at: own.place, help: "'region' is not needed beside 'arn'")
                return nil
            }
            return check(region, of: service, at: own.place)
        }
        if !inARN.isEmpty { return check(inARN, of: service, at: target.place) }
        // An ARN that was given wrongly may well have been meant to say the region.
        if draft.arn != nil, target.resourceID == nil { return nil }
        guard let shared = settings.region else { return fallbackRegion(of: service, target, settings) }
        guard let region = shared.value else { return nil }
        // Many watches may share one mistake, which is told once.
        let isNew = told.insert("\(shared.place.text) \(service?.name ?? "")").inserted
        if isNew { return check(region, of: service, at: shared.place) }
        return fault(in: region, of: service) == nil ? region : nil
    }

    private mutating func fallbackRegion(
        of service: AWSService?,
        _ target: WatchTarget,
        _ settings: WatchSettings
    ) -> String? {
        if let profile = settings.profile, profile.value == nil { return nil }
        let profile = settings.profile?.value
        let found = fallbackRegions[profile] ?? fallback.region(profile: profile)
        fallbackRegions[profile] = .some(found)
        if let found {
            return check(found, of: service, at: target.place, "the region of the environment or the profile: ")
        }
        let source = profile.map { "the profile '\($0.cleaned(limit: 60))'" } ?? "the default profile"
        diagnostics.error(
            "this watch has no region",
            at: target.place,
            help:
                "give `region:` here or under `defaults:`, or set AWS_REGION, AWS_DEFAULT_REGION or the region of \(source)"
        )
        return nil
    }

    private func check(_ region: String, of service: AWSService?, at place: Place, _ prefix: String = "") -> String? {
        guard let fault = fault(in: region, of: service) else { return region }
        diagnostics.error(prefix + fault.message, at: place, help: fault.help)
        return nil
    }

    /// What is wrong with a region; without a service only its form is looked at.
    private func fault(in region: String, of service: AWSService?) -> Fault? {
        do throws(Fault) {
            _ = try ValueRules.region(region)
        } catch {
            return error
        }
        guard let service, !service.regions.contains(region) else { return nil }
        let isReal = AWSService.allRegions.contains(region)
        let meant = isReal ? nil : Suggestion.nearest(to: region, among: service.regions)
        let isShort = service.regions.count <= Self.fewRegions
        let list = isShort ? "; it is in \(service.regions.joined(separator: " and "))" : ""
        return Fault(
            "\(service.title) is not known to be in \(region)\(list)",
            help: meant.map { "did you mean '\($0)'?" }
                ?? "give `endpoint:` as well if the service is there all the same"
        )
    }
}
