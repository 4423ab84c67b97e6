// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Amazon SageMaker AI.
    static let sageMaker: [Kind] = sageMakerJobs + sageMakerResources

    /// A kind of SageMaker: its name is the only member of the request.
    static func sageMaker(
        _ name: String,
        title: String,
        operation: String,
        id: IDRule,
        answer: Answer,
        statuses: StatusRules,
        authorization: Authorization = .itself,
        sweep: String
    ) -> Kind {
        Kind(
            name: name,
            title: title,
            service: .sageMaker,
            operation: operation,
            request: .body(),
            id: id,
            answer: answer,
            statuses: statuses,
            authorization: authorization,
            sweep: sweep
        )
    }

    /// A name, which the resource's ARN ends in.
    static func sageMakerID(_ member: String, _ form: IDForm = .sageMakerName(), arn: String) -> IDRule {
        IDRule([.init(member, form)], arns: [ARNPattern("sagemaker", arn)])
    }

    /// What SageMaker says of an endpoint (API reference, EndpointStatus).
    ///
    /// Out of service is not able to answer, and after a failed roll-back it answers with a mix of old and new.
    static let sageMakerEndpointStatuses = StatusRules(
        inProgress: ["Creating", "Updating", "SystemUpdating", "RollingBack"],
        completed: ["InService"],
        failed: ["Failed", "OutOfService", "UpdateRollbackFailed"],
        deleted: ["Deleting"],
        leavesFinalStates: true
    )
}
