// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The responses of the services that issue credentials, each in its own format.
enum IssuerResponse {
    /// A response of STS with the credentials of a role.
    static func role(_ issued: CredentialIssuer.Issued, operation: String, arn: String, session: String)
        -> SimulatedResponse
    {
        let role = arn.split(separator: "/").last.map(String.init) ?? arn
        return xml(
            """
            <\(operation)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <\(operation)Result>
                <AssumedRoleUser>
                  <AssumedRoleId>AROASIMULATED:\(escaped(session))</AssumedRoleId>
                  <Arn>arn:aws:sts::\(ARN.account):assumed-role/\(escaped(role))/\(escaped(session))</Arn>
                </AssumedRoleUser>
                <Credentials>
                  <AccessKeyId>\(issued.credential.accessKeyID)</AccessKeyId>
                  <SecretAccessKey>\(issued.credential.secretAccessKey)</SecretAccessKey>
                  <SessionToken>\(issued.credential.sessionToken ?? "")</SessionToken>
                  <Expiration>\(AWSTime.timestamp(issued.expires))</Expiration>
                </Credentials>
              </\(operation)Result>
              <ResponseMetadata><RequestId>\(UUID().uuidString.lowercased())</RequestId></ResponseMetadata>
            </\(operation)Response>
            """,
            status: 200
        )
    }

    /// An error of STS.
    static func stsError(_ code: String, _ message: String, status: Int = 403) -> SimulatedResponse {
        xml(
            """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <Error><Type>Sender</Type><Code>\(escaped(code))</Code><Message>\(escaped(message))</Message></Error>
              <RequestId>\(UUID().uuidString.lowercased())</RequestId>
            </ErrorResponse>
            """,
            status: status
        )
    }

    /// Credentials as the agents of containers and instances return them.
    static func agent(_ issued: CredentialIssuer.Issued, now: Date) -> SimulatedResponse {
        json([
            "Code": "Success", "Type": "AWS-HMAC", "LastUpdated": .string(AWSTime.timestamp(now)),
            "AccessKeyId": .string(issued.credential.accessKeyID),
            "SecretAccessKey": .string(issued.credential.secretAccessKey),
            "Token": .string(issued.credential.sessionToken ?? ""),
            "Expiration": .string(AWSTime.timestamp(issued.expires)),
        ])
    }

    /// Credentials as the portal of IAM Identity Center returns them.
    static func portal(_ issued: CredentialIssuer.Issued) -> SimulatedResponse {
        json([
            "roleCredentials": [
                "accessKeyId": .string(issued.credential.accessKeyID),
                "secretAccessKey": .string(issued.credential.secretAccessKey),
                "sessionToken": .string(issued.credential.sessionToken ?? ""),
                "expiration": .integer(Int64(AWSTime.epochSeconds(issued.expires) * 1_000)),
            ]
        ])
    }

    static func json(_ value: JSONValue, status: Int = 200) -> SimulatedResponse {
        SimulatedResponse(status: status, headers: [Header("Content-Type", "application/json")], body: value.json)
    }

    static func text(_ text: String, status: Int = 200) -> SimulatedResponse {
        SimulatedResponse(status: status, headers: [Header("Content-Type", "text/plain")], body: text)
    }

    private static func xml(_ text: String, status: Int) -> SimulatedResponse {
        SimulatedResponse(status: status, headers: [Header("Content-Type", "text/xml")], body: text + "\n")
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
