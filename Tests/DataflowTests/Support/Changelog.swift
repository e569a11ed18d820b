import Dataflow

/// The changelog of one operator in memory: what it writes at each commit, and states built from any stretch of it.
struct Changelog {
    private struct Block {
        var bytes: [UInt8]
        var endsRound: Bool
    }

    private var blocks: [Block] = []
    // The first block of the round that is under way.
    private var roundStart = 0
    // The first block of the last full round.
    private var fullRound = 0

    /// How many commits there were.
    var count: Int { blocks.count }

    /// Where the stretch begins that a restore needs at least; anything before it does no harm.
    var neededFrom: Int { fullRound }

    /// How many rounds are complete: before the first one a state that was restored cannot be had from here.
    private(set) var rounds = 0

    /// Writes what has changed, and a slice.
    mutating func commit(_ state: any DurableState, sliceBytes: Int) {
        let writer = StateWriter()
        if state.hasChanges { state.writeChanges(to: writer) }
        let isComplete = state.writeSlice(bytes: sliceBytes, to: writer)
        blocks.append(Block(bytes: Array(writer.bytes), endsRound: isComplete))
        if isComplete {
            rounds += 1
            fullRound = roundStart
            roundStart = blocks.count
        }
    }

    /// Builds a state from the blocks `from...`; from the beginning, or at most from ``neededFrom``.
    func restore(_ state: any DurableState, from first: Int = 0) throws {
        precondition(first <= neededFrom)
        for block in blocks[first...] {
            try block.bytes.withUnsafeBytes { bytes in
                var reader = StateReader(bytes)
                try state.restore(from: &reader)
            }
        }
        state.finishRestore()
    }
}
