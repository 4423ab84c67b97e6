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
            "http://[::ffff:169.254.169.254]", "http://[::ffff:127.0.0.1]", "https://LOCALHOST",
        ]
    )
    func local(endpoint: String) throws {
        #expect(try place(["HTTP_PROXY": "http://p:1", "HTTPS_PROXY": "http://p:1"], endpoint) == nil)
    }

    @Test(
        "A name that only looks like this machine goes through the proxy, as the DNS says where it leads",
        arguments: [
            "http://aws.localhost:4566", "https://localhost.", "https://127.0.0.1.", "https://127.0.0.08",
            "https://127.1", "https://0x7f.0.0.1", "https://169.254.43518", "https://localhost.example",
        ]
    )
    func lookalikes(endpoint: String) throws {
        #expect(try place(["HTTP_PROXY": "http://p:1", "HTTPS_PROXY": "http://p:1"], endpoint) == "p:1")
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
            ("https://amazonaws.com", aws, false), ("localhost", "https://a.localhost", true),
        ]
    )
    func exceptions(list: String, endpoint: String, isDirect: Bool) throws {
        #expect(try (place(["HTTPS_PROXY": "http://p:1", "NO_PROXY": list], endpoint) == nil) == isDirect)
        #expect(try (place(["HTTPS_PROXY": "http://p:1", "no_proxy": list], endpoint) == nil) == isDirect)
    }

    @Test(
        "An entry of NO_PROXY that covers nothing is named",
        arguments: [
            ("10.0.0.0/33", "'10.0.0.0/33'"), ("a.example,10.0.0.0/x b.example", "'10.0.0.0/x'"),
            ("https://amazonaws.com", "'https://amazonaws.com'"), ("*.internal*", "'*.internal*'"), (".", "'.'"),
            ("b\u{FC}cher.example", "'b\u{FC}cher.example'"),
            ("/1,/2,/3,/4,/5,/6,/7", "'/1', '/2', '/3', '/4', '/5' and 2 more"),
            (String(repeating: "a,", count: 1_001), "NO_PROXY has 1001 entries, of which the first 1000 are heeded"),
        ]
    )
    func unusableExceptions(list: String, words: String) {
        let faults = ProxySettings(environment: ["NO_PROXY": list]).faults
        #expect(faults.count == 1 && faults.first?.hasSuffix(words) == true, "\(faults)")
        #expect(ProxySettings(environment: ["no_proxy": list]).faults.first?.hasPrefix("no_proxy has ") == true)
        #expect(ProxySettings(environment: ["NO_PROXY": "a, .b:80 [::1]:443 10.0.0.0/8 *"]).faults.isEmpty)
    }

    @Test(
        "An unusable proxy is an error, is never bypassed, and its password is never shown",
        arguments: [
            ("https://user:hunter2@p:1", "over http only"),
            ("socks5://user:hunter2@p:1", "not the address of an HTTP proxy"),
            ("http://user:hunter2@p:0", "a port that is not between"), ("http://user:hunter2@", "has no host"),
            ("http://user:hunter2@p p", "is not a URL"), ("http://user:hunter2@p:99999", "a port that is not between"),
            ("http://user:hunter2/@p:1", "write them as %2F, %3F and %23"),
            ("http://user:hunter2#x@p:1", "write them as %2F, %3F and %23"),
            ("user:hunter2?x@p:1", "write them as %2F, %3F and %23"), ("http://user:hunter2@p_%41:1", "is not a URL"),
            ("http://user:hunter2\u{E4}@p:1", "has to be written as %XX"), ("http://user:hunter2@[::1", "is not a URL"),
            ("http://user:hunter2%E4@p:1", "is not UTF-8 when decoded"),
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
        #expect(NIOTransport.faults(environment: ["HTTPS_PROXY": text]).count == 1)
    }

    @Test("Every variable's path has the same rule")
    func certificatesOfEveryVariable() {
        let files = MemoryFiles(["/home/ml/none.pem": "not one"])
        for variable in ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"] {
            let environment = [variable: "~/none.pem", "HOME": "/home/ml"]
            let faults = NIOTransport.faults(environment: environment, fileSystem: files)
            #expect(faults.count == 1 && faults.first?.contains("/home/ml/none.pem has no certificates in it") == true)
        }
        let both = ["AWS_CA_BUNDLE": "/first.pem", "REQUESTS_CA_BUNDLE": "/second.pem"]
        let faults = NIOTransport.faults(environment: both, fileSystem: files)
        #expect(faults.first?.contains("/first.pem does not exist") == true)
    }

    @Test("Certificates that cannot be read are reported at the start")
    func certificates() {
        let files = MemoryFiles(["/none.pem": "not one"])
        for (path, words) in [("/none.pem", "has no certificates in it"), ("/absent.pem", "does not exist")] {
            let faults = NIOTransport.faults(environment: ["AWS_CA_BUNDLE": path], fileSystem: files)
            #expect(faults.count == 1)
            #expect(faults.first?.contains("\(path) \(words)") == true)
        }
        #expect(NIOTransport.faults(environment: ["AWS_CA_BUNDLE": ""], fileSystem: files).isEmpty)
    }

    @Test(
        "The last @ ends a proxy's user name and password, as in curl and urllib3",
        arguments: [
            ("http://me:p@ss@p:1", "me", "p@ss"), ("me:p@ss@p:1", "me", "p@ss"),
            ("http://me@home:x@p:1", "me@home", "x"),
            ("http://me:a:b@p:1", "me", "a:b"), ("http://me@p:1", "me", ""), ("http://:x@p:1", "", "x"),
            ("http://me:100%@p:1/", "me", "100%"), ("http://me:%zz%4@p:1", "me", "%zz%4"),
            ("http://me:%2F%3F%23%40%3A%25@p:1", "me", "/?#@:%"), ("http://m%C3%A4:%c3%bc@p:1", "m\u{E4}", "\u{FC}"),
        ]
    )
    func signIn(text: String, name: String, password: String) throws {
        let proxy = try #require(
            try ProxySettings(environment: ["HTTPS_PROXY": text]).proxy(to: Endpoint(Self.aws)))
        #expect(proxy.place == "p:1")
        #expect(proxy.user?.name == name && proxy.user?.password == password)
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
