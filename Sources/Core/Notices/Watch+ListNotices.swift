// SPDX-License-Identifier: Apache-2.0

extension Watch {
    /// The notice that the watch list has this watch from now on.
    package var addedNotice: Notice {
        Notice(
            event: .watchAdded,
            priority: .info,
            message: said("watched from now on: \(kind.title) in \(region.cleaned(limit: 60))"),
            fields: subject
        )
    }

    /// The notice that this watch has left the list; where it stood then is kept.
    package func removedNotice(state: JobState, status: String?) -> Notice {
        var fields = subject
        fields.append(.init("AWAITD_STATE", state.rawValue))
        if let status { fields.append(.init("AWAITD_STATUS", status.cleaned(limit: 200))) }
        let word = status.map { "last seen as \($0.cleaned(limit: 100))" } ?? "never seen"
        return Notice(
            event: .watchRemoved,
            priority: .info,
            message: said("no longer watched, \(word)"),
            fields: fields
        )
    }
}
