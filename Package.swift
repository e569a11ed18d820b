// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")

func library(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: Target.Dependency..., resources: [Resource] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, resources: resources,
        swiftSettings: strict)
}

let package = Package(
    name: "credence",
    products: [.executable(name: "credence", targets: ["credence"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // What the system provides.
        .systemLibrary(
            name: "CRdKafka", pkgConfig: "rdkafka",
            providers: [.apt(["librdkafka-dev"]), .brew(["librdkafka"])]),
        .systemLibrary(
            name: "CRocksDB", providers: [.apt(["librocksdb-dev"]), .brew(["rocksdb"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),

        // The layers, lowest first; each names all it may import.
        library("EventModel"),
        library("Expressions", "EventModel"),
        library("PipelineSpec", "EventModel", "Expressions", yams),
        library("Decoding", "EventModel", "CSimdJSON"),
        library("Dataflow", "EventModel", "Expressions"),
        library("Planning", "EventModel", "Expressions", "PipelineSpec", "Dataflow"),
        library("KafkaLog", "EventModel", "CRdKafka"),
        library("StateStore", "EventModel", "CRocksDB"),
        library("EventFiles", "EventModel", "CZlib", "CZstd"),
        library(
            "Worker", "EventModel", "Expressions", "PipelineSpec", "Dataflow", "Decoding", "Planning",
            "StateStore"),
        library("KafkaWorker", "EventModel", "KafkaLog", "StateStore", "Worker"),
        library("Marketplace", "EventModel"),
        library("Scoring", "EventModel"),
        library("ReplayDifference", "EventModel"),
        library("Replay", "EventModel", "Dataflow", "Planning", "EventFiles", "Worker"),
        library(
            "Simulation", "EventModel", "Expressions", "PipelineSpec", "Dataflow", "Planning", "StateStore",
            "Worker"),
        library(
            "PipelineCases", "EventModel", "PipelineSpec", "Dataflow", "Planning", "Worker", "Simulation"),
        .executableTarget(
            name: "credence",
            dependencies: [
                "EventModel", "Expressions", "PipelineSpec", "Dataflow", "Decoding", "Planning", "KafkaLog",
                "EventFiles", "StateStore", "Worker", "KafkaWorker", "Replay", "ReplayDifference",
                "Marketplace", "Scoring",
                "PipelineCases",
                argumentParser, logging, lifecycle,
                signals, yams,
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "credence-simulator", dependencies: ["EventModel", "Simulation", argumentParser],
            swiftSettings: strict),

        // Measurements; see their first lines.
        .target(
            name: "StandardInput", dependencies: ["EventModel"], path: "Benchmarks/StandardInput",
            swiftSettings: strict),
        .executableTarget(
            name: "worker-benchmark",
            dependencies: [
                "EventModel", "PipelineSpec", "Planning", "KafkaLog", "CRdKafka", "StandardInput", "Worker",
                "KafkaWorker",
            ],
            path: "Benchmarks/WorkerBenchmark", exclude: ["Pipelines"], swiftSettings: strict),
        .executableTarget(
            name: "decode-benchmark", dependencies: ["EventModel", "Decoding", "CSimdJSON", "StandardInput"],
            path: "Benchmarks/DecodeBenchmark", swiftSettings: strict),
        .executableTarget(
            name: "engine-benchmark",
            dependencies: ["EventModel", "Expressions", "Decoding", "Dataflow", "StandardInput"],
            path: "Benchmarks/EngineBenchmark", swiftSettings: strict),

        // What a test of local state kills.
        .executableTarget(
            name: "state-store-child", dependencies: ["EventModel", "StateStore"],
            path: "Tests/StateStoreChild",
            swiftSettings: strict),

        // Kills workers while events flow; `scripts/chaos` runs it.
        .executableTarget(
            name: "chaos-trial",
            dependencies: [
                "EventModel", "PipelineSpec", "Planning", "KafkaLog", "Worker", argumentParser,
            ],
            path: "Tests/ChaosTrial", swiftSettings: strict),

        tests("EventModel"),
        tests("Expressions", "EventModel"),
        tests("PipelineSpec", "EventModel", "Expressions"),
        tests("Decoding", "EventModel", "CSimdJSON"),
        tests("Dataflow", "EventModel", "Expressions"),
        tests("Planning", "EventModel", "Expressions", "PipelineSpec", "Dataflow"),
        tests("KafkaLog", "EventModel"),
        tests("StateStore", "EventModel", "state-store-child"),
        tests("EventFiles", "EventModel", "CZlib", "CZstd"),
        tests(
            "Worker", "EventModel", "Expressions", "PipelineSpec", "Dataflow", "Decoding", "Planning",
            "KafkaLog", "EventFiles", "Simulation", "StateStore"),
        tests("Marketplace", "EventModel"),
        tests("Simulation", "EventModel"),
        tests("Scoring", "EventModel"),
        tests("ReplayDifference", "EventModel"),
        tests("Replay", "EventModel", "PipelineSpec", "Planning", "Worker", "Simulation"),
        tests("PipelineCases", "PipelineSpec"),
        .testTarget(
            name: "CommandTests",
            dependencies: ["credence", "chaos-trial", "EventModel", "KafkaLog", yams],
            swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
