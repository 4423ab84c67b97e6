// SPDX-License-Identifier: Apache-2.0

import Core

/// The places that an environment alone decides about: a web identity, a container, an instance.
struct DefaultPlaces {
    let context: SearchContext

    /// `AWS_WEB_IDENTITY_TOKEN_FILE` with `AWS_ROLE_ARN` and `AWS_ROLE_SESSION_NAME`: what EKS sets for a pod.
    func webIdentity() -> CredentialFinding {
        guard let file = value("AWS_WEB_IDENTITY_TOKEN_FILE") else {
            return .absent("AWS_WEB_IDENTITY_TOKEN_FILE is not set")
        }
        guard let arn = value("AWS_ROLE_ARN") else {
            return .unusable("AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not: no role goes with the token")
        }
        let rules = RoleRules(place: "the environment", context: context)
        do throws(ProfileGraph.Unusable) {
            return .found(
                .webIdentity(
                    WebIdentityRecipe(
                        arn: try rules.arn(arn),
                        sessionName: try rules.sessionName(value("AWS_ROLE_SESSION_NAME")),
                        tokenFile: rules.path(file),
                        region: try rules.region(nil, for: arn),
                        profile: context.profile
                    )
                )
            )
        } catch {
            return .unusable(error.sentence)
        }
    }

    /// `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`, else `AWS_CONTAINER_CREDENTIALS_FULL_URI`.
    func container() -> CredentialFinding {
        do throws(ContainerAddress.Fault) {
            let address: ContainerAddress
            if let relative = value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
                address = try ContainerAddress(relative: relative)
            } else if let full = value("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
                address = try ContainerAddress(full: full)
            } else {
                return .absent("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and …_FULL_URI are not set")
            }
            let recipe = ContainerRecipe(
                endpoint: address.endpoint,
                path: address.path,
                tokenFile: value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
                token: value("AWS_CONTAINER_AUTHORIZATION_TOKEN")
            )
            return .found(.container(recipe))
        } catch {
            return .unusable(error.sentence)
        }
    }

    /// The metadata service, unless `AWS_EC2_METADATA_DISABLED` forbids it.
    ///
    /// Sources: AWS SDKs and Tools Reference Guide, "IMDS credential provider"; botocore 1.44, `configprovider.py`.
    func instance() -> CredentialFinding {
        if value("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" {
            return .absent("AWS_EC2_METADATA_DISABLED is true")
        }
        if let given = value("AWS_EC2_METADATA_SERVICE_ENDPOINT") {
            do throws(EndpointError) {
                return instance(at: try Endpoint(given))
            } catch {
                return .unusable("the address in AWS_EC2_METADATA_SERVICE_ENDPOINT \(error.reason)")
            }
        }
        switch value("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() {
        case nil, "ipv4": return instance(at: "http://169.254.169.254")
        case "ipv6": return instance(at: "http://[fd00:ec2::254]")
        case .some: return .unusable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is neither IPv4 nor IPv6")
        }
    }

    private func instance(at url: String) -> CredentialFinding {
        guard let endpoint = try? Endpoint(url) else { return .absent("it has no address") }
        return instance(at: endpoint)
    }

    private func instance(at endpoint: Endpoint) -> CredentialFinding {
        do throws(ProfileGraph.Unusable) {
            let attempts = try context.count("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts")
            let seconds = try context.count("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")
            let recipe = InstanceRecipe(
                endpoint: endpoint,
                attempts: min(attempts ?? InstanceRecipe.usualAttempts, InstanceRecipe.most),
                seconds: min(seconds ?? InstanceRecipe.usualSeconds, InstanceRecipe.most)
            )
            return .found(.instance(recipe))
        } catch {
            return .unusable(error.sentence)
        }
    }

    private func value(_ name: String) -> String? { context.value(of: name) }
}
