/// State that outlives its process: it is written entry by entry, and can be built again from what was written.
///
/// An entry is whatever an operator keeps together, such as all that is known of one key. At each commit a task writes
/// the entries that have changed, and beside them a *slice*: the entries that come next on a round through everything
/// there is. Whoever reads any stretch of one full round in order, each entry replacing what was there before, has the
/// state of its end; entries that were removed are written as removed.
///
/// Symbols and other numbers that mean something only to this process never leave it: strings are written as bytes.
/// What follows from other state (timers, indexes, sums of panes) need not be written if it can be built again.
public protocol DurableState: AnyObject {
    /// Whether ``writeChanges(to:)`` would write anything.
    var hasChanges: Bool { get }
    /// Writes the entries that have changed since the last call, and forgets that they have.
    ///
    /// - Complexity: O(changed entries).
    func writeChanges(to writer: StateWriter)
    /// Writes the next entries of the round, as they are now, and stops soon after `bytes` bytes.
    ///
    /// Entries that are there for the whole round are written in it at least once, whatever comes and goes meanwhile.
    /// - Returns: whether the round is complete; the next call begins another one.
    /// - Complexity: O(entries written), never O(all entries).
    func writeSlice(bytes: Int, to writer: StateWriter) -> Bool
    /// Takes over entries that ``writeChanges(to:)`` or ``writeSlice(bytes:to:)`` have written, until the reader is at its
    /// end. They do not count as changed.
    ///
    /// - Throws: when the bytes are not what this version of the operator writes.
    func restore(from reader: inout StateReader) throws(StateDamage)
    /// All that was written has been taken over: builds what follows from it. Nothing else is called before it, and it is
    /// called once, also when nothing was written.
    func finishRestore()
}

/// Bytes that are not what was to be read.
public struct StateDamage: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var message: String
    /// The message.
    public var description: String { message }

    /// Says what is wrong.
    public init(_ message: String) { self.message = message }
}
