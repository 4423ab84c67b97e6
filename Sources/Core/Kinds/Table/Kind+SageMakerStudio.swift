// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// SageMaker Studio: domains and what people have in them, and the images that its apps run.
    static let sageMakerStudio: [Kind] = [
        domain, userProfile, space, spaceApp, userProfileApp, image, imageVersion,
    ]

    /// The statuses of domains, user profiles and spaces.
    private static let studioStatuses = StatusRules(
        pending: ["Pending"],
        inProgress: ["Updating"],
        completed: ["InService"],
        failed: ["Failed", "Update_Failed", "Delete_Failed"],
        deleted: ["Deleting"],
        leavesFinalStates: true
    )

    /// What a user has settled for apps and storage goes on for pages and is left out.
    private static let domain = sageMaker(
        "sagemaker-domain",
        title: "SageMaker domain",
        operation: "DescribeDomain",
        id: sageMakerID("DomainId", .domainID, arn: "domain/ID"),
        response: Response(
            status: "Status",
            reason: "FailureReason",
            name: "DomainName",
            created: "CreationTime",
            modified: "LastModifiedTime",
            highlights: ["AuthMode"],
            details: ["AuthMode", "AppNetworkAccessType", "HomeEfsFileSystemId", "Url", "VpcId"],
            keepsOthers: false
        ),
        statuses: studioStatuses,
        listing: .sageMakerDomains
    )

    private static let userProfile = sageMaker(
        "sagemaker-user-profile",
        title: "SageMaker domain's user profile",
        operation: "DescribeUserProfile",
        id: IDRule(
            [.init("DomainId", .domainID), .init("UserProfileName", .sageMakerName())],
            arns: [ARNPattern("sagemaker", "user-profile/DOMAIN/NAME")]
        ),
        response: Response(
            status: "Status",
            reason: "FailureReason",
            created: "CreationTime",
            modified: "LastModifiedTime",
            details: ["HomeEfsFileSystemUid"],
            keepsOthers: false
        ),
        statuses: studioStatuses,
        listing: .sageMakerUserProfiles
    )

    private static let space = sageMaker(
        "sagemaker-space",
        title: "SageMaker domain's space",
        operation: "DescribeSpace",
        id: IDRule(
            [.init("DomainId", .domainID), .init("SpaceName", .sageMakerName())],
            arns: [ARNPattern("sagemaker", "space/DOMAIN/NAME")]
        ),
        response: Response(
            status: "Status",
            reason: "FailureReason",
            name: "SpaceDisplayName",
            created: "CreationTime",
            modified: "LastModifiedTime",
            opened: ["SpaceSettings"],
            highlights: ["AppType"],
            details: ["HomeEfsFileSystemUid", "Url", "SpaceSettings.AppType"],
            keepsOthers: false
        ),
        statuses: studioStatuses,
        listing: .sageMakerSpaces
    )

    private static let spaceApp = app(
        "sagemaker-app",
        title: "SageMaker app in a space",
        owner: "SpaceName"
    )

    private static let userProfileApp = app(
        "sagemaker-user-profile-app",
        title: "SageMaker app of a user profile",
        owner: "UserProfileName"
    )

    /// An app is a space's or a user's.
    ///
    /// Its ARN does not say which, and has the type in small letters, so an id cannot be read from one. A deleted app can
    /// be created again under the same name.
    private static func app(_ name: String, title: String, owner: String) -> Kind {
        sageMaker(
            name,
            title: title,
            operation: "DescribeApp",
            id: IDRule([
                .init("DomainId", .domainID), .init(owner, .sageMakerName()), .init("AppType", IDForm(1...64)),
                .init("AppName", .sageMakerName()),
            ]),
            response: Response(
                status: "Status",
                reason: "FailureReason",
                created: "CreationTime",
                opened: ["ResourceSpec"],
                highlights: ["InstanceType"],
                omitted: ["DomainId", "SpaceName", "UserProfileName", "AppName", "AppArn"]
            ),
            statuses: StatusRules(
                pending: ["Pending"],
                completed: ["InService"],
                failed: ["Failed"],
                deleted: ["Deleting", "Deleted"],
                leavesFinalStates: true
            ),
            authorization: .other(ARNPattern("sagemaker", "app/DOMAIN/OWNER/TYPE/NAME"), hasID: true)
        )
    }

    private static let image = sageMaker(
        "sagemaker-image",
        title: "SageMaker image",
        operation: "DescribeImage",
        id: sageMakerID("ImageName", .imageName, arn: "image/NAME"),
        response: Response(
            status: "ImageStatus",
            reason: "FailureReason",
            created: "CreationTime",
            modified: "LastModifiedTime",
            omitted: ["ImageName", "ImageArn"]
        ),
        statuses: StatusRules(
            inProgress: ["CREATING", "UPDATING"],
            completed: ["CREATED"],
            failed: ["CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        listing: .sageMakerImages
    )

    private static let imageVersion = sageMaker(
        "sagemaker-image-version",
        title: "SageMaker image's version",
        operation: "DescribeImageVersion",
        id: IDRule(
            [.init("ImageName", .imageName), .init("Version", IDForm(1...9, letters: .none), shape: .number)],
            arns: [ARNPattern("sagemaker", "image-version/IMAGE/VERSION")]
        ),
        response: Response(
            status: "ImageVersionStatus",
            reason: "FailureReason",
            created: "CreationTime",
            modified: "LastModifiedTime",
            highlights: ["BaseImage"],
            omitted: ["Version", "ImageVersionArn"]
        ),
        statuses: StatusRules(
            inProgress: ["CREATING"],
            completed: ["CREATED"],
            failed: ["CREATE_FAILED", "DELETE_FAILED"],
            deleted: ["DELETING"],
            leavesFinalStates: true
        ),
        listing: .sageMakerImageVersions
    )
}

extension IDForm {
    /// The ids of Studio's domains.
    fileprivate static let domainID = IDForm(1...63, letters: .lowerCase, others: "-")
    /// The names of Studio's images.
    fileprivate static let imageName = IDForm(1...63, others: "-.")
}
