// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@Suite("Proxies")
struct ProxyTests {
    private static let aws = "https://bedrock.us-east-1.amazonaws.com"

    private func place(_ environment: [String: String], _ endpoint: String) throws -> String? {
        try ProxySettings(environment: environment).proxy(to: Endpoint(endpoint))?.place
    }

    @Test(
        "The variable is the scheme's, lower case first",
        arguments: [
            (["HTTPS_PROXY": "http://p:1"], aws, "p:1"),
            (["HTTPS_PROXY": "p"], aws, "p:80"),
            (["HTTPS_PROXY": "http://[2001:db8::1]:3128/"], aws, "[2001:db8::1]:3128"),
            (["HTTPS_PROXY": "http://p:1", "https_proxy": "http://q:2"], aws, "q:2"),
            (["HTTPS_PROXY": "http://p:1", "https_proxy": ""], aws, "p:1"),
            (["HTTP_PROXY": "http://p:1"], aws, nil),
            (["HTTP_PROXY": "http://p:1"], "http://10.0.0.1", "p:1"),
            (["http_proxy": "http://p:1", "https_proxy": "http://q:2"], "http://10.0.0.1", "p:1"),
            ([:], aws, nil),
            (["HTTPS_PROXY": "  "], aws, nil),
        ] as [([String: String], String, String?)]
    )
    func variables(environment: [String: String], endpoint: String, expected: String?) throws {
        #expect(try place(environment, endpoint) == expected)
    }

    @Test(
        "This machine and link-local addresses are reached directly",
        arguments: [
            "http://127.0.0.1:9000", "http://127.1.2.3", "http://localhost:1", "https://[::1]:2",
            "http://169.254.169.254",
            "http://169.254.170.2/v2", "http://[fd00:ec2::254]", "http://[fd00:ec2::23]", "http://[fe80::1]",
            "http://[::ffff:169.254.169.254]", "http://[::ffff:127.0.0.1]", "http://aws.localhost:4566",
        ]
    )
    func local(endpoint: String) throws {
        #expect(try place(["HTTP_PROXY": "http://p:1", "HTTPS_PROXY": "http://p:1"], endpoint) == nil)
    }

    @Test(
        "NO_PROXY works as in other tools",
        arguments: [
            ("*", aws, true),
            ("amazonaws.com", aws, true),
            (".amazonaws.com", aws, true),
            ("*.amazonaws.com", aws, true),
            ("AMAZONAWS.COM.", aws, true),
            ("bedrock.us-east-1.amazonaws.com", aws, true),
            ("bedrock.us-east-1.amazonaws.com:443", aws, true),
            ("bedrock.us-east-1.amazonaws.com:8443", aws, false),
            ("azonaws.com", aws, false),
            ("us-east-1", aws, false),
            ("", aws, false),
            (",, ,", aws, false),
            (".", aws, false),
            ("a.example , amazonaws.com", aws, true),
            ("a.example amazonaws.com", aws, true),
            ("10.0.0.0/8", "https://10.255.1.2", true),
            ("10.0.0.0/9", "https://10.128.1.2", false),
            ("10.1.2.3", "https://10.1.2.3", true),
            ("10.1.2.3:443", "https://10.1.2.3", true),
            ("10.1.2.3:80", "https://10.1.2.3", false),
            ("10.0.0.0/8", "https://10.example.com", false),
            ("0.0.0.0/0", "https://192.0.2.1", true),
            ("0.0.0.0/0", "https://[2001:db8::1]", false),
            ("::/0", "https://[2001:db8::1]", true),
            ("2001:db8::/33", "https://[2001:db8:8000::1]", false),
            ("2001:db8::1", "https://[2001:db8:0::1]", true),
            ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443", true),
            ("[2001:db8::1]:8443", "https://[2001:db8::1]", false),
            ("10.0.0.0/33,10.0.0.0/-1,10.0.0.0/x", "https://10.1.2.3", false),
            ("https://amazonaws.com", aws, false),
        ]
    )
    func exceptions(list: String, endpoint: String, isDirect: Bool) throws {
        #expect(try (place(["HTTPS_PROXY": "http://p:1", "NO_PROXY": list], endpoint) == nil) == isDirect)
        #expect(try (place(["HTTPS_PROXY": "http://p:1", "no_proxy": list], endpoint) == nil) == isDirect)
    }

    @Test(
        "An unusable proxy is an error, is never bypassed, and its password is never shown",
        arguments: [
            ("https://user:hunter2@p:1", "over http only"),
            ("socks5://user:hunter2@p:1", "not the address of an HTTP proxy"),
            ("http://user:hunter2@p:0", "a port that is not between"), ("http://user:hunter2@", "has no host"),
            ("http://user:hunter2@p p", "is not a URL"), ("http://user:hunter2@p:99999", "a port that is not between"),
        ]
    )
    func unusable(text: String, words: String) throws {
        let settings = ProxySettings(environment: ["HTTPS_PROXY": text])
        let failure = #expect(throws: TransportError.self) { try settings.proxy(to: Endpoint(Self.aws)) }
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
        #expect(failure?.message.hasPrefix("the proxy in HTTPS_PROXY ") == true)
        #expect(failure?.message.contains("hunter2") == false)
        #expect(failure?.isLasting == true)
        #expect(settings.faults == [failure?.message])
        #expect(try settings.proxy(to: Endpoint("http://10.0.0.1")) == nil)
        #expect(AHCTransport.faults(environment: ["HTTPS_PROXY": text]).count == 1)
    }

    @Test("Certificates that cannot be read are reported at the start")
    func certificates() {
        let files = MemoryFiles(["/none.pem": "not one"])
        for (path, words) in [("/none.pem", "has no certificates in it"), ("/absent.pem", "does not exist")] {
            let faults = AHCTransport.faults(environment: ["AWS_CA_BUNDLE": path], fileSystem: files)
            #expect(faults.count == 1)
            #expect(faults.first?.contains("\(path) \(words)") == true)
        }
        #expect(AHCTransport.faults(environment: ["AWS_CA_BUNDLE": ""], fileSystem: files).isEmpty)
    }

    @Test("User name and password are decoded and never printed")
    func user() throws {
        let settings = ProxySettings(environment: ["HTTPS_PROXY": "http://me%40home:s%3Acret@p:1"])
        let proxy = try #require(try settings.proxy(to: Endpoint(Self.aws)))
        #expect(proxy.user?.name == "me@home")
        #expect(proxy.user?.password == "s:cret")
        var dumped = ""
        dump(proxy, to: &dumped)
        for text in ["\(proxy)", String(reflecting: proxy), dumped, proxy.place] {
            #expect(!text.contains("s:cret") && !text.contains("home"))
        }
    }
}
