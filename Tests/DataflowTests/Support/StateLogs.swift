import Dataflow
import EventModel

/// The changelogs of several states that are committed together.
struct StateLogs {
    private var logs: [Changelog] = []

    /// Writes what has changed of each, and slices of random sizes.
    mutating func commit(_ states: [any DurableState], using random: inout SplitMix64) {
        if logs.isEmpty { logs = states.map { _ in Changelog() } }
        for (place, state) in states.enumerated() {
            let bytes = [1, 60, 300, 5_000].randomElement(using: &random) ?? 1
            logs[place].commit(state, sliceBytes: bytes)
        }
    }

    /// Builds states from random stretches that are long enough, then writes what was built and builds it again: what
    /// was restored must be able to restore others.
    func restore(
        _ make: () throws -> [any DurableState], using random: inout SplitMix64
    ) throws {
        let states = try make()
        for (log, state) in zip(logs, states) {
            try log.restore(state, from: Int.random(in: 0...log.neededFrom, using: &random))
        }
        guard Bool.random(using: &random) else { return }
        var copies: [Changelog] = []
        for state in states {
            var log = Changelog()
            for _ in 0..<40 { log.commit(state, sliceBytes: 1) }
            log.commit(state, sliceBytes: 1_000_000)
            log.commit(state, sliceBytes: 1_000_000)
            copies.append(log)
        }
        for (log, state) in zip(copies, try make()) { try log.restore(state, from: log.neededFrom) }
    }

    /// What one state wrote in one commit.
    static func bytes(of state: any DurableState) -> [UInt8] {
        let writer = StateWriter()
        state.writeChanges(to: writer)
        _ = state.writeSlice(bytes: 1_000_000, to: writer)
        return Array(writer.bytes)
    }
}
