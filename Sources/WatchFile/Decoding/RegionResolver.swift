// SPDX-License-Identifier: Apache-2.0

import Lifecycle

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
        let service = target.kind.service
        let isFree = settings.endpoint != nil
        if let own = draft.settings.region {
            guard let region = own.value else { return nil }
            if !inARN.isEmpty, inARN != region {
                let message = "'region' contradicts the ARN, which is in \(inARN.cleaned(limit: 60))"
                diagnostics.error(message, at: own.place, help: "'region' is not needed beside 'arn'")
                return nil
            }
            return check(region, of: service, isFree, at: own.place, "'region': ")
        }
        if !inARN.isEmpty { return check(inARN, of: service, isFree, at: target.place, "'arn': ") }
        if let shared = settings.region {
            guard let region = shared.value else { return nil }
            let isNew = isFree || told.insert("\(shared.place.text) \(service.signingName)").inserted
            return isNew
                ? check(region, of: service, isFree, at: shared.place, "'region': ")
                : fault(in: region, of: service, isFree) == nil ? region : nil
        }
        return fallbackRegion(service, isFree, target, settings)
    }

    private mutating func fallbackRegion(
        _ service: AWSService,
        _ isFree: Bool,
        _ target: WatchTarget,
        _ settings: WatchSettings
    ) -> String? {
        if settings.profile != nil, settings.profile?.value == nil { return nil }
        let profile = settings.profile?.value
        let found = fallbackRegions[profile] ?? fallback.region(profile: profile)
        fallbackRegions[profile] = .some(found)
        if let found {
            return check(found, of: service, isFree, at: target.place, "region of the environment or the profile: ")
        }
        let source = profile.map { "the profile '\($0.cleaned(limit: 60))'" } ?? "the AWS profile"
        diagnostics.error(
            "this watch has no region",
            at: target.place,
            help:
                "give `region:` here or under `defaults:`, or set AWS_REGION, AWS_DEFAULT_REGION or \(source)'s region"
        )
        return nil
    }

    private func check(
        _ region: String,
        of service: AWSService,
        _ isFree: Bool,
        at place: Place,
        _ prefix: String
    ) -> String? {
        guard let fault = fault(in: region, of: service, isFree) else { return region }
        diagnostics.error(prefix + fault.message, at: place, help: fault.help)
        return nil
    }

    private func fault(in region: String, of service: AWSService, _ isFree: Bool) -> Fault? {
        do throws(Fault) {
            _ = try ValueRules.region(region)
        } catch {
            return error
        }
        if isFree || service.regions.contains(region) { return nil }
        let isReal = Kind.all.contains { $0.service.regions.contains(region) }
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
