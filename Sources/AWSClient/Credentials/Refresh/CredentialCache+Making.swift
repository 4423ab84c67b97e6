// SPDX-License-Identifier: Apache-2.0

import Core

extension CredentialCache {
    /// Carries out a recipe once.
    func make(_ recipe: CredentialRecipe, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        switch recipe {
        case .keys(let keys):
            return keys
        case .role(let role, let source):
            return try await assume(role, with: source, until: deadline)
        case .webIdentity(let identity):
            return try await sts.credentials(identity, until: deadline)
        case .process(let process):
            return try await ProcessSource(runner: tools.runner, environment: tools.environment)
                .credentials(process, until: deadline)
        case .singleSignOn(let settings):
            return try await SSOSource(tools: tools).credentials(settings, until: deadline)
        case .container(let container):
            return try await ContainerSource(caller: tools.caller, fileSystem: tools.fileSystem)
                .credentials(container, until: deadline)
        case .instance(let instance):
            return try await InstanceSource(caller: tools.caller).credentials(instance, until: deadline)
        }
    }

    private var sts: STSSource {
        STSSource(caller: tools.caller, addresses: tools.addresses, fileSystem: tools.fileSystem)
    }

    /// Assumes a role; if STS does not take the source's credentials, once more with new ones.
    private func assume(
        _ role: RoleRecipe,
        with source: CredentialRecipe,
        until deadline: Deadline
    ) async throws(PollFailure) -> Credentials {
        let first = try await credentials(for: source, until: deadline)
        do throws(STSFailure) {
            return try await sts.credentials(role, with: first, until: deadline)
        } catch {
            guard error.blamesSource else { throw error.failure }
            let second = try await credentials(for: source, refusing: first, until: deadline)
            guard second != first else { throw error.failure }
            do throws(STSFailure) {
                return try await sts.credentials(role, with: second, until: deadline)
            } catch {
                throw error.failure
            }
        }
    }
}
