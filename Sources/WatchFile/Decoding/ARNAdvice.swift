// SPDX-License-Identifier: Apache-2.0

package import Core

/// What to do about the ARN of a resource that awaitd does not know.
package enum ARNAdvice {
    /// Names the resource type that was probably meant, else the types of the service, else the services.
    package static func help(for arn: ARN) -> String {
        let patterns = Kind.all.filter(\.id.isFoundByARN).flatMap(\.id.arns)
        let alike = patterns.filter { $0.service == arn.service }.map(\.resource)
        guard alike.isEmpty else { return help(for: arn, among: alike) }
        var services: [String] = []
        for pattern in patterns where !services.contains(pattern.service) { services.append(pattern.service) }
        if let meant = Suggestion.nearest(to: arn.service, among: services) { return "did you mean '\(meant)'?" }
        let others = services.count - 3
        return "awaitd knows ARNs of \(services.prefix(3).joined(separator: ", ")) and \(others) more services; "
            + "`awaitd kinds` lists the kinds"
    }

    private static func help(for arn: ARN, among resources: [String]) -> String {
        let type = firstPart(arn.resource)
        guard let meant = Suggestion.nearest(to: type, among: resources.map(firstPart)) else {
            return "valid types of \(arn.service.shownInMessage): \(resources.joined(separator: ", "))"
        }
        let forms = resources.filter { firstPart($0) == meant }.map { "'\($0)'" }.joined(separator: " or ")
        return meant == type ? "an ARN of this type ends in \(forms)" : "did you mean \(forms)?"
    }

    private static func firstPart(_ resource: String) -> String {
        String(resource.prefix { $0 != "/" && $0 != ":" })
    }
}
