// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Platform

/// What STS, agents and programs would answer.
enum TestResponses {
    /// An answer of STS with credentials that live so long.
    static func role(
        _ operation: String = "AssumeRole",
        key: String,
        life: Duration = .seconds(3_600),
        at now: Timestamp = BenchClock.start,
        date: Timestamp? = nil
    ) -> HTTPResponse {
        let expiration = (now + life).rfc3339
        return HTTPResponse(
            200,
            """
            <\(operation)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <\(operation)Result>
                <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/x/awaitd</Arn></AssumedRoleUser>
                <Credentials>
                  <AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>SECRET\(key)</SecretAccessKey>
                  <SessionToken>TOKEN\(key)</SessionToken><Expiration>\(expiration)</Expiration>
                </Credentials>
              </\(operation)Result>
              <ResponseMetadata><RequestId>c6104cbe</RequestId></ResponseMetadata>
            </\(operation)Response>
            """
        )
    }

    /// An error of STS.
    static func refusal(_ code: String, status: Int = 403, message: String = "is not authorized") -> HTTPResponse {
        HTTPResponse(
            status,
            """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
            <Code>\(code)</Code><Message>\(message)</Message></Error><RequestId>x</RequestId></ErrorResponse>
            """
        )
    }

    /// A throttle of STS.
    static let throttle =
        "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"

    /// Credentials as JSON, the session token under a name.
    static func json(
        key: String,
        token: String = "Token",
        life: Duration? = .seconds(3_600),
        more: String = "",
        at now: Timestamp = BenchClock.start
    ) -> String {
        let expiration = life.map { ", \"Expiration\": \"\((now + $0).rfc3339)\"" } ?? ""
        return """
            {\(more)"AccessKeyId": "\(key)", "SecretAccessKey": "SECRET\(key)", "\(token)": "TOKEN\(key)"\(expiration)}
            """
    }

    /// What a program prints.
    static func process(key: String, life: Duration? = .seconds(3_600), at now: Timestamp = BenchClock.start)
        -> ChildProcess.Result
    {
        ChildProcess.Result(
            status: 0,
            output: Array(json(key: key, token: "SessionToken", life: life, more: "\"Version\": 1, ", at: now).utf8)
        )
    }
}
