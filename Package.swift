// swift-tools-version:6.2
// Targets stand in the order the data flows. A target may import only what stands above it;
// Tests/TidyTests/LayerTests.swift holds that.

import PackageDescription

let strict = Context.environment["ROCADE_STRICT"] == "1"
let everywhere: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

/// Test targets by name, each with what it tests; all may use `TestSupport`.
func tests(_ targets: KeyValuePairs<String, [String]>) -> [Target] {
    targets.map { name, dependencies in
        .testTarget(
            name: name, dependencies: (["TestSupport"] + dependencies).map { .byName(name: $0) },
            exclude: name == "ScenarioTests" ? ["Fixtures"] : [], swiftSettings: everywhere)
    }
}

let package = Package(
    name: "rocade",
    products: [
        .executable(name: "rocade", targets: ["rocade"]),
        .executable(name: "KafkaMock", targets: ["KafkaMock"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.30.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.0.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift.git", from: "0.2.0"),
    ],
    targets: [
        // MARK: Walls around foreign code
        .systemLibrary(name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"])]),
        .systemLibrary(name: "CPROJ", pkgConfig: "proj", providers: [.apt(["libproj-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(
            name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
        .systemLibrary(
            name: "CKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "COsmium",
            cxxSettings: [.define("NDEBUG"), .define("OSMIUM_WITH_LZ4")],
            linkerSettings: [.linkedLibrary("z"), .linkedLibrary("expat"), .linkedLibrary("lz4")]
        ),

        // MARK: The pipeline, left to right
        .target(name: "Base", swiftSettings: everywhere),
        .target(name: "Roads", dependencies: ["Base"], swiftSettings: everywhere),
        .target(
            name: "MapImport",
            dependencies: ["CGEOS", "CPROJ", "COsmium", "Base", "Roads"],
            swiftSettings: everywhere
        ),
        .target(name: "Demand", dependencies: ["Base", "Roads"], swiftSettings: everywhere),
        .target(
            name: "Traffic", dependencies: ["Base", "Roads", "Demand"], swiftSettings: everywhere),
        .target(name: "Records", dependencies: ["Base"], swiftSettings: everywhere),
        .target(
            name: "Telemetry",
            dependencies: ["Base", "Roads", "Demand", "Traffic", "Records"],
            swiftSettings: everywhere
        ),
        .target(
            name: "Sinks",
            dependencies: [
                "CZstd", "CZlib", "CMosquitto", "CKafka", "CPostgres", "Base", "Records",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: everywhere
        ),
        .target(
            name: "Platform",
            dependencies: [
                "CCrypto", "Base", "Roads", "Records",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: everywhere
        ),
        .target(
            name: "Checks",
            dependencies: ["Base", "Roads", "Records", "Sinks"],
            swiftSettings: everywhere
        ),
        .target(
            name: "Planning",
            dependencies: ["Base", "Sinks", "Checks"],
            swiftSettings: everywhere
        ),

        // MARK: Around the pipeline
        .target(
            name: "Scenario",
            dependencies: [
                "Base", "Demand", "Traffic", "Records", "Telemetry", "Sinks", "Platform", "Checks",
                "Planning", "Yams",
            ],
            swiftSettings: everywhere
        ),
        .target(
            name: "Harness",
            dependencies: [
                "CZlib", "CCrypto", "CMalloc", "Base", "Roads", "MapImport", "Demand", "Traffic",
                "Records", "Telemetry", "Sinks", "Platform", "Checks", "Planning", "Scenario",
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: everywhere
        ),
        .target(
            name: "Server",
            dependencies: [
                "Base", "Records", "Sinks", "Platform", "Scenario", "Harness",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: everywhere
        ),
        .executableTarget(
            name: "rocade",
            dependencies: [
                "Base", "Roads", "MapImport", "Demand", "Traffic", "Records", "Telemetry", "Sinks",
                "Platform", "Checks", "Planning", "Scenario", "Harness", "Server",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: everywhere
        ),

        // MARK: Tests
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: everywhere),
        .executableTarget(name: "KafkaMock", dependencies: ["CKafka"], path: "Tests/KafkaMock"),
    ]
        + tests([
            "BaseTests": ["Base"],
            "RoadsTests": ["Base", "Roads"],
            "MapImportTests": ["COsmium", "Base", "Roads", "MapImport"],
            "DemandTests": ["Base", "Roads", "Demand"],
            "TrafficTests": ["Base", "Roads", "Demand", "Traffic"],
            "RecordsTests": ["Base", "Records"],
            "TelemetryTests": ["Base", "Roads", "Demand", "Traffic", "Records", "Telemetry"],
            "SinksTests": ["CZstd", "Base", "Records", "Sinks"],
            "DeliveryTests": [
                "Base", "Records", "Sinks", "Checks", "Scenario", "Harness", "Server",
            ],
            "PlatformTests": ["Base", "Roads", "Records", "Platform"],
            "ChecksTests": ["Base", "Roads", "Records", "Sinks", "Checks"],
            "PlanningTests": ["Base", "Sinks", "Checks", "Planning"],
            "ScenarioTests": [
                "Base", "Demand", "Traffic", "Records", "Telemetry", "Sinks", "Platform", "Checks",
                "Planning", "Scenario",
            ],
            "HarnessTests": [
                "Base", "Roads", "MapImport", "Demand", "Traffic", "Records", "Telemetry", "Sinks",
                "Platform", "Checks", "Planning", "Scenario", "Harness",
            ],
            "TidyTests": [],
        ]),
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
