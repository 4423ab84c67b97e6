// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Remembers where each selection has found its credentials, so that they are never replaced silently by weaker ones.
///
/// A selection whose settings are lost keeps to its last good ones for a minute, as a file may be in the middle of being
/// replaced. After that its credentials count as lost: the providers that come next would be another identity. Only finding
/// them again changes that, or ``searchAgain()``, which a reload calls.
final class CredentialPlaces: Sendable {
    /// The settings that a poll goes by, and the chain that they mean.
    struct View: Sendable {
        /// The settings: those of now, or the last good ones.
        let configuration: AWSConfiguration
        /// Where the credentials come from.
        let chain: ProviderChain
        /// Whether it goes by settings that are no longer there.
        let isStandIn: Bool
        /// The search that it belongs to.
        fileprivate let search: Int
        /// Its number: a later one knows better.
        fileprivate let number: Int
    }

    fileprivate struct Place {
        /// The view that found the credentials last.
        var view: View
        var provider: CredentialProvider
        var rank: Int
        var location: String
        /// Since when they have been lost, by the steady clock.
        var lostSince: Duration?
    }

    private struct State {
        var places: [CredentialSelection: Place] = [:]
        var search = 0
        var views = 0
    }

    /// The most selections that are remembered: more than any list has, as each is a profile or a role.
    private static let limit = 10_000

    private let state = Mutex(State())
    private let changed: @Sendable (CredentialChange) -> Void

    /// Nothing found yet; `changed` is called when a selection's credentials come from another source than before.
    init(changed: @escaping @Sendable (CredentialChange) -> Void) {
        self.changed = changed
    }

    /// Which search is going on: it changes with ``searchAgain()``.
    var search: Int { state.withLock { $0.search } }

    /// Lets every selection take the first provider of its chain again, weaker or not.
    func searchAgain() {
        state.withLock { $0.search += 1 }
    }

    /// The chain of a selection by the settings of now, or what stands in for it.
    func view(of selection: CredentialSelection, in configuration: AWSConfiguration, region: String) -> View {
        let chain = ProviderChain(selection, in: configuration, region: region)
        return state.withLock { state in
            state.views += 1
            let (search, number) = (state.search, state.views)
            func view(_ configuration: AWSConfiguration, _ chain: ProviderChain, isStandIn: Bool = false) -> View {
                View(
                    configuration: configuration, chain: chain, isStandIn: isStandIn, search: search, number: number)
            }
            guard let place = state.places[selection], place.isLost(in: chain, configuration) else {
                state.places[selection]?.lostSince = nil
                return view(configuration, chain)
            }
            let good = place.view.configuration
            let now = configuration.clock.now().steady
            let since = place.lostSince ?? configuration.lastChange(since: good) ?? now
            state.places[selection]?.lostSince = since
            if now - since < StillFiles<INIFile>.patience {
                return view(good, ProviderChain(selection, in: good, region: region), isStandIn: true)
            }
            guard place.view.search == search else { return view(configuration, chain) }
            return view(configuration, chain.lost(place.loss(chain, configuration), at: place.location))
        }
    }

    /// Notes that a view's chain gave credentials.
    func confirm(_ view: View, of selection: CredentialSelection) {
        guard case .provider(let provider, let location) = view.chain.outcome, let rank = view.chain.rank else {
            return
        }
        let old: Place? = state.withLock { state in
            let old = state.places[selection]
            guard state.search == view.search else { return nil }
            // What is only kept for a while says nothing about where the credentials are now.
            let isNews = !view.isStandIn && view.configuration.isCurrent
            if let old, !isNews || old.view.number > view.number { return nil }
            if old == nil, state.places.count >= Self.limit { state.places.removeAll() }
            state.places[selection] = Place(
                view: view, provider: provider, rank: rank, location: location, lostSince: nil)
            return old
        }
        guard let old, old.location != location || old.provider != provider else { return }
        let change = CredentialChange(
            selection: selection, old: old.provider.words(at: old.location), new: provider.words(at: location))
        if change.old != change.new { changed(change) }
    }
}

extension CredentialPlaces.Place {
    /// Whether a chain no longer leads here, other than by a setting that was given in the same place.
    fileprivate func isLost(in chain: ProviderChain, _ configuration: AWSConfiguration) -> Bool {
        guard case .provider = chain.outcome, let newRank = chain.rank else { return true }
        if newRank > rank { return true }
        // Stronger than before; unless it only seems so, as a profile's role comes before a web identity.
        let origins = view.chain.origins
        if newRank < rank { return origins.first.map { !configuration.has($0) } ?? false }
        for (old, new) in zip(origins, chain.origins) where old != new {
            return old.profile == new.profile && old.path != new.path && !configuration.has(old)
        }
        return false
    }

    /// Why there are no credentials, and what to do.
    fileprivate func loss(_ chain: ProviderChain, _ configuration: AWSConfiguration) -> String {
        var reason = chain.tried
        var other = ""
        if let gone = view.chain.origins.first(where: { !configuration.has($0) }) {
            reason = "\(gone.path) no longer has the \(gone.key) of profile \(Profile.quoted(gone.profile))"
        }
        switch chain.outcome {
        case .broken(let sentence, _): reason = sentence
        case .provider(let provider, _):
            other = "; \(provider.title) is not used instead: reload awaitd if it should be"
        case .nothing: break
        }
        return "the credentials of \(chain.title), found in \(location) before, have been lost (\(reason))\(other)"
    }
}

/// Credentials that come from another source than before; nothing secret in it.
package struct CredentialChange: Sendable, Hashable {
    /// Whose they are.
    package let selection: CredentialSelection
    /// Where they came from, and where they come from now: `profile 'ml' in /root/.aws/config: role arn:…`.
    package let old, new: String
}

extension CredentialProvider {
    /// What it is for AWS and where it is configured, as far as that can be told without asking.
    fileprivate func words(at location: String) -> String {
        var sources = titles
        // Keys that are not a session's belong to a user, and another key is probably another one's.
        if case .staticKeys(let keys) = innermost, keys.sessionToken == nil {
            sources[sources.count - 1] = "access key \(keys.shownID)"
        }
        return "\(location): \(sources.joined(separator: ", by "))"
    }
}
