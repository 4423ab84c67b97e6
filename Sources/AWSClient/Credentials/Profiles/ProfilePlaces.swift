// SPDX-License-Identifier: Apache-2.0

import Core

/// The places that may have one profile.
struct ProfilePlaces {
    let profile: String
    /// The variable that asks for it by name, so that it has to be there; nil if none does.
    let namedBy: String?
    /// The unit's own file: it is asked by itself, so that its keys count whatever the shared files say of the profile.
    let unitFiles: [SharedFile]
    let sharedFiles: [SharedFile]
    let cache: SharedFiles
    let context: SearchContext

    /// The unit's own file, where there is one.
    var unit: [CredentialPlace] {
        unitFiles.isEmpty ? [] : [CredentialPlace(title: title) { graph(unitFiles).look(profile) }]
    }

    /// The shared files.
    var shared: [CredentialPlace] {
        sharedFiles.isEmpty ? [] : [CredentialPlace(title: title, look: lookInSharedFiles)]
    }

    /// The environment's web identity, which comes behind a role of the profile and before everything else that it has.
    var webIdentity: CredentialPlace {
        CredentialPlace(title: "a web identity") {
            do throws(ProfileFiles.Unusable) {
                let found = try ProfileFiles(sharedFiles: sharedFiles, cache: cache).lookUp(profile)
                if found.profile?.hasRole ?? false { return .absent("\(title) has a role_arn, which comes first") }
            } catch {
                return .unusable(error.sentence)
            }
            return DefaultPlaces(context: context).webIdentity()
        }
    }

    private var title: String { "profile \(Profile.quoted(profile))" }

    private func lookInSharedFiles() -> CredentialFinding {
        let finding = graph(sharedFiles).look(profile)
        guard case .absent(let reason) = finding, let namedBy, !exists else { return finding }
        return .unusable("\(namedBy) asks for \(title), which is nowhere: \(reason)")
    }

    private var exists: Bool {
        [unitFiles, sharedFiles].contains { files in
            (try? ProfileFiles(sharedFiles: files, cache: cache).lookUp(profile))?.profile != nil
        }
    }

    private func graph(_ files: [SharedFile]) -> ProfileGraph {
        ProfileGraph(
            files: ProfileFiles(sharedFiles: files, cache: cache),
            context: context,
            tokenFolder: context.value(of: "HOME").map { "\($0)/.aws/sso/cache" }
        )
    }
}
