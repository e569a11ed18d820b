import Dataflow
import EventModel
import Testing

@Suite struct BenjaminiHochbergTests {
    private static let batch = [
        0.4085, 0.8079, 0.0117, 0.805, 0.0047, 0.5153, 0.9992, 0.0059, 0.3834, 0.0539, 0.0488, 0.0108,
        0.0453, 0.2858, 0.0052, 0.0101, 0.0078, 0.0028,
    ]

    // Reference: numpy.flatnonzero(scipy.stats.false_discovery_control(p) <= 0.05), SciPy 1.17.
    @Test func `the discoveries are SciPy's`() {
        let found = BenjaminiHochberg().discoveries(among: Self.batch)
        #expect(found.indices.filter { found[$0] } == [2, 4, 7, 11, 14, 15, 16, 17])
    }

    @Test func `a later test may carry earlier ones over the line`() {
        // Neither 0.04 is below 0.05 / 2, but the second is at 2 · 0.05 / 2.
        #expect(BenjaminiHochberg().discoveries(among: [0.04, 0.04]) == [true, true])
        #expect(BenjaminiHochberg().discoveries(among: [0.04, 0.06]) == [false, false])
    }

    @Test func `nothing is found among nothing, or among what is no number`() {
        #expect(BenjaminiHochberg().discoveries(among: []) == [])
        #expect(BenjaminiHochberg().discoveries(among: [.nan]) == [false])
        // A test without an answer still counts among the tests that were made.
        #expect(BenjaminiHochberg().discoveries(among: [0.04, .nan]) == [false, false])
        #expect(BenjaminiHochberg().discoveries(among: [0.02, .nan]) == [true, false])
    }

    @Test(arguments: UInt64(0)..<200)
    func `neither order nor ties show`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let values = (0..<Int.random(in: 1...30, using: &random)).map { _ in
            Double(Int.random(in: 0...20, using: &random)) / 200
        }
        let procedure = BenjaminiHochberg()
        let found = Set(zip(values, procedure.discoveries(among: values)).filter(\.1).map(\.0))
        let shuffled = values.shuffled(using: &random)
        let foundShuffled = Set(zip(shuffled, procedure.discoveries(among: shuffled)).filter(\.1).map(\.0))
        #expect(found == foundShuffled, "seed \(seed)")
        // The definition, for each value: some p at or above it is under the line of its own rank.
        for value in Set(values) {
            let isFound = values.contains { other in
                other >= value
                    && other * Double(values.count) <= 0.05 * Double(values.filter { $0 <= other }.count)
            }
            #expect(found.contains(value) == isFound, "seed \(seed)")
        }
    }
}
