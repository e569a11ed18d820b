import EventModel

/// What of provisional results no longer holds, and which metrics told what.
///
/// A metric tells a session only if it counts rows of it, so that each needs a mark of its own.
struct ToldSessions {
    /// A session that was told and is to be withdrawn.
    struct Withdrawal {
        var key: UInt32
        var start: Int64
        var end: Int64
    }

    /// What is to be withdrawn.
    private(set) var withdrawals: [Withdrawal] = []
    // As many words of marks for each of them.
    private var withdrawnMarks: [UInt64] = []
    // By the place of the session's first fragment.
    private var marks: [UInt64] = []
    private let wordsEach: Int

    init(metricCount: Int) { wordsEach = (metricCount + 63) / 64 }

    var byteCount: Int { (marks.capacity + withdrawnMarks.capacity) * 8 + withdrawals.capacity * 24 }

    /// Forgets what was told of a session.
    mutating func clear(_ place: Int32) {
        let first = Int(place) * wordsEach
        guard first < marks.count else { return }
        for word in first..<first + wordsEach { marks[word] = 0 }
    }

    /// Notes that a metric has told a session.
    mutating func mark(_ place: Int32, metric: Int) {
        let word = Int(place) * wordsEach + metric >> 6
        if word >= marks.count {
            let count = max((Int(place) + 1) * wordsEach, marks.count * 3 / 2) - marks.count
            // A whole number of sessions.
            marks.append(contentsOf: repeatElement(0, count: (count + wordsEach - 1) / wordsEach * wordsEach))
        }
        marks[word] |= 1 << UInt64(metric & 63)
    }

    /// Which metrics have told a session.
    func marks(of place: Int32) -> [UInt64] {
        let first = Int(place) * wordsEach
        guard first < marks.count else { return Array(repeating: 0, count: wordsEach) }
        return Array(marks[first..<first + wordsEach])
    }

    /// Writes what is to be withdrawn.
    func writeWithdrawals(_ keys: SymbolTable, to writer: StateWriter) {
        writer.count(withdrawals.count)
        for (number, withdrawn) in withdrawals.enumerated() {
            writer.bytes(keys.bytes(of: withdrawn.key))
            writer.integer(withdrawn.start)
            writer.integer(withdrawn.end)
            for word in withdrawnMarks[number * wordsEach..<(number + 1) * wordsEach] { writer.word(word) }
        }
    }

    /// Reads what is to be withdrawn, in place of what was.
    mutating func restoreWithdrawals(
        _ keys: SymbolTable, parts: Int, from reader: inout StateReader
    ) throws(StateDamage) {
        removeWithdrawals()
        for _ in 0..<(try reader.count(ofEntriesWithBytes: 4)) {
            let key = try reader.key(of: parts, in: keys)
            let start = try reader.integer()
            withdrawals.append(Withdrawal(key: key, start: start, end: try reader.integer()))
            for _ in 0..<wordsEach { withdrawnMarks.append(try reader.word()) }
        }
    }

    /// Reads which metrics have told a session.
    mutating func restoreMarks(of place: Int32, from reader: inout StateReader) throws(StateDamage) {
        clear(place)
        for word in 0..<wordsEach {
            let bits = try reader.word()
            for bit in 0..<64 where bits >> UInt64(bit) & 1 != 0 { mark(place, metric: word * 64 + bit) }
        }
    }

    /// Notes that what was told of a session is to be withdrawn.
    mutating func withdraw(_ place: Int32, _ fragment: SessionFragment) {
        let first = Int(place) * wordsEach
        guard first < marks.count else { return }
        withdrawals.append(
            Withdrawal(key: fragment.key, start: fragment.toldStart, end: fragment.toldEnd))
        withdrawnMarks.append(contentsOf: marks[first..<first + wordsEach])
    }

    /// Whether a metric has told what is to be withdrawn.
    func isTold(_ withdrawal: Int, by metric: Int) -> Bool {
        withdrawnMarks[withdrawal * wordsEach + metric >> 6] >> UInt64(metric & 63) & 1 != 0
    }

    /// Forgets what was to be withdrawn.
    mutating func removeWithdrawals() {
        withdrawals.removeAll(keepingCapacity: true)
        withdrawnMarks.removeAll(keepingCapacity: true)
    }
}
