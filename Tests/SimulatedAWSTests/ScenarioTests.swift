// SPDX-License-Identifier: Apache-2.0

import SimulatedAWS
import Testing

@Suite("Scenarios are parsed, and their mistakes are reported")
struct ScenarioTests {
    @Test("Every member of a scenario is parsed")
    func readsAll() throws {
        let scenario = try Scenario(
            parsing: """
                {"credentials": [{"access_key_id": "a", "secret_access_key": "b", "session_token": "c"}],
                 "qualified_errors": true,
                 "resources": [
                  {"kind": "ml-model", "id": "ml-1", "shape": "regression", "times": "exponent",
                   "compute_time": "string", "members": {"Name": null},
                   "timeline": [{"at": -1.5, "status": "PENDING", "message": "m", "members": {"A": [1]}}],
                   "endpoint": [{"at": 0, "status": "NONE"}]},
                  {"kind": "evaluation-job", "id": "\(job)",
                   "timeline": [{"at": 0, "status": "Failed", "failure_messages": ["x"]}], "name": "summaries"},
                  {"kind": "training-job", "id": "train-1",
                   "timeline": [{"at": 0, "status": "InProgress", "secondary_status": "Starting", "message": "r"}]}],
                 "faults": [
                  {"fault": "throttle", "operation": "GetMLModel", "id": "ml-1", "from": 1, "to": 2, "count": 3,
                   "code": "c", "message": "m", "status": 503, "retry_after": 4, "x_amz_retry_after": "5",
                   "seconds": 6, "bytes": 7, "location": "l", "qualified": true}]}
                """.utf8)
        #expect(scenario.credentials == [Credential(accessKeyID: "a", secretAccessKey: "b", sessionToken: "c")])
        #expect(scenario.qualifiedErrors)
        #expect(
            scenario.resources == [
                SimulatedResource(
                    .mlModel, id: "ml-1", shape: .regression,
                    timeline: [.init(at: -1.5, "PENDING", message: "m", members: ["A": [1]])],
                    endpoint: [.init(at: 0, "NONE")], members: ["Name": nil], times: .exponent, computeTime: .string),
                SimulatedResource(
                    .evaluationJob, id: job, name: "summaries",
                    timeline: [.init(at: 0, "Failed", failureMessages: ["x"])]),
                SimulatedResource(
                    .trainingJob, id: "train-1",
                    timeline: [.init(at: 0, "InProgress", secondaryStatus: "Starting", message: "r")]),
            ])
        #expect(
            scenario.faults == [
                Fault(
                    .throttle, of: .mlModel, action: .read, id: "ml-1", from: 1, to: 2, count: 3,
                    settings: FaultSettings(
                        code: "c", message: "m", status: 503, retryAfter: "4", amzRetryAfter: "5", seconds: 6,
                        bytes: 7, location: "l", qualified: true))
            ])
    }

    @Test("A series and the faults of lists are parsed")
    func readsSeries() throws {
        let scenario = try Scenario(
            parsing: """
                {"resources": [
                  {"kind": "training-job", "id": "other-#####", "count": 20000, "over": "30d", "status": "Completed"},
                  {"kind": "evaluation-job", "id": "\(job.dropLast(6))######", "name": "job-####", "count": 1000,
                   "every": 0.5, "timeline": [{"at": 0, "status": "InProgress"}, {"at": 60, "status": "Completed"}]}],
                 "faults": [
                  {"fault": "list-lag", "seconds": 2.5},
                  {"fault": "denied", "operation": "ListTrainingJobs", "page": 3},
                  {"fault": "refused-filter", "kind": "evaluation", "member": "FilterVariable", "value": "Status"}]}
                """.utf8)
        #expect(scenario.resources.isEmpty)
        #expect(
            scenario.series == [
                ResourceSeries(
                    of: SimulatedResource(.trainingJob, id: "other-#####", timeline: [.init(at: 0, "Completed")]),
                    count: 20_000, over: 30 * 86_400),
                ResourceSeries(
                    of: SimulatedResource(
                        .evaluationJob, id: job.dropLast(6) + "######", name: "job-####",
                        timeline: [.init(at: 0, "InProgress"), .init(at: 60, "Completed")]),
                    count: 1000, every: 0.5),
            ])
        #expect(
            scenario.faults == [
                Fault(.listLag, settings: FaultSettings(seconds: 2.5)),
                Fault(.denied, of: .trainingJob, action: .list, page: 3),
                Fault(
                    .refusedFilter, of: .evaluation,
                    settings: FaultSettings(member: "FilterVariable", value: "Status")),
            ])
    }

    @Test("An empty scenario accepts the example keys")
    func readsEmpty() throws {
        #expect(try Scenario(parsing: "{}".utf8) == Scenario())
    }

    @Test(
        "A mistake is said with its place",
        arguments: [
            (#"{"fault": []}"#, "scenario: There is no member 'fault' here"),
            (#"{"resources": {}}"#, "scenario.resources: Expected an array, found an object."),
            (#"{"resources": [7]}"#, "scenario.resources[0]: Expected an object, found a number."),
            (#"{"resources": [{"id": "a", "timeline": []}]}"#, "scenario.resources[0]: The member 'kind' is missing."),
            (
                #"{"resources": [{"kind": "evaluation", "id": "a b", "timeline": []}]}"#,
                "scenario.resources[0].id: AWS has no evaluation with such an id"
            ),
            (
                #"{"resources": [{"kind": "evaluation", "id": "a", "timeline": []}]}"#,
                "scenario.resources[0].timeline: At least one step is needed."
            ),
            (
                #"{"resources": [{"kind": "evaluation", "id": "a", "timeline": [{"at": "0", "status": "x"}]}]}"#,
                "scenario.resources[0].timeline[0].at: Expected a number, found a string."
            ),
            (
                #"{"resources": [{"kind": "evaluation", "id": "a", "timeline": [{"at": 0, "status": null}]}]}"#,
                "scenario.resources[0].timeline[0].status: Expected a string, found null."
            ),
            (
                #"{"resources": [{"kind": "evaluation", "id": "a", "#
                    + #""timeline": [{"at": 2, "status": "x"}, {"at": 1, "status": "y"}]}]}"#,
                "scenario.resources[0].timeline[1].at: Steps have to be in order"
            ),
            (
                #"{"resources": [{"kind": "evaluation", "id": "a", "shape": "rag", "#
                    + #""timeline": [{"at": 2, "status": "x"}]}]}"#,
                "scenario.resources[0].shape: 'rag' is not one of binary, regression, multiclass."
            ),
            (
                #"{"resources": [{"kind": "evaluation", "id": "a", "endpoint": [], "#
                    + #""timeline": [{"at": 2, "status": "x"}]}]}"#,
                "scenario.resources[0].endpoint: Only an ml-model has an endpoint."
            ),
            (
                #"{"resources": [{"kind": "evaluation", "id": "a", "#
                    + #""timeline": [{"at": 2, "status": "x", "failure_messages": []}]}]}"#,
                "scenario.resources[0].timeline[0].failure_messages: Only an evaluation-job has them"
            ),
            (
                #"{"resources": [{"kind": "evaluation", "id": "a", "timeline": [{"at": 0, "status": "x"}]}, "#
                    + #"{"kind": "evaluation", "id": "a", "timeline": [{"at": 0, "status": "x"}]}]}"#,
                "scenario.resources[1]: The evaluation 'a' is here twice."
            ),
            (
                #"{"resources": [{"kind": "training-job", "id": "a", "name": "b", "#
                    + #""timeline": [{"at": 0, "status": "x"}]}]}"#,
                "scenario.resources[0].name: A training-job's name is its id."
            ),
            (
                #"{"resources": [{"kind": "evaluation", "id": "a", "#
                    + #""timeline": [{"at": 0, "status": "x", "secondary_status": "y"}]}]}"#,
                "scenario.resources[0].timeline[0].secondary_status: Only a training-job has one."
            ),
            (
                #"{"resources": [{"kind": "training-job", "id": "a-#", "count": 10, "status": "x"}]}"#,
                "scenario.resources[0].id: It needs as many # in a row as the largest number has digits: 10."
            ),
            (
                #"{"resources": [{"kind": "training-job", "id": "a", "count": 1, "status": "x"}]}"#,
                "scenario.resources[0].id: It needs as many #"
            ),
            (
                #"{"resources": [{"kind": "training-job", "id": "a#", "status": "x"}]}"#,
                "scenario.resources[0].id: AWS has no training-job with such an id"
            ),
            (
                #"{"resources": [{"kind": "training-job", "id": "a", "over": 1, "status": "x"}]}"#,
                "scenario.resources[0].over: Only resources with a count have it."
            ),
            (
                #"{"resources": [{"kind": "training-job", "id": "a#", "count": 9, "over": "1y", "status": "x"}]}"#,
                "scenario.resources[0].over: Expected seconds, or a duration"
            ),
            (
                #"{"resources": [{"kind": "training-job", "id": "a", "status": "x", "timeline": []}]}"#,
                "scenario.resources[0].status: It has a timeline instead."
            ),
            (
                #"{"faults": [{"fault": "denied", "operation": "GetEvaluation", "page": 1}]}"#,
                "scenario.faults[0].page: Only lists have pages."
            ),
            (#"{"faults": [{"fault": "hang", "to": -1}]}"#, "scenario.faults[0].to: It ends before it begins."),
            (#"{"faults": [{"fault": "hang", "count": 1.5}]}"#, "scenario.faults[0].count: Expected a whole number"),
            (#"{"faults": [{"fault": "hang", "qualified": 1}]}"#, "scenario.faults[0].qualified: Expected true or"),
            (#"{"faults": [{"fault": "hang", "operation": "Get"}]}"#, "scenario.faults[0].operation: 'Get' is not"),
            (
                #"{"faults": [{"fault": "hang", "kind": "evaluation", "operation": "GetMLModel"}]}"#,
                "scenario.faults[0].operation: This is not an operation of the given kind."
            ),
            (#"{"credentials": [{}]}"#, "scenario.credentials[0]: The member 'access_key_id' is missing."),
            (#"{"#, "scenario: This is not valid JSON"),
            ("", "scenario: This is not valid JSON"),
        ])
    func reportsMistake(json: String, message: String) throws {
        let error = try #require(throws: ScenarioError.self) { try Scenario(parsing: json.utf8) }
        #expect(error.description.hasPrefix(message))
    }

    @Test("A mistake in the credentials does not quote them")
    func keepsSecrets() throws {
        let json = #"{"credentials": [{"access_key_id": "a", "secret_access_key": ["hidden"]}]}"#
        let error = try #require(throws: ScenarioError.self) { try Scenario(parsing: json.utf8) }
        #expect(!error.description.contains("hidden"))
    }

    @Test("The demo has every kind, and ends within twenty seconds")
    func hasDemo() {
        #expect(Set(Scenario.demo.resources.map(\.kind)) == Set(ResourceKind.allCases))
        #expect(Scenario.demo.resources.count == 11)
        for resource in Scenario.demo.resources {
            #expect(resource.kind.accepts(id: resource.id))
            #expect((resource.timeline.map(\.at) + resource.endpoint.map(\.at)).allSatisfy { $0 <= 20 })
        }
    }

    @Test(
        "JSON is written as it is read",
        arguments: [
            #"{"a":[1,-2.5,true,false,null],"b":"\"\\\n\t\u0001é漢","c":{}}"#, "[]", "0", #""""#,
        ])
    func writesJSON(text: String) throws {
        #expect(try JSONValue(parsing: text.utf8).json == text)
    }

    @Test(
        "Numbers take the form asked for",
        arguments: [
            (JSONValue.exponent(1_410_560_805.669), "1.410560805669E9"), (.exponent(1_435_400_000), "1.4354E9"),
            (.exponent(-20), "-2.0E1"), (.exponent(0.5), "0.5"), (.decimal(1_410_560_805.669), "1410560805.669"),
            (.decimal(3), "3"), (.decimal(.infinity), "null"), (.integer(.min), "-9223372036854775808"),
        ])
    func writesNumbers(value: JSONValue, text: String) {
        #expect(value.json == text)
    }
}
