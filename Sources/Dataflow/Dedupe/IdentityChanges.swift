/// What has happened to the ids of a filter since it was last written, in its order: ids that came, and stretches that
/// were forgotten.
///
/// Nothing is noted before the first writing, as all there is has come by then; so a filter that is never written keeps
/// nothing here.
struct IdentityChanges: ~Copyable {
    /// An id that came, or the last of the stretches that were forgotten.
    struct Change: BitwiseCopyable {
        var stretch: Int64
        var high: UInt64
        var low: UInt32
        // The time of an id since the stretch's beginning + 1; 0 when stretches were forgotten.
        var mark: UInt32
    }

    private static let fewest = 1024

    /// Whether changes are noted.
    private(set) var isNoting = false
    /// How many there are.
    private(set) var count = 0
    private var capacity = 0
    private var changes: UnsafeMutablePointer<Change>?

    deinit { changes?.deallocate() }

    /// The changes; valid until another is noted.
    var all: UnsafeBufferPointer<Change> { UnsafeBufferPointer(start: changes, count: count) }

    /// Notes an id that came.
    @inline(__always)
    mutating func append(_ identity: Identity, _ stretch: Int64, _ offset: Int64) {
        guard isNoting else { return }
        add(Change(stretch: stretch, high: identity.high, low: identity.low, mark: UInt32(offset + 1)))
    }

    /// Notes that the stretches up to and including one were forgotten.
    mutating func appendForgotten(through stretch: Int64) {
        guard isNoting else { return }
        add(Change(stretch: stretch, high: 0, low: 0, mark: 0))
    }

    /// Forgets what was noted and begins to note, if that has not begun.
    mutating func begin() {
        isNoting = true
        count = 0
        guard capacity > 64 * Self.fewest else { return }
        // A burst does not keep its memory.
        changes?.deallocate()
        (changes, capacity) = (nil, 0)
    }

    private mutating func add(_ change: Change) {
        if count == capacity { grow() }
        changes?[count] = change
        count += 1
    }

    private mutating func grow() {
        let moved = UnsafeMutablePointer<Change>.allocate(capacity: max(capacity * 2, Self.fewest))
        if let changes {
            moved.moveInitialize(from: changes, count: count)
            changes.deallocate()
        }
        (changes, capacity) = (moved, max(capacity * 2, Self.fewest))
    }
}
