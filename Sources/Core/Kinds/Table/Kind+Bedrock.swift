// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Amazon Bedrock's own host.
    static let bedrock: [Kind] = bedrockJobs + bedrockResources

    /// A kind of Bedrock whose operation reads `path`, the id its last label.
    static func bedrock(
        _ name: String,
        title: String,
        operation: String,
        path: String,
        id: IDRule,
        answer: Answer,
        statuses: StatusRules,
        authorization: Authorization = .itself,
        sweep: String? = nil
    ) -> Kind {
        Kind(
            name: name,
            title: title,
            service: .bedrock,
            operation: operation,
            request: .path(path),
            id: id,
            answer: answer,
            statuses: statuses,
            authorization: authorization,
            sweep: sweep
        )
    }

    /// Named by an ARN of `resource`, or also by what `form` says.
    static func bedrockID(_ member: String, _ form: IDForm?, _ resources: String..., last: IDForm?) -> IDRule {
        IDRule([.init(member, form, arns: resources.map { ARNPattern("bedrock", $0, last: last) })])
    }
}
