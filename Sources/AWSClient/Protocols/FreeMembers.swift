// SPDX-License-Identifier: Apache-2.0

/// Members of answers that hold whatever somebody gave a job for its program: its environment, its parameters and arguments.
///
/// People put passwords and tokens there, and whoever reads the journal need not be somebody who may read the job.
enum FreeMembers {
    /// How the names of such members end, in lower case.
    private static let endings = ["environment", "environmentvariables", "environmentparameters", "arguments"]

    /// Whether a member is one of them.
    ///
    /// Only lists and objects are: `"environment": "test"` is a word about the job. The hyperparameters of SageMaker, which
    /// begin with a capital, are whatever the program takes, while those of Bedrock are a fixed few numbers, and so are those
    /// that a tuning job has found.
    static func contain(_ name: String, _ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool, .integer, .number, .string: return false
        case .array, .object: break
        }
        if name.hasSuffix("HyperParameters") { return name != "TunedHyperParameters" }
        let name = name.lowercased()
        return endings.contains(where: name.hasSuffix)
    }
}
