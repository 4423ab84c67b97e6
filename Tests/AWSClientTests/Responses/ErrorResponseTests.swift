// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("Error responses")
struct ErrorResponseTests {
    static let now = Timestamp(rfc3339: "2026-11-21T10:00:00Z") ?? Timestamp(microseconds: 0)

    @Test(
        "The code is the header's, else the body's, bare",
        arguments: [
            (nil, #"{"__type":"ThrottlingException"}"#, "ThrottlingException"),
            (nil, #"{"__type":"com.amazonaws.x#ThrottlingException"}"#, "ThrottlingException"),
            (nil, #"{"__type":"a.b#X:http://c/d#e"}"#, "X"),
            (
                "AccessDeniedException:http://internal.amazon.com/coral/com.amazon.coral.service/", "{}",
                "AccessDeniedException"
            ),
            ("FromHeader", #"{"__type":"FromBody"}"#, "FromHeader"),
            (nil, #"{"code":"FromCode","message":"m"}"#, "FromCode"),
            (nil, #"{"Code":"FromCode"}"#, "FromCode"),
            (nil, #"{"code":404,"message":"m"}"#, nil),
            (nil, #"{"__type":"InvalidInputException","code":1}"#, "InvalidInputException"),
            (nil, "", nil), (nil, "<html>503</html>", nil), (nil, "[]", nil), (nil, "null", nil),
            (nil, #"{"__type":7}"#, nil),
            (nil, #"{"__type":""}"#, nil), (nil, #"{"__type":"a b"}"#, nil), (nil, #"{"__type":"a\nb"}"#, nil),
            (nil, #"{"__type":"x#"}"#, nil),
            ("  Spaced  ", "", "Spaced"), (String(repeating: "x", count: 129), "", nil),
        ] as [(String?, String, String?)]
    )
    func code(header: String?, body: String, expected: String?) {
        let headers = header.map { [HTTPField("x-amzn-ErrorType", $0)] } ?? []
        #expect(ErrorResponse(HTTPResponse(400, body, headers: headers), now: Self.now).code == expected)
    }

    @Test(
        "The message is the body's, in either case of its name",
        arguments: [
            (#"{"message":"a"}"#, "a"), (#"{"Message":"b"}"#, "b"), (#"{"message":"a","Message":"b"}"#, "a"),
            (#"{"message":1}"#, nil),
            ("", nil), ("{", nil),
        ] as [(String, String?)]
    )
    func message(body: String, expected: String?) {
        #expect(ErrorResponse(HTTPResponse(500, body), now: Self.now).message == expected)
    }

    @Test(
        "The class goes by the code first and the status second",
        arguments: [
            ("ThrottlingException", 400, .throttled), ("Throttling", 400, .throttled), ("SlowDown", 503, .throttled),
            ("LimitExceededException", 400, .throttled), ("TooManyRequestsException", 429, .throttled),
            (nil, 429, .throttled),
            ("InternalServerException", 500, .transient), ("InternalServerException", 400, .transient),
            (nil, 500, .transient),
            (nil, 502, .transient), (nil, 503, .transient), (nil, 504, .transient), (nil, 599, .transient),
            (nil, 408, .transient),
            ("RequestTimeout", 400, .transient), ("SomethingNew", 500, .transient), (nil, 100, .transient),
            (nil, 600, .transient),
            ("RequestExpired", 400, .clockSkew), ("RequestTimeTooSkewed", 403, .clockSkew),
            ("RequestInTheFuture", 403, .clockSkew),
            ("SignatureDoesNotMatch", 403, .signature), ("InvalidSignatureException", 400, .signature),
            ("AuthFailure", 401, .signature),
            ("ExpiredToken", 403, .credentials), ("ExpiredTokenException", 400, .credentials), (nil, 401, .credentials),
            ("UnrecognizedClientException", 400, .credentials), ("InvalidClientTokenId", 403, .credentials),
            ("InvalidAccessKeyId", 403, .credentials),
            ("AccessDeniedException", 400, .denied), ("AccessDenied", 403, .denied), (nil, 403, .denied),
            ("SomethingNew", 403, .denied),
            ("ResourceNotFoundException", 400, .notFound), (nil, 404, .notFound),
            ("ValidationException", 400, .rejected), ("InvalidInputException", 400, .rejected), (nil, 400, .rejected),
            (nil, 405, .rejected),
            (nil, 413, .rejected), (nil, 301, .rejected), (nil, 307, .rejected),
            ("UnknownOperationException", 404, .rejected), ("EntityNotFoundException", 400, .notFound),
            ("JobNotFound", 404, .notFound), ("NotFoundException", 404, .notFound),
            ("KMSNotFoundException", 502, .transient), ("NotFoundButOtherwise", 400, .rejected),
        ] as [(String?, Int, ErrorClass)]
    )
    func meaning(code: String?, status: Int, expected: ErrorClass) {
        #expect(ErrorClass(code: code, status: status) == expected)
    }

    @Test(
        "A kind's codes mean what it says, unless they are about access or the rate",
        arguments: [
            ("ExecutionDoesNotExist", 400, .notFound), ("InvalidJobIdException", 400, .notFound),
            ("InvalidRequestException", 400, .notFound), ("ValidationException", 400, .notFound),
            ("ExecutionDoesNotExist", 404, .notFound), ("InternalServerException", 400, .transient),
            ("ExecutionDoesNotExist", 500, .transient), ("ExecutionDoesNotExist", 403, .denied),
            ("ExecutionDoesNotExist", 401, .credentials), ("ExecutionDoesNotExist", 429, .throttled),
            ("ThrottlingException", 400, .throttled), ("AccessDeniedException", 400, .denied),
            ("ExpiredTokenException", 400, .credentials), ("InvalidSignatureException", 400, .signature),
            ("RequestExpired", 400, .clockSkew), ("OperationTimeoutException", 400, .transient),
            ("InvalidInputException", 400, .transient), ("ResourceNotFoundException", 400, .transient),
            ("OperationTimeoutException", 403, .denied), ("LimitExceededException", 400, .throttled),
            ("Other", 400, .rejected), (nil, 400, .rejected), (nil, 404, .notFound),
        ] as [(String?, Int, ErrorClass)]
    )
    func kindsCodes(code: String?, status: Int, expected: ErrorClass) {
        let errors = Kind.ErrorCodes(
            notFound: [
                "ExecutionDoesNotExist", "InvalidJobIdException", "InvalidRequestException", "ValidationException",
                "ThrottlingException", "AccessDeniedException", "ExpiredTokenException", "InvalidSignatureException",
                "RequestExpired",
            ],
            transient: [
                "OperationTimeoutException", "InvalidInputException", "ResourceNotFoundException",
                "LimitExceededException", "AccessDeniedException",
            ])
        #expect(ErrorClass(code: code, status: status, errors: errors) == expected)
        let response = HTTPResponse(status, "{}", headers: code.map { [HTTPField("x-amzn-errortype", $0)] } ?? [])
        #expect(ErrorResponse(response, now: Self.now, errors: errors).meaning == expected)
    }

    @Test(
        "A page is not from AWS, whatever its status",
        arguments: [
            (403, "<html>", .transient), (404, " \r\n<!DOCTYPE html><p>", .transient), (404, "\u{FEFF}<a>", .transient),
            (401, "<html>", .transient), (400, "<html>", .transient), (413, "<html>", .transient),
            (503, "<html>", .transient), (429, "<html>", .throttled), (407, "<html>", .rejected),
            (302, "<html>", .rejected), (404, "", .notFound), (404, "{}", .notFound), (403, "no <html>", .denied),
            (404, "<UnknownOperationException/>", .rejected), (404, "<Exception x", .transient),
            (403, "<AccessDeniedException><Message>who?</Message></AccessDeniedException>", .denied),
        ] as [(Int, String, ErrorClass)]
    )
    func pages(status: Int, body: String, expected: ErrorClass) {
        let error = ErrorResponse(HTTPResponse(status, body), now: Self.now)
        #expect(error.meaning == expected)
        #expect(error.message == nil || error.code != nil)
        #expect(error.isPage == (body.contains("<") && !body.hasPrefix("no") && error.code == nil))
        let coded = HTTPResponse(status, body, headers: [HTTPField("x-amzn-errortype", "ResourceNotFoundException")])
        #expect(ErrorResponse(coded, now: Self.now).meaning == .notFound)
    }

    @Test(
        "An error in XML has a code and a message",
        arguments: [
            "<AccessDeniedException>\n  <Message>who?</Message>\n</AccessDeniedException>",
            "<?xml version=\"1.0\"?>\n<ErrorResponse><Errors><Error><Code>AccessDeniedException</Code>"
                + "<Message>who?</Message><Type>Sender</Type></Error></Errors></ErrorResponse>",
            "<ErrorResponse><Error><Code>AccessDeniedException</Code><Message>who?</Message></Error></ErrorResponse>",
            "<Error><Code>AccessDeniedException</Code><Message>who?</Message></Error>",
        ]
    )
    func errorInXML(body: String) {
        let error = ErrorResponse(HTTPResponse(403, body), now: Self.now)
        #expect(error.code == "AccessDeniedException" && error.message == "who?" && error.meaning == .denied)
        #expect(!error.isPage)
    }

    @Test(
        "A wrong clock is recognized under the signature's code too",
        arguments: [
            ("Signature expired: 20261121T090000Z is now earlier than 20261121T095500Z", .clockSkew),
            ("Signature not yet current: 20261121T110000Z is still later than 20261121T100500Z", .clockSkew),
            ("The request signature we calculated does not match the signature you provided.", .signature),
        ] as [(String, ErrorClass)]
    )
    func clockInMessage(message: String, expected: ErrorClass) {
        let response = HTTPResponse(400, #"{"__type":"InvalidSignatureException","message":"\#(message)"}"#)
        #expect(ErrorResponse(response, now: Self.now).meaning == expected)
    }

    @Test(
        "SageMaker reports a missing job under the code of a wrong request",
        arguments: [
            ("ValidationException", "Could not find requested job with name: x", .notFound),
            ("ValidationException", "Requested resource not found.", .notFound),
            ("ValidationError", "Could not find training job 'x'.", .notFound),
            ("ResourceNotFound", "", .notFound),
            ("ValidationException", "1 validation error detected: Could not find x", .rejected),
            ("InvalidInputException", "Could not find requested job with name: x", .rejected),
            ("AccessDeniedException", "Could not find requested job with name: x", .denied),
        ] as [(String, String, ErrorClass)]
    )
    func notFoundInMessage(code: String, message: String, expected: ErrorClass) {
        let response = HTTPResponse(400, #"{"__type":"\#(code)","message":"\#(message)"}"#)
        #expect(ErrorResponse(response, now: Self.now).meaning == expected)
    }

    @Test(
        "The time to wait is read from either header, and nonsense is ignored",
        arguments: [
            (nil, nil, nil), ("7", nil, .seconds(7)), ("0", nil, .zero), (nil, "1500", .milliseconds(1_500)),
            ("7", "1500", .milliseconds(1_500)), ("7", "soon", .seconds(7)), ("-1", nil, nil), ("1.5", nil, nil),
            ("", nil, nil),
            ("99999999999", nil, nil), (" 5 ", nil, .seconds(5)), ("Sat, 21 Nov 2026 10:01:00 GMT", nil, .seconds(60)),
            ("Sat, 21 Nov 2026 09:00:00 GMT", nil, .zero), ("Sat, 31 Nov 2026 10:01:00 GMT", nil, nil),
            ("tomorrow", nil, nil),
        ] as [(String?, String?, Duration?)]
    )
    func retryAfter(standard: String?, amazon: String?, expected: Duration?) {
        var headers: [HTTPField] = []
        if let standard { headers.append(HTTPField("retry-after", standard)) }
        if let amazon { headers.append(HTTPField("X-Amz-Retry-After", amazon)) }
        #expect(RetryAfter.duration(in: HTTPResponse(503, "", headers: headers), now: Self.now) == expected)
    }

    @Test(
        "HTTP dates are read, and nothing similar",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000Z"),
            ("Fri, 01 Jan 2027 00:00:00 GMT", "2027-01-01T00:00:00.000Z"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun Nov  6 08:49:37 1994", nil),
            ("Sun, 06 Nov 1994 08:49:37 CET", nil),
            ("Sun, 6 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 NOV 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 24:00:00 GMT", nil), ("", nil),
        ] as [(String, String?)]
    )
    func httpDate(text: String, expected: String?) {
        #expect(Timestamp(httpDate: text)?.rfc3339 == expected)
    }

    @Test(
        "The request's id is found under each of its names, if it is well-formed",
        arguments: [
            ("x-amzn-RequestId", "abc", "abc"), ("x-amzn-requestid", "abc", "abc"), ("X-AMZ-REQUEST-ID", "abc", "abc"),
            ("x-amzn-RequestId", "a b", nil), ("x-amzn-RequestId", "", nil),
            ("x-amzn-RequestId", String(repeating: "a", count: 129), nil),
            ("other", "abc", nil),
        ] as [(String, String, String?)]
    )
    func requestID(name: String, value: String, expected: String?) {
        #expect(HTTPResponse(200, "", headers: [HTTPField(name, value)]).requestID == expected)
    }
}
