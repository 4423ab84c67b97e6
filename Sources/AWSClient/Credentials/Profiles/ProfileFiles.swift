// SPDX-License-Identifier: Apache-2.0

import Core

/// The files that profiles are read from, in the order in which they count.
struct ProfileFiles {
    let sharedFiles: [SharedFile]
    let cache: SharedFiles

    /// A file that is there and cannot be used; the words are a sentence.
    struct Unusable: Error {
        let sentence: String
    }

    /// What the files have under a name, and why those that have nothing do.
    struct Lookup {
        let profile: Profile?
        let reasons: [String]
    }

    /// Looks for a profile in all files.
    func lookUp(_ name: String) throws(Unusable) -> Lookup {
        var layers: [Profile.Layer] = []
        var reasons: [String] = []
        for shared in sharedFiles {
            switch cache.content(of: shared.path) {
            case .missing:
                reasons.append("\(shared.path) does not exist")
            case .unusable(let reason):
                throw Unusable(sentence: "\(shared.path) \(reason)")
            case .file(let file):
                if let keys = shared.profile(name, in: file) {
                    layers.append(Profile.Layer(file: shared, keys: keys))
                } else {
                    reasons.append("\(shared.path) has no profile \(Profile.quoted(name))")
                }
            }
        }
        return Lookup(profile: layers.isEmpty ? nil : Profile(name: name, layers: layers), reasons: reasons)
    }

    /// A profile as far as the files can be read; nil if none of them has it.
    ///
    /// `judge` is told of each file that cannot, and why; it throws if that matters.
    func readable<Fault: Error>(
        _ name: String,
        judge: (SharedFile, String) throws(Fault) -> Void
    ) throws(Fault) -> Profile? {
        var layers: [Profile.Layer] = []
        for shared in sharedFiles {
            switch cache.content(of: shared.path) {
            case .missing: break
            case .unusable(let reason): try judge(shared, reason)
            case .file(let file):
                guard let keys = shared.profile(name, in: file) else { continue }
                layers.append(Profile.Layer(file: shared, keys: keys))
            }
        }
        return layers.isEmpty ? nil : Profile(name: name, layers: layers)
    }

    /// The settings of an `[sso-session NAME]` or `[services NAME]`; nil if no file has it.
    func section(_ word: String, _ name: String) -> [String: String]? {
        for shared in sharedFiles where shared.naming == .prefixed {
            guard case .file(let file) = cache.content(of: shared.path) else { continue }
            if let settings = shared.section(word, name, in: file) { return settings }
        }
        return nil
    }
}
