// swift-tools-version:6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// Every target is built with language mode 6, all features that Swift 7 will switch on, and strict memory safety, so
// that each unsafe call into C is marked.
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

// Warnings are errors only on request (CI asks): a newer compiler's deprecations must not keep a packager from building
// an older awaitd.
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
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // MARK: The domain. Imports nothing but the standard library; everything else points at it.

        .target(name: "Core"),
        .testTarget(name: "CoreTests", dependencies: ["Core", "TestSupport"]),

        // MARK: What Linux gives every adapter: system errors, bounded reading, programs to run.

        .target(
            name: "Platform",
            dependencies: [
                "CKernel", "CXattr",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // MARK: The adapters, one per thing outside. None of them knows another.

        .target(name: "WatchFile", dependencies: ["Core", "CLibYAML", "Platform"]),
        .testTarget(
            name: "WatchFileTests",
            dependencies: ["WatchFile", "Core", "Platform", "TestSupport"]
        ),

        .target(
            name: "AWSClient",
            dependencies: [
                "Core", "Platform",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "AWSClientTests",
            dependencies: [
                "AWSClient", "Core", "Platform", "SimulatedAWS", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),

        .target(name: "StateStore", dependencies: ["Core", "CSQLite", "Platform"]),
        .testTarget(
            name: "StateStoreTests",
            dependencies: ["StateStore", "Core", "TestSupport"]
        ),

        .target(
            name: "Systemd",
            dependencies: ["Core", "CSystemd", "Platform", .product(name: "Logging", package: "swift-log")]
        ),
        .testTarget(
            name: "SystemdTests",
            dependencies: [
                "Systemd", "Core", "Platform", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        .target(
            name: "Control",
            dependencies: [
                "Core", "Platform",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "ControlTests",
            dependencies: [
                "Control", "Core",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),

        // MARK: The engine: due → lane → client → machine → store → told.

        .target(
            name: "Polling",
            dependencies: [
                "Core",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "PollingTests",
            dependencies: ["Polling", "Core", "StateStore", "TestSupport"]
        ),

        // MARK: The program: subcommands and composition. The only target that knows all the others.

        .executableTarget(
            name: "awaitd",
            dependencies: [
                "AWSClient", "Control", "Core", "Platform", "Polling", "StateStore", "Systemd", "WatchFile",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "AwaitdTests",
            dependencies: [
                "awaitd", "Core", "Platform", "Polling", "WatchFile", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
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
            ]
        ),
        .executableTarget(
            name: "awaitd-simulator",
            dependencies: [
                "SimulatedAWS",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "SimulatedAWSTests",
            dependencies: [
                "AWSClient", "SimulatedAWS",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),

        // MARK: What only tests use.

        .target(name: "TestSupport", dependencies: ["Core"], path: "Tests/TestSupport"),
        .executableTarget(
            name: "signing-harness",
            dependencies: ["AWSClient", "Core"],
            path: "Tests/Harnesses/Signing"
        ),
        .executableTarget(
            name: "endpoint-harness",
            dependencies: ["AWSClient", "Core"],
            path: "Tests/Harnesses/Endpoints"
        ),
        .executableTarget(
            name: "cadence-benchmark",
            dependencies: ["Core", "TestSupport"],
            path: "Tests/Benchmarks/Cadences"
        ),
        .executableTarget(
            name: "matcher-benchmark",
            dependencies: ["Core", "Polling", "StateStore", "TestSupport"],
            path: "Tests/Benchmarks/Matchers"
        ),
        .executableTarget(
            name: "awaitd-fuzz",
            dependencies: [
                "AWSClient", "Control", "Core", "Platform", "Systemd", "WatchFile",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Tests/Fuzzing"
        ),

        // MARK: The system's C libraries, each imported by exactly one target.

        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "CKernel"),
        .systemLibrary(name: "CXattr"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = strict
}
