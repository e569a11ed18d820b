public import EventModel
import Synchronization

/// Local storage of a worker: keys and values, written in batches that are whole or not there.
///
/// It outlives the process. What was written and not synced may be lost when the machine stops: then a prefix of the
/// batches since the last sync remains, as a write-ahead log leaves it.
public final class MemoryDisk: Sendable {
    /// One change: a value, or `nil` to remove the key.
    public typealias Change = (key: [UInt8], value: [UInt8]?)

    private struct State {
        var synced: [[UInt8]: [UInt8]] = [:]
        var batches: [[Change]] = []
        var values: [[UInt8]: [UInt8]] = [:]
        var isFull = false
    }

    private let state = Mutex(State())

    /// An empty disk.
    public init() {}

    /// Whether writing fails for want of room.
    public var isFull: Bool {
        get { state.withLock { $0.isFull } }
        set { state.withLock { $0.isFull = newValue } }
    }

    /// Writes a batch; a process that has crashed writes nothing.
    ///
    /// - Throws: when the disk is full, or the process has crashed.
    public func write(_ changes: [Change], isSynced: Bool = false, by process: MemoryProcess)
        throws(LogFailure)
    {
        guard !process.isCrashed else { throw .crashed }
        let isDone = state.withLock { state in
            guard !state.isFull else { return false }
            for change in changes { state.values[change.key] = change.value }
            state.batches.append(changes)
            if isSynced { Self.sync(&state) }
            return true
        }
        guard isDone else {
            throw .refused("DISK_FULL", "no space left on the disk", hint: "free some and try again")
        }
    }

    /// The value of a key.
    public func value(of key: [UInt8]) -> [UInt8]? { state.withLock { $0.values[key] } }

    /// The keys that begin with some bytes, in order.
    public func keys(from prefix: [UInt8] = []) -> [[UInt8]] {
        state.withLock { $0.values.keys.filter { $0.starts(with: prefix) } }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Makes everything last.
    public func sync() { state.withLock { Self.sync(&$0) } }

    /// The machine stops: of what was not synced, only the first batches remain, as many as the seed says.
    public func loseUnsynced(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        state.withLock { state in
            let kept = Int.random(in: 0...state.batches.count, using: &random)
            state.values = state.synced
            for change in state.batches.prefix(kept).joined() { state.values[change.key] = change.value }
            state.batches.removeLast(state.batches.count - kept)
            Self.sync(&state)
        }
    }

    /// Everything is gone, as on a new machine.
    public func wipe() { state.withLock { $0 = State() } }

    /// Changes one bit of a value, chosen by the seed; tells whether there was one.
    @discardableResult
    public func corrupt(_ key: [UInt8], seed: UInt64) -> Bool {
        var random = SplitMix64(seed: seed)
        return state.withLock { state in
            guard var value = state.values[key], let place = value.indices.randomElement(using: &random)
            else { return false }
            value[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            state.values[key] = value
            Self.sync(&state)
            return true
        }
    }

    private static func sync(_ state: inout State) {
        state.synced = state.values
        state.batches.removeAll()
    }
}
