// SPDX-License-Identifier: Apache-2.0

extension Kind {
    /// Every kind that awaitd knows, in the order in which `awaitd kinds` prints them.
    ///
    /// Operations, paths, members, ids and statuses are those of botocore's models, with which a test compares them. The
    /// states that statuses mean follow the rule that ``StatusRules`` states.
    package static let all: [Kind] = amazonML + bedrock + bedrockAgent + bedrockInvocations + sageMaker
}
