// swift-tools-version: 6.2
import PackageDescription

// Fuzzing of the parsers with libFuzzer, apart from the product: everything here, also the code under test, is compiled
// with its instrumentation. The sources of the libraries are links to the product's. See scripts/fuzz.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let instrumented: [SwiftSetting] = strict + [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])]

func fuzzer(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .executableTarget(
        name: name, dependencies: ["FuzzerRun"] + dependencies, swiftSettings: instrumented,
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
}

let package = Package(
    name: "credence-fuzzing",
    dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")],
    targets: [
        .target(name: "FuzzerRun", swiftSettings: strict),
        .target(name: "EventModel", swiftSettings: instrumented),
        .target(name: "Expressions", dependencies: ["EventModel"], swiftSettings: instrumented),
        .target(
            name: "PipelineSpec",
            dependencies: ["EventModel", "Expressions", .product(name: "Yams", package: "Yams")],
            swiftSettings: instrumented),
        .target(name: "Dataflow", dependencies: ["EventModel", "Expressions"], swiftSettings: instrumented),
        // Only what needs no database.
        .target(name: "StateStore", dependencies: ["EventModel"], swiftSettings: instrumented),
        fuzzer("BlocksFuzz", "Dataflow", "EventModel", "StateStore"),
        fuzzer("ExpressionsFuzz", "EventModel", "Expressions"),
        fuzzer("DurationsFuzz", "EventModel", "Expressions", "PipelineSpec"),
        fuzzer("PipelinesFuzz", "EventModel", "Expressions", "PipelineSpec"),
    ]
)
