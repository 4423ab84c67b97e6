// SPDX-License-Identifier: Apache-2.0

/// What is said when a kind cannot be listed.
extension LaneID {
    /// AWS does not let this lane list a kind; `matchers` are the names of those that find nothing without it.
    ///
    /// Without any it is no more than a remark, since the watches of the kind are read one by one.
    package func listingRefusedNotice(kind: Kind, failure: PollFailure, matchers: [String]) -> Notice {
        let operation = (kind.listing?.operation ?? kind.operation).cleaned(limit: 100)
        var content = Notice.Content(
            lane: Notice.LaneSubject(
                service: service,
                label: label.cleaned(limit: 500),
                region: region,
                kind: kind.name,
                operation: operation
            )
        )
        content.add(failure)
        let names = matchers.inWords(joinedBy: "and")
        let consequence =
            switch matchers.count {
            case 0: "the watches of kind \(kind.name.cleaned(limit: 100)) are read one by one"
            case 1: "matcher \(names) finds no jobs"
            default: "matchers \(names) find no jobs"
            }
        let advice = advice(kind, failure.cause, isNeeded: !matchers.isEmpty)
        return Notice(
            event: .listingRefused,
            priority: matchers.isEmpty ? .notice : .warning,
            message: "\(spoken): \(operation) is refused: \(failure.sentence); \(consequence); \(advice)",
            content: content
        )
    }

    private func advice(_ kind: Kind, _ cause: PollFailure.Cause, isNeeded: Bool) -> String {
        let isDenied = cause == .denied
        let allow = kind.listAction.flatMap { isDenied ? "allow \($0) to \(credentials.spoken)" : nil }
        if isNeeded { return allow ?? "check the kind and the region" }
        let never = "write `limits: {listings: never}`"
        return allow.map { "\($0), or \(never)" } ?? "\(never) to stop asking"
    }
}

extension Kind {
    /// What a policy has to allow so that the kind can be listed: `bedrock:ListModelInvocationJobs`; nil if it has no list.
    var listAction: String? { listing.map { "\(service.signingName):\($0.operation.cleaned(limit: 100))" } }
}
