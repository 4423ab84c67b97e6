// SPDX-License-Identifier: Apache-2.0

package import AWSClient
package import Core
import WatchFile

/// Whether AWS can be reached from here, and this machine's clock agrees with its own.
struct ClockCheck: Sendable {
    let systemd: SystemdProbe

    private var isRoot: Bool { systemd.isRoot }

    /// How long the answer may take.
    private static let patience: Duration = .seconds(5)

    /// Asks at the place of the list's first watch, by way of the proxy and at the endpoint that the daemon's unit names.
    func findings() async -> [Finding] {
        let ofUnit = await systemd.unitEnvironment().filter(\.key.decidesTheWay)
        let environment = systemd.environment.merging(ofUnit) { $1 }
        let loader = WatchListLoader(environment: environment)
        guard let list = try? loader.load(systemd.installation.config).list else { return [] }
        let matcher = list.matchers.first.map { Watch(name: $0.name, resourceID: "", settings: $0.settings) }
        guard let watch = list.watches.first ?? matcher else { return [] }
        do {
            let clock = try await withAWSReader(
                environment: environment, concurrency: 1, userAgent: "awaitd/\(Version.current)", now: WallClock.now
            ) { reader, _ in try await reader.clock(of: watch, within: Self.patience) }
            return ClockVerdict.findings(clock, isRoot: isRoot)
        } catch {
            let failure = error as? PollFailure
            return [Finding("network", .wrong, failure?.message ?? "\(error)", fix: ClockVerdict.advice(failure))]
        }
    }
}

extension String {
    /// Whether a variable of this name decides how AWS is reached: an endpoint, a proxy, certificates.
    fileprivate var decidesTheWay: Bool {
        let name = uppercased()
        return name.hasPrefix("AWS_ENDPOINT_URL") || name.hasPrefix("AWS_USE_") || name.hasSuffix("_PROXY")
            || ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"].contains(name)
    }
}

/// What a service's clock means.
package enum ClockVerdict {
    /// How far a clock may be off before AWS refuses signatures.
    private static let most: Duration = .seconds(300)
    /// How exactly the clock is known.
    private static let unsure: Duration = .seconds(5)

    /// What to say of a clock.
    package static func findings(_ clock: ServerClock, isRoot: Bool) -> [Finding] {
        let off = clock.offset < .zero ? .zero - clock.offset : clock.offset
        let direction = clock.offset < .zero ? "ahead of" : "behind"
        let network = Finding("network", .well, "\(clock.host) answers")
        guard off > unsure else { return [network, Finding("clock", .well, "agrees with that of \(clock.host)")] }
        let text = "\(DurationText.spoken(off)) \(direction) that of \(clock.host)"
        guard off > most else {
            return [network, Finding("clock", .well, "\(text), which AWS allows")]
        }
        let fix = "\(isRoot ? "" : "sudo ")timedatectl set-ntp true"
        return [network, Finding("clock", .wrong, "\(text): AWS refuses signatures", fix: fix)]
    }

    /// The command that shows why nobody answers.
    package static func advice(_ failure: PollFailure?) -> String? {
        failure == nil ? nil : "ip route get 1.1.1.1 && resolvectl status"
    }
}
