// swift-tools-version:6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// The settings every target of awaitd is built with: language mode 6, all features that Swift 7 will
// switch on, and strict memory safety, so that each unsafe call into C is marked where it stands.
var strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
]

// Warnings stop a build only where somebody asked for it (CI does): a newer compiler's deprecations must not
// keep a packager from building an older awaitd.
if Context.environment["WARNINGS_AS_ERRORS"] != nil {
    strict.append(.treatAllWarnings(as: .error))
}

let package = Package(
    name: "awaitd",
    products: [
        .executable(name: "awaitd", targets: ["awaitd"]),
        .executable(name: "awaitd-simulator", targets: ["awaitd-simulator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // MARK: The domain. Imports nothing but the standard library; everything else points at it.

        .target(name: "Lifecycle", swiftSettings: strict),
        .testTarget(name: "LifecycleTests", dependencies: ["Lifecycle", "TestSupport"], swiftSettings: strict),

        // MARK: The adapters, one per thing outside. None of them knows another.

        .target(name: "WatchFile", dependencies: ["Lifecycle", "CLibYAML"], swiftSettings: strict),
        .testTarget(
            name: "WatchFileTests",
            dependencies: ["WatchFile", "Lifecycle", "TestSupport"],
            swiftSettings: strict
        ),

        .target(
            name: "AWSClient",
            dependencies: [
                "CSpawn", "Lifecycle",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "AWSClientTests",
            dependencies: [
                "AWSClient", "Lifecycle", "SimulatedAWS", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),

        .target(name: "StateStore", dependencies: ["Lifecycle", "CSQLite"], swiftSettings: strict),
        .testTarget(
            name: "StateStoreTests",
            dependencies: ["StateStore", "Lifecycle", "TestSupport"],
            swiftSettings: strict
        ),

        .target(
            name: "Systemd",
            dependencies: ["Lifecycle", "CSystemd", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SystemdTests",
            dependencies: [
                "Systemd", "Lifecycle", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),

        .target(
            name: "Control",
            dependencies: [
                "Lifecycle",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ControlTests",
            dependencies: [
                "Control", "Lifecycle",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),

        // MARK: The engine: due → lane → client → machine → store → told.

        .target(
            name: "Polling",
            dependencies: [
                "Lifecycle",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PollingTests",
            dependencies: ["Polling", "Lifecycle", "StateStore", "TestSupport"],
            swiftSettings: strict
        ),

        // MARK: The program: subcommands and composition. The only target that knows all the others.

        .executableTarget(
            name: "awaitd",
            dependencies: [
                "AWSClient", "Control", "Lifecycle", "Polling", "StateStore", "Systemd", "WatchFile",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "AwaitdTests",
            dependencies: [
                "awaitd", "Lifecycle", "Polling", "WatchFile", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        // MARK: Amazon ML and Bedrock on loopback, for the quickstart and the tests. Never part of the daemon.

        .target(
            name: "SimulatedAWS",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "awaitd-simulator",
            dependencies: [
                "SimulatedAWS",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SimulatedAWSTests",
            dependencies: [
                "SimulatedAWS",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),

        // MARK: What only tests use.

        .target(name: "TestSupport", dependencies: ["Lifecycle"], path: "Tests/TestSupport", swiftSettings: strict),
        .executableTarget(
            name: "signing-harness",
            dependencies: ["AWSClient", "Lifecycle"],
            path: "Tests/SigningHarness",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "endpoint-harness",
            dependencies: ["AWSClient", "Lifecycle"],
            path: "Tests/EndpointHarness",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "awaitd-fuzz",
            dependencies: [
                "AWSClient", "Lifecycle", "WatchFile",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Fuzzer",
            swiftSettings: strict
        ),

        // MARK: The system's C libraries, each imported by exactly one target.

        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CSpawn"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    ]
)
