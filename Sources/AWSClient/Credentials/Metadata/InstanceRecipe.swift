// SPDX-License-Identifier: Apache-2.0

/// The metadata service of an EC2 instance, which gives the credentials of the role that is attached to it.
package struct InstanceRecipe: Sendable, Hashable {
    /// Where it is.
    package let endpoint: Endpoint

    /// A service.
    package init(endpoint: Endpoint) {
        self.endpoint = endpoint
    }
}
