// SPDX-License-Identifier: Apache-2.0

/// Bedrock's AgentCore, and the host that runs flows.
///
/// Source: botocore 1.44, the services' models. AWS's endpoint data lists no regions for them.
extension AWSService {
    /// AgentCore's data plane: evaluations, recommendations and tests of agents.
    package static let agentCore = AWSService(
        name: "bedrock-agentcore",
        title: "Bedrock AgentCore",
        transport: .restJSON
    )

    /// AgentCore's control plane: a host of its own.
    package static let agentCoreControl = AWSService(
        name: "bedrock-agentcore-control",
        signingName: "bedrock-agentcore",
        title: "Bedrock AgentCore Control",
        transport: .restJSON
    )

    /// The host that runs agents and flows; assumed to be where the agents themselves are.
    package static let bedrockAgentRuntime = AWSService(
        name: "bedrock-agent-runtime",
        signingName: "bedrock",
        title: "Bedrock Agents Runtime",
        transport: .restJSON,
        regions: AWSService.bedrockAgent.regions
    )
}
