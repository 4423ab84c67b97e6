// SPDX-License-Identifier: Apache-2.0

package import Core

extension Kind {
    /// A kind by name that a test knows to exist; the table's first if it does not, which no assertion survives.
    package static func sample(_ name: String) -> Kind {
        builtIn(named: name) ?? all[0]
    }
}

extension Kind {
    /// An id of this kind, in us-east-1 and 123456789012 where it is an ARN.
    package var sampleID: String { id.parts.map(\.sample).joined(separator: "/") }
}

extension IDRule.Part {
    fileprivate var sample: String {
        guard form == nil, let pattern = arns.first else { return form?.sample ?? "" }
        let parts = Array(repeating: "base.model", count: max(0, pattern.resource.split(separator: "/").count - 2))
        let last = pattern.last?.sample ?? "abcdefghijkl"
        // A type with two parts has its id last.
        return pattern.arn(partition: "aws", region: "us-east-1", account: "123456789012", parts: parts + [last])
    }
}

extension IDForm {
    fileprivate var sample: String {
        if self == .uuid { return "12345678-1234-4234-8234-123456789012" }
        guard letters != .none else { return String(repeating: "1", count: max(1, length.lowerBound)) }
        return String(repeating: "a", count: min(max(10, length.lowerBound), length.upperBound))
    }
}

extension Watch {
    /// A watch on an Amazon ML evaluation in us-east-1, or on what else the test asks for.
    package static func sample(
        _ name: String = "churn-nightly",
        kind: String = "evaluation",
        id: String? = nil,
        region: String = "us-east-1",
        account: String? = nil,
        credentials: CredentialSelection = .defaultChain,
        poll: PollPace = .standard,
        overdueAfter: Duration? = nil,
        starts: StartRules = .none,
        expecting expectations: [Expectation] = []
    ) -> Watch {
        let kind = Kind.sample(kind)
        let jobARN = "arn:aws:bedrock:\(region):123456789012:evaluation-job/abcdefghijkl"
        return Watch(
            name: name,
            kind: kind,
            resourceID: id ?? (kind.id.takesARN ? jobARN : "ev-\(name)"),
            region: region,
            account: account ?? (kind.id.takesARN ? "123456789012" : nil),
            credentials: credentials,
            poll: poll,
            overdueAfter: overdueAfter,
            starts: starts,
            expectations: expectations
        )
    }
}

extension Matcher {
    /// A matcher for batch inference jobs in us-east-1, or for what else the test asks for.
    package static func sample(
        _ name: String = "nightly",
        kind: String = "model-invocation-job",
        patterns: [String] = ["nightly-*"],
        account: String? = nil,
        endpoint: String? = nil,
        parent: String? = nil,
        atMost: Int = Matcher.defaultAtMost
    ) -> Matcher {
        let settings = Watch.Settings(
            kind: .sample(kind),
            region: "us-east-1",
            account: account,
            credentials: .defaultChain,
            endpoint: endpoint,
            poll: .standard,
            overdueAfter: nil,
            verbose: false,
            starts: .none,
            matcher: name
        )
        return Matcher(
            name: name, patterns: patterns.map(NamePattern.init), settings: settings, parent: parent, atMost: atMost)
    }

    /// A watch of a job that it found.
    package func sampleWatch(_ job: String, id: String? = nil) -> Watch {
        Watch(name: "\(name)/\(job)", resourceID: id ?? "id-\(job)", settings: settings)
    }
}

extension Moment {
    /// A moment this many seconds after the start of a test, which is 2026-11-21T10:00:00Z.
    package static func seconds(_ seconds: Double) -> Moment {
        at(.microseconds(Int64(seconds * 1_000_000)))
    }

    /// A moment this long after the start of a test.
    package static func at(_ steady: Duration) -> Moment {
        let wall = Timestamp(microseconds: 1_795_255_200_000_000) + steady
        return Moment(wall: wall, steady: steady, confirmed: wall)
    }
}

extension PollFailure {
    /// A failure of a class, as AWS would word it.
    package static func sample(_ cause: Cause, retryAfter: Duration? = nil) -> PollFailure {
        switch cause {
        case .throttled:
            PollFailure(
                cause,
                code: "ThrottlingException",
                httpStatus: 400,
                message: "Rate exceeded",
                retryAfter: retryAfter
            )
        case .transient:
            PollFailure(cause, code: "InternalServerException", httpStatus: 503, message: "Service unavailable")
        case .clockSkew:
            PollFailure(cause, code: "RequestTimeTooSkewed", httpStatus: 403, message: "The clocks differ")
        case .credentials:
            PollFailure(cause, code: "ExpiredTokenException", httpStatus: 403, message: "The token is expired")
        case .denied: PollFailure(cause, code: "AccessDeniedException", httpStatus: 403, message: "Not authorized")
        case .notFound: PollFailure(cause, code: "ResourceNotFoundException", httpStatus: 404, message: "No such job")
        case .rejected: PollFailure(cause, code: "ValidationException", httpStatus: 400, message: "Malformed id")
        }
    }
}

extension Notice {
    /// The rendered value of a field, by its full name.
    package subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }
}
