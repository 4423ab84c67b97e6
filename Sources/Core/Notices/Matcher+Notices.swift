// SPDX-License-Identifier: Apache-2.0

/// What is said about a matcher, and about many of the jobs that it found at once.
extension Matcher {
    /// The matcher's first complete listing has shown so many jobs to watch.
    package func firstListedNotice(found: Int) -> Notice {
        let words =
            found == 0
            ? "no job found yet, each is watched as it appears (\(scope))"
            : "\(found.counted("job")) found and watched (\(scope))"
        return notice(.watchAdded, .info, words)
    }

    /// The matcher has left the list, and with it the jobs that it found, so many of which had not ended.
    package func removedNotice(open: Int) -> Notice {
        let jobs = open == 0 ? "no job that it found was open" : "\(open.counted("open job")) no longer watched"
        return notice(.watchRemoved, .info, "removed, \(jobs)")
    }

    /// The matcher has other patterns, which so many of its open jobs match and so many do not; nil if none is left out.
    package func patternsChangedNotice(kept: Int, left: Int) -> Notice? {
        guard left > 0 else { return nil }
        let gone = left == 1 ? "1 open job with another name is" : "\(left) open jobs with other names are"
        let rest = kept == 0 ? "none matches" : "\(kept) still \(kept == 1 ? "matches" : "match")"
        return notice(.watchRemoved, .info, "now matches \(names): \(gone) no longer watched, \(rest)")
    }

    /// The matcher follows as many open jobs as it may, so that others are passed over.
    package func fullNotice(open: Int) -> Notice {
        notice(
            .matcherFull, .warning,
            "watches \(open.counted("open job")), and at_most is \(atMost): others are watched when there is room; "
                + "raise at_most or match fewer names (\(scope))"
        )
    }

    /// The matcher has had no complete listing for a while: none since that time, or none at all.
    ///
    /// Without a failure, the listings were answered and did not come to their end.
    package func lostNotice(failure: PollFailure?, since: Timestamp?) -> Notice {
        let time = since.map { "no complete list since \($0.rfc3339)" } ?? "no complete list so far"
        let reason = failure?.sentence ?? "AWS's pages do not come to an end"
        var words = "\(time): \(reason); new jobs are not found until there is one"
        if let advice = advice(failure?.cause) { words += "; \(advice)" }
        return notice(.visibilityLost, .warning, words) { $0.add(Self.visibility(failure?.cause), failure) }
    }

    /// The matcher has had a complete listing again, after so long.
    package func restoredNotice(after: Duration) -> Notice {
        let words = "lists its jobs again, after \(DurationText.spoken(after)); what has appeared meanwhile is watched"
        return notice(.visibilityRestored, .notice, words) { $0.add(.visible, nil) }
    }

    /// So many of the jobs that the matcher found cannot be read, all for the same reason; `first` are some of their names.
    package func foundUnreadableNotice(
        count: Int,
        failure: PollFailure,
        visibility: Visibility,
        first: [String]
    ) -> Notice {
        let jobs = count.counted("found job")
        let action = "\(kind.service.signingName):\(kind.operation.cleaned(limit: 100))"
        let words =
            switch visibility {
            case .unauthorized:
                "\(jobs) may not be read: \(failure.sentence); allow \(action) to \(settings.credentials.spoken)"
            case .rejected:
                "AWS refuses the request for \(jobs): \(failure.sentence); check the kind and the region"
            case .throttled, .unreachable, .visible, .notFound:
                "\(jobs) out of sight: \(failure.sentence); watched on"
            }
        let shown = first.prefix(count).inWords(outOf: count, joinedBy: "and")
        return notice(.visibilityLost, .warning, shown.isEmpty ? words : "\(words) (\(shown))") {
            $0.matcherSubject?.operation = kind.operation
            $0.add(visibility, failure)
        }
    }

    /// The found jobs that could not be read for this reason can all be read again.
    package func foundReadableNotice(after visibility: Visibility) -> Notice {
        notice(.visibilityRestored, .notice, "all found jobs can be read again, after being \(visibility.rawValue)") {
            $0.matcherSubject?.operation = kind.operation
            $0.add(.visible, nil)
        }
    }

    /// The matcher that a notice is about.
    package var subject: Notice.MatcherSubject {
        Notice.MatcherSubject(
            name: name,
            kind: kind.name,
            operation: kind.listing?.operation,
            region: settings.region,
            account: settings.account
        )
    }

    private func notice(
        _ event: NoticeEvent,
        _ priority: Notice.Priority,
        _ words: String,
        _ add: (inout Notice.Content) -> Void = { _ in }
    ) -> Notice {
        var content = Notice.Content(matcher: subject)
        add(&content)
        return Notice(
            event: event,
            priority: priority,
            message: "\(name.cleaned(limit: 255)): \(words)",
            content: content
        )
    }

    /// What it looks for: `model-invocation-job in us-east-1, name nightly-*`.
    private var scope: String {
        let within = parent.map { " within \($0.cleaned(limit: 200))" } ?? ""
        return "\(kind.name.cleaned(limit: 100)) in \(settings.region.cleaned(limit: 60))\(within), \(names)"
    }

    /// Which names match: `name nightly-*`, `name a-*, b-* or c`.
    private var names: String {
        guard !patterns.contains(where: { $0.text == "*" }) else { return "any name" }
        return "name \(patterns.map(\.text).inWords(joinedBy: "or"))"
    }

    /// What to do so that listings succeed; nil if it passes by itself or not at all.
    package func advice(_ cause: PollFailure.Cause?) -> String? {
        switch cause {
        case .denied: kind.listAction.map { "allow \($0) to \(settings.credentials.spoken)" }
        case .rejected, .notFound:
            parent == nil ? "check its kind and region" : "check its kind and region, and what it is within"
        case .credentials: "renew \(settings.credentials.spoken)"
        case .throttled, .transient, .clockSkew, nil: nil
        }
    }

    /// What keeps a matcher from listing, by why its listings fail; nil if they have no end.
    package static func visibility(_ cause: PollFailure.Cause?) -> Visibility {
        switch cause {
        case .throttled: .throttled
        case .credentials, .denied: .unauthorized
        case .notFound: .notFound
        case .rejected: .rejected
        case .transient, .clockSkew, nil: .unreachable
        }
    }
}
