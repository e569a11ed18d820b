import Foundation
import Testing

/// Workers that are killed, in short; `scripts/chaos` does it at length.
@Suite(.serialized) struct ChaosTests {
    @Test func `workers that are killed, leave and join tell what an undisturbed one tells`() async throws {
        try await Scene.play { scene in
            let seed = UInt64.random(in: 0...999_999)
            print("chaos with seed \(seed)")
            let environment = ProcessInfo.processInfo.environment["CREDENCE_TEST_BOOTSTRAP"].map {
                ["CREDENCE_TEST_BOOTSTRAP": $0]
            }
            let trial = try scene.start(
                try Binary.path("chaos-trial"),
                [
                    "--events", "60000", "--seconds", "15", "--seed", "\(seed)", "--credence",
                    try Binary.path(),
                ], environment: environment ?? [:])
            #expect(try await trial.end(within: 600) == 0, "seed \(seed)\n\(trial.report)")
            #expect(trial.output.contains("passed (seed \(seed))"))
        }
    }
}
