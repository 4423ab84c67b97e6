// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core

extension ProfileGraphTests {
    static let errors: [GraphCase] = [
        GraphCase(
            "a circle", "[profile p]\n\(roleA)source_profile = q\n[profile q]\n\(roleB)source_profile = p\n",
            is: .unusable(["circular", "'p' → 'q' → 'p'"])
        ),
        GraphCase(
            "a profile that is its own source", "[profile p]\n\(roleA)source_profile = p\n", is: .unusable(["circular"])
        ),
        GraphCase(
            "MFA", "[profile p]\n\(roleA)source_profile = s\nmfa_serial = arn:x\n[profile s]\n\(keys)",
            is: .unusable(["profile 'p' in /root/.aws/config", "mfa_serial"])
        ),
        GraphCase(
            "no source", "[profile p]\n\(roleA)", is: .unusable(["neither source_profile nor credential_source"])),
        GraphCase(
            "two sources", "[profile p]\n\(roleA)source_profile = s\ncredential_source = Environment\n",
            is: .unusable(["both source_profile and credential_source"])
        ),
        GraphCase(
            "a source that is nowhere", "[profile p]\n\(roleA)source_profile = s\n",
            is: .unusable(["source_profile 's'", "in neither file"])
        ),
        GraphCase(
            "a source without credentials", "[profile p]\n\(roleA)source_profile = s\n[profile s]\nregion = x\n",
            is: .unusable(["source_profile 's'", "has no credentials"])
        ),
        GraphCase(
            "a source with half a pair of keys",
            "[profile p]\n\(roleA)source_profile = s\n[profile s]\naws_secret_access_key = SECRET\n",
            is: .unusable(["profile 's' in /root/.aws/config", "without an access key id"])
        ),
        GraphCase(
            "an unknown source", "[profile p]\n\(roleA)credential_source = Moon\n",
            is: .unusable(["'Moon'", "Ec2InstanceMetadata"])
        ),
        GraphCase(
            "an environment that has none", "[profile p]\n\(roleA)credential_source = Environment\n",
            is: .unusable(["credential_source Environment", "AWS_ACCESS_KEY_ID is not set"])
        ),
        GraphCase(
            "no role's ARN", "[profile p]\nrole_arn = arn:aws:s3:::x\nsource_profile = s\n",
            is: .unusable(["not a role's ARN"])
        ),
        GraphCase(
            "a duration that is too short", "[profile p]\n\(roleA)source_profile = s\nduration_seconds = 60\n",
            is: .unusable(["duration_seconds", "900 to 43200"])
        ),
        GraphCase(
            "a session name with a space", "[profile p]\n\(roleA)source_profile = s\nrole_session_name = a b\n",
            is: .unusable(["role_session_name"])
        ),
        GraphCase(
            "a web identity without a role", "[profile p]\nweb_identity_token_file = /t\n",
            is: .unusable(["no role_arn"])
        ),
        GraphCase(
            "a web identity of the environment without a role", "[default]\n\(keys)",
            environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"], .defaultChain, is: .unusable(["AWS_ROLE_ARN is not"])
        ),
        GraphCase(
            "an sso_session that is nowhere", "[profile p]\nsso_session = my\n\(ssoKeys)", is: .unusable(["'my'"])),
        GraphCase(
            "a sign-in without its role", "[profile p]\nsso_account_id = 123456789012\n\(ssoShared)",
            is: .unusable(["no sso_role_name"])
        ),
        GraphCase(
            "a sign-in without its region",
            "[profile p]\nsso_session = my\n\(ssoKeys)[sso-session my]\nsso_start_url = https://x\n",
            is: .unusable(["no sso_region"])
        ),
        GraphCase(
            "a profile that contradicts its sso-session",
            "[profile p]\nsso_session = my\nsso_region = us-east-1\n\(ssoKeys)[sso-session my]\n\(ssoShared)",
            is: .unusable(["disagree about sso_region"])
        ),
        GraphCase(
            "a process with an open quote", "[profile p]\ncredential_process = x 'SECRET\n",
            is: .unusable(["a quote that is not closed"])
        ),
        GraphCase(
            "a container far away", "",
            environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/SECRET"], .defaultChain,
            is: .unusable(["example.com", "plain http"])
        ),
        GraphCase(
            "a metadata service that has no address", "", environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "SECRET"],
            .defaultChain, is: .unusable(["AWS_EC2_METADATA_SERVICE_ENDPOINT"])
        ),
        GraphCase(
            "an instance that is not to be asked", "", environment: ["AWS_EC2_METADATA_DISABLED": "TRUE"],
            .defaultChain,
            is: .nothing(["AWS_ACCESS_KEY_ID is not set", "AWS_EC2_METADATA_DISABLED is true"])
        ),
        GraphCase("no such profile", "", is: .nothing(["/root/.aws/config has no profile 'p'"])),
        GraphCase(
            "a profile with nothing", "[profile p]\nregion = x\n", is: .nothing(["has no aws_access_key_id"])
        ),
    ]
}
