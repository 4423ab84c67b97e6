// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

/// Which addresses a watch file may name.
@Suite struct EndpointPolicyTests {
    private static func policy(_ allowed: String?, plain: String? = nil) -> EndpointPolicy {
        let variables = ["AWAITD_ALLOWED_ENDPOINTS": allowed, "AWAITD_ALLOW_PLAIN_HTTP": plain]
        return EndpointPolicy(environment: variables.compactMapValues(\.self))
    }

    @Test(
        arguments: [
            (nil, "https://anything.example.com", true), ("", "https://anything.example.com", true),
            (" , ", "https://anything.example.com", true),
            ("vpce.example.com", "https://vpce.example.com", true),
            ("VPCE.example.com", "https://vpce.EXAMPLE.com:8443/aws", true),
            ("vpce.example.com", "https://other.example.com", false),
            ("vpce.example.com", "https://vpce.example.com.evil.example", false),
            ("vpce.example.com", "https://a.vpce.example.com", false),
            (".example.com", "https://a.vpce.example.com", true), (".example.com", "https://example.com", false),
            (".example.com", "https://notexample.com", false),
            ("a.example, b.example c.example", "https://b.example", true),
            ("a.example, b.example c.example", "https://c.example", true),
            ("127.0.0.1", "http://127.0.0.1:9000", true), ("127.0.0.1", "http://127.0.0.2:9000", false),
            ("[::1]", "http://[::1]:9000", true), ("localhost", "http://localhost:4566", true),
            ("localhost", "http://127.0.0.1:4566", false),
            ("https://a.example:8443/team", "https://a.example:8443/team", true),
            ("https://a.example:8443/team", "https://a.example:8443/team/x", true),
            ("https://a.example:8443/team", "https://a.example:8443/teams", false),
            ("https://a.example:8443/team", "https://a.example:8443", false),
            ("https://a.example:8443/team", "https://a.example/team", false),
            ("https://a.example", "https://a.example:443/x", true), ("https://127.0.0.1", "http://127.0.0.1", false),
            ("a.example:8443", "https://a.example:8443", false), ("*", "https://a.example", false),
            ("b.example a.example/x", "https://a.example", false),
        ] as [(String?, String, Bool)])
    func theListOfTheEnvironmentCounts(allowed: String?, url: String, isAllowed: Bool) throws {
        let refusal = Self.policy(allowed).refusal(ofWatchFiles: try EndpointURL(url))
        #expect((refusal == nil) == isAllowed)
        if let refusal { #expect("\(refusal)".contains("AWAITD_ALLOWED_ENDPOINTS")) }
        // What the environment and profiles name is the administrator's.
        #expect(Self.policy(allowed).refusal(of: try EndpointURL(url)) == nil)
    }

    @Test(arguments: [
        "*", "a.example:8443", "a.example/x", "a.example:443", "user@a.example", "http://", "ftp://a", "a_b,ö",
    ])
    func anUnusableEntryIsNamed(entry: String) throws {
        let faults = Self.policy("b.example \(entry)").faults
        let named = entry.split(separator: ",").last.map(String.init) ?? ""
        #expect(faults.count == 1)
        #expect(faults.first?.contains("AWAITD_ALLOWED_ENDPOINTS has the entry '\(named)'") == true)
        #expect(Self.policy("b.example").faults.isEmpty)
        // A list of nothing usable allows nothing.
        let url = try EndpointURL("https://c.example")
        #expect(Self.policy("*").refusal(ofWatchFiles: url) != nil)
    }

    @Test(
        arguments: [(nil, false), ("", false), ("0", false), ("1", true), ("yes", false), ("true", false)]
            as [(String?, Bool)])
    func plainHTTPIsForThisMachineUnlessItIsAllowed(variable: String?, isAllowed: Bool) throws {
        let policy = Self.policy(nil, plain: variable)
        for text in ["http://10.0.0.1", "http://attacker.localhost:9000", "http://127.0.0.09", "http://localhost."] {
            let url = try EndpointURL(text)
            #expect((policy.refusal(of: url) == nil) == isAllowed)
            #expect((policy.refusal(ofWatchFiles: url) == nil) == isAllowed)
        }
        #expect(policy.refusal(of: try EndpointURL("http://127.0.0.1:1")) == nil)
        #expect(policy.faults.isEmpty == ["", "0", "1"].contains(variable ?? ""))
    }
}
