// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// How an operation is called for one resource.
    ///
    /// The parts of the id that the path does not have, and the fixed members, are members of a JSON body if the method is
    /// POST, else parameters of the query. Sources: Smithy 2.0, "AWS JSON 1.1 protocol" and "AWS restJson1 protocol".
    package struct Request: Sendable, Hashable {
        /// The HTTP method.
        package let method: Method
        /// The path; each `{member}` in it is replaced by that part of the id.
        package let path: String
        /// Members that are the same in every request, by the names they have on the wire: `MaxResults: 1`.
        package let fixed: [String: FixedValue]
        /// The member that asks for more detail if a watch wants it: `Verbose`.
        package let verboseMember: String?

        /// A request.
        package init(
            _ method: Method,
            _ path: String,
            fixed: [String: FixedValue] = [:],
            verboseMember: String? = nil
        ) {
            self.method = method
            self.path = path
            self.fixed = fixed
            self.verboseMember = verboseMember
        }

        /// A request of AWS JSON: the parts of the id as members of its body.
        package static func body(verboseMember: String? = nil, fixed: [String: FixedValue] = [:]) -> Request {
            Request(.post, "/", fixed: fixed, verboseMember: verboseMember)
        }

        /// A request of REST-JSON for this path.
        package static func path(
            _ path: String,
            method: Method = .get,
            fixed: [String: FixedValue] = [:]
        ) -> Request {
            Request(method, path, fixed: fixed)
        }

        /// The HTTP methods of operations that read.
        package enum Method: String, Sendable, Hashable {
            /// What nearly all operations of REST-JSON use.
            case get = "GET"
            /// What AWS JSON uses, and some services of REST-JSON even for reading.
            case post = "POST"
        }

        /// The value of a fixed member.
        package enum FixedValue: Sendable, Hashable {
            /// A string.
            case string(String)
            /// A whole number.
            case integer(Int64)
            /// `true` or `false`.
            case bool(Bool)
            /// A list of strings.
            case strings([String])

            /// The value as a parameter of a query has it; of a list, the first.
            package var text: String {
                switch self {
                case .string(let text): text
                case .integer(let number): String(number)
                case .bool(let flag): flag ? "true" : "false"
                case .strings(let texts): texts.first ?? ""
                }
            }
        }
    }
}
