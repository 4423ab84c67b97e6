// SPDX-License-Identifier: Apache-2.0

import Core

/// What names something of AWS.
extension ValueRules {
    /// A kind's name or operation.
    static func kind(_ value: ConfigText, _ kinds: KindTable) -> Kind? {
        if let kind = kinds.kind(named: value.text) { return kind }
        let sharing = kinds.kinds(named: value.text)
        if !sharing.isEmpty {
            return value.invalid(
                sentence: "'\(value.shown)' is the operation of several kinds",
                help: "name one of them: \(sharing.map(\.name).joined(separator: ", "))"
            )
        }
        return value.invalid(
            sentence: "unknown kind '\(value.shown)'",
            help: Suggestion.nearest(to: value.text, among: kinds.words).map { "did you mean '\($0)'?" }
                ?? "`awaitd kinds` lists them, and `kinds:` declares others"
        )
    }

    /// An ARN of any sort.
    static func arn(_ value: ConfigText) -> ARN? {
        ARN(value.text)
            ?? value.invalid(
                "is not an ARN",
                help: "an ARN is arn:aws:SERVICE:REGION:ACCOUNT:TYPE/ID, with an ACCOUNT of 12 digits"
            )
    }

    /// A region by its form; which regions there are depends on the service.
    static func region(_ value: ConfigText) -> String? {
        if value.text.isEmpty { return value.invalid("is empty") }
        guard value.text.isRegionName else {
            return value.invalid(
                sentence: "'\(value.shown)' is not a region",
                help: Suggestion.nearest(to: value.text, among: AWSService.allRegions).map { "did you mean '\($0)'?" }
                    ?? "a region looks like us-east-1"
            )
        }
        return value.text
    }

    /// The URL of a service.
    static func endpoint(_ value: ConfigText) -> EndpointURL? {
        let help = "an address looks like http://127.0.0.1:9000"
        if value.text.isEmpty { return value.invalid("is empty", help: help) }
        do {
            return try EndpointURL(value.text)
        } catch {
            return value.invalid(
                error.description,
                help: error == .userInformation
                    ? "remove it; credentials come from `profile:` or the environment" : help
            )
        }
    }

    /// The ARN of a role.
    static func roleARN(_ value: ConfigText) -> String? {
        RoleARN(value.text)?.text
            ?? value.invalid(
                "is not the ARN of a role", help: "it looks like arn:aws:iam::123456789012:role/NAME")
    }

    /// What a role's owner asks for, see `isExternalID`.
    static func externalID(_ value: ConfigText) -> String? {
        value.text.isExternalID
            ? value.text : value.invalid("must be 2 to 1224 letters, digits and characters of _=,.@:/-+")
    }

    /// A unit to be started, with specifiers in its instance.
    static func unit(_ value: ConfigText) -> UnitPattern? {
        do {
            return try UnitPattern(value.text)
        } catch {
            return value.invalid("\(error.reason): '\(value.shown)'", help: error.help)
        }
    }
}
