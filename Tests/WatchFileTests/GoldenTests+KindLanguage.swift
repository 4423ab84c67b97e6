// SPDX-License-Identifier: Apache-2.0

extension GoldenTests {
    static let kindLanguage: [Golden] = [
        Golden(
            "a kind whose words are all wrong",
            """
            kinds:
              - name: one
                service: glue
                regions: [us-east-1, US]
                protocol: json-1.1
                operation: GetJobRun
                target: AWSGlue
                method: POST
                id: [{member: JobName, as: text, form: {length: 9-1, letter: any}}, {form: arn}]
                arn: [arn:aws:glue:us-east-1:ACCOUNT:job/NAME, {pattern: 'job/NAME', last: arn}]
                fixed: {MaxResults: 1.5, A: [], B: {}, JobName: x, C: 01}
                status: 'jobs[1].status'
                absent: GONE
                reason: ['A.B[].C', 'A[].Password']
                highlights: {a: b}
                details: [a.b.c.d.e.f.g.h.i]
                statuses: {RUNNING: in-progress-with-warning, DONE: completed}
                may_return_to: [RUNING, DONE]
                leaves_final_states: [fail, running]
                caveats: {a: '> x', b: '>= 1.', c: '== 5a', d: bad, e: '!=', secretKey: present}
                not_found: [Not Found]
                policy: itself
                listing: {operation: StartJobs, path: /x, items: a, page_size: {member: M, most: 0}, token: {sent: a}}
            watches: []

            """,
            """
            w.yaml:4:26: error: 'US' is not a region
                regions: [us-east-1, US]
                                     ^
            help: a region looks like us-east-1
            w.yaml:8:13: error: 'method' has no meaning with this protocol
                method: POST
                        ^
            help: all of its requests are POSTs; remove it
            w.yaml:9:32: error: 'as' is 'text', and awaitd sends ids otherwise
                id: [{member: JobName, as: text, form: {length: 9-1, letter: any}}, {form…
                                           ^
            help: valid values: string, list, number
            w.yaml:9:53: error: 'length' is '9-1', which is not a length
            … [{member: JobName, as: text, form: {length: 9-1, letter: any}}, {form: arn}]
                                                          ^
            help: a number of characters, or a range of them, from 1 to 2048: 12, 1-64
            w.yaml:9:58: error: unknown key 'letter' in the form of an id
            … [{member: JobName, as: text, form: {length: 9-1, letter: any}}, {form: arn}]
                                                               ^
            help: did you mean 'letters'?
            w.yaml:9:73: error: a part of 'id' needs 'member'
            … [{member: JobName, as: text, form: {length: 9-1, letter: any}}, {form: arn}]
                                                                              ^
            help: write `- member: MEMBER`, and beneath it what is known of it: as, form, arns
            w.yaml:9:73: error: this part of 'id' is an ARN, and nothing says which
            … [{member: JobName, as: text, form: {length: 9-1, letter: any}}, {form: arn}]
                                                                              ^
            help: `arns: arn:aws:glue:REGION:ACCOUNT:job/NAME`: how it looks
            w.yaml:10:11: error: 'arn' has a region or an account in it
                arn: [arn:aws:glue:us-east-1:ACCOUNT:job/NAME, {pattern: 'job/NAME', last…
                      ^
            help: write REGION and ACCOUNT for them: arn:aws:glue:REGION:ACCOUNT:…
            w.yaml:10:62: error: 'job/NAME' is not how an ARN looks
            …: [arn:aws:glue:us-east-1:ACCOUNT:job/NAME, {pattern: 'job/NAME', last: arn}]
                                                                   ^
            help: an ARN with placeholders in capitals looks like arn:aws:glue:REGION:ACCOUNT:job/NAME
            w.yaml:10:74: error: an ARN does not end in an ARN
            …: [arn:aws:glue:us-east-1:ACCOUNT:job/NAME, {pattern: 'job/NAME', last: arn}]
                                                                               ^
            w.yaml:11:25: error: the fixed member 'MaxResults' has no value that can be sent
                fixed: {MaxResults: 1.5, A: [], B: {}, JobName: x, C: 01}
                                    ^
            help: a whole number, true, false, a text (in quotes if it looks like a number), or a list of 1 to 16 texts
            w.yaml:11:33: error: the fixed member 'A' has no value that can be sent
                fixed: {MaxResults: 1.5, A: [], B: {}, JobName: x, C: 01}
                                            ^
            help: a whole number, true, false, a text (in quotes if it looks like a number), or a list of 1 to 16 texts
            w.yaml:11:40: error: the fixed member 'B' has no value that can be sent
                fixed: {MaxResults: 1.5, A: [], B: {}, JobName: x, C: 01}
                                                   ^
            help: a whole number, true, false, a text (in quotes if it looks like a number), or a list of 1 to 16 texts
            w.yaml:11:59: error: the fixed member 'C' has no value that can be sent
                fixed: {MaxResults: 1.5, A: [], B: {}, JobName: x, C: 01}
                                                                      ^
            help: a whole number, true, false, a text (in quotes if it looks like a number), or a list of 1 to 16 texts
            w.yaml:12:13: error: 'jobs[1].status' is not a member of a response
                status: 'jobs[1].status'
                        ^
            help: a member's name, or several joined with dots: job.status; [0] is a list's first: jobs[0].status
            w.yaml:13:13: error: 'absent' has 'GONE', which is none of the 'statuses'
                absent: GONE
                        ^
            help: did you mean 'DONE'?
            w.yaml:14:25: error: 'reason' is 'A[].Password', which is a secret by its name
                reason: ['A.B[].C', 'A[].Password']
                                    ^
            help: what a kind reads is reported and recorded: name another member
            w.yaml:15:17: error: 'highlights' must be text, not keys and values
                highlights: {a: b}
                            ^
            w.yaml:16:15: error: 'a.b.c.d.e.f.g.h.i' is not a member of a response
                details: [a.b.c.d.e.f.g.h.i]
                          ^
            help: a member's name, or several joined with dots: job.status; [0] is a list's first: jobs[0].status
            w.yaml:18:21: error: 'may_return_to' has 'RUNING', which is none of the 'statuses'
                may_return_to: [RUNING, DONE]
                                ^
            help: did you mean 'RUNNING'?
            w.yaml:19:27: error: 'fail' is not a state in which a watch ends
                leaves_final_states: [fail, running]
                                      ^
            help: did you mean 'failed'?
            w.yaml:19:33: error: 'running' is not a state in which a watch ends
                leaves_final_states: [fail, running]
                                            ^
            help: valid values: completed, failed, stopped, deleted; or true for all
            w.yaml:20:18: error: '> x' compares with a word, which only == and != can do
                caveats: {a: '> x', b: '>= 1.', c: '== 5a', d: bad, e: '!=', secretKey: p…
                             ^
            help: `present`; `>`, `>=`, `<`, `<=`, `==` or `!=` and a number; or `==` or `!=` and a word: "> 0", "== UpdateFailed"
            w.yaml:20:28: error: '1.' begins like a number and is none
                caveats: {a: '> x', b: '>= 1.', c: '== 5a', d: bad, e: '!=', secretKey: p…
                                       ^
            help: numbers are written as in JSON: 0, -1, 0.85, 1e6
            w.yaml:20:40: error: '5a' begins like a number and is none
                caveats: {a: '> x', b: '>= 1.', c: '== 5a', d: bad, e: '!=', secretKey: p…
                                                   ^
            help: numbers are written as in JSON: 0, -1, 0.85, 1e6
            w.yaml:20:52: error: 'bad' is not a condition
            …eats: {a: '> x', b: '>= 1.', c: '== 5a', d: bad, e: '!=', secretKey: present}
                                                         ^
            help: `present`; `>`, `>=`, `<`, `<=`, `==` or `!=` and a number; or `==` or `!=` and a word: "> 0", "== UpdateFailed"
            w.yaml:20:60: error: '!=' compares with nothing
            …eats: {a: '> x', b: '>= 1.', c: '== 5a', d: bad, e: '!=', secretKey: present}
                                                                 ^
            help: `present`; `>`, `>=`, `<`, `<=`, `==` or `!=` and a number; or `==` or `!=` and a word: "> 0", "== UpdateFailed"
            w.yaml:20:66: error: 'caveats' is 'secretKey', which is a secret by its name
            …eats: {a: '> x', b: '>= 1.', c: '== 5a', d: bad, e: '!=', secretKey: present}
                                                                       ^
            help: what a kind reads is reported and recorded: name another member
            w.yaml:21:17: error: 'Not Found' is not an error code
                not_found: [Not Found]
                            ^
            help: it is the name of one of the operation's errors: ExecutionDoesNotExist
            w.yaml:23:26: error: 'operation' is 'StartJobs', which may do more than read
                listing: {operation: StartJobs, path: /x, items: a, page_size: {member: M…
                                     ^
            help: awaitd calls only operations that read: those that begin with Get, Describe, List, BatchGet
            w.yaml:23:43: error: 'path' has no meaning with this protocol
            …  listing: {operation: StartJobs, path: /x, items: a, page_size: {member: M, …
                                                     ^
            help: the operation says it all
            w.yaml:23:86: error: 'most' must be a whole number from 1 to 100000, not '0'
            …tJobs, path: /x, items: a, page_size: {member: M, most: 0}, token: {sent: a}}
                                                                     ^
            w.yaml:23:97: error: 'token' needs 'received'
            …tJobs, path: /x, items: a, page_size: {member: M, most: 0}, token: {sent: a}}
                                                                                ^
            help: `token: NextToken`, or `token: {sent: NextToken, received: NextToken}`
            """
        ),
        Golden(
            "requests of REST-JSON that are wrong",
            """
            kinds:
              - name: one
                service: lambda
                protocol: rest-json
                operation: GetX
                method: POST
                path: /2015-03-31/functions/{FunctionName}/invocations
                status: s
                statuses: {A: failed}
              - name: two
                service: batch
                protocol: rest-json
                operation: DescribeX
                method: PUT
                path: /v1/describejobs
                status: s
                statuses: {A: failed}
                policy: {has_id: true}
                listing: {method: POST, path: '/v1/{x}/submitjob'}
              - name: three
                service: batch
                protocol: rest-json
                operation: DescribeX
                path: /v1/{a}/{b}
                id: a/c
                arn: arn:aws:batch:REGION:ACCOUNT:x/A
                status: s
                statuses: {A: failed}
              - name: four
                service: batch
                protocol: rest-json
                operation: DescribeX
                path: /v1/{a}
                id: a[]/c
                status: s
                statuses: {A: failed}
            watches: []

            """,
            """
            w.yaml:6:13: error: 'method' is POST, which may do more than read at this path of lambda
                method: POST
                        ^
            help: write the path as AWS's documentation has it; awaitd sends a POST only where it knows an operation that reads
            w.yaml:14:13: error: 'PUT' is not a method that awaitd uses
                method: PUT
                        ^
            help: valid values: GET, POST
            w.yaml:15:11: error: 'path' names no resource
                path: /v1/describejobs
                      ^
            help: a path looks like /jobs/{jobId}; members that are not in it are named by `id:`
            w.yaml:18:13: error: 'policy' needs 'arn'
                policy: {has_id: true}
                        ^
            help: `itself`, `any`, or `{arn: arn:aws:…}` for the resource by which IAM decides
            w.yaml:19:14: error: 'listing' needs 'operation'
                listing: {method: POST, path: '/v1/{x}/submitjob'}
                         ^
            help: `operation: ListJobs`: the operation that lists the resources
            w.yaml:19:23: error: 'method' is POST, which may do more than read at this path of batch
                listing: {method: POST, path: '/v1/{x}/submitjob'}
                                  ^
            help: write the path as AWS's documentation has it; awaitd sends a POST only where it knows an operation that reads
            w.yaml:19:35: error: 'path' has '{x}' in it, which 'parent' does not name
                listing: {method: POST, path: '/v1/{x}/submitjob'}
                                              ^
            help: `parent: x`: the members within which it lists, as the kind's ids begin with them
            w.yaml:24:11: error: 'path' has '{b}' in it, which 'id' does not name
                path: /v1/{a}/{b}
                      ^
            help: name all members: `id: a/b/c`
            w.yaml:26:10: error: 'arn' has 1 placeholder, and an id of this kind has 2 parts
                arn: arn:aws:batch:REGION:ACCOUNT:x/A
                     ^
            help: write each part of the id in capitals, or `found_by_arn: false` if the ARN does not have them all
            w.yaml:34:9: error: 'a' is in the path, which has no lists
                id: a[]/c
                    ^
            help: leave out how it is sent
            """
        ),
    ]
}
