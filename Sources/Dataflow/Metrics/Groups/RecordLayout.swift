/// What the words of a group's records are, and how two records of a key become one.
///
/// Words that add up can be taken out of a running total again, exactly. Folds (the smallest, the earliest …) cannot:
/// windows that leave panes behind keep them in a ``FrontStack``.
public struct RecordLayout: Hashable, Sendable {
    /// Keeps one of two values.
    public struct Fold: Hashable, Sendable {
        var form: FoldForm
        var first: Int
        /// Whether its value is a symbol, which means something else in another task's table.
        var holdsSymbol: Bool
    }

    /// A decayed sum: two words.
    struct Decay: Hashable, Sendable {
        var halfLifeMilliseconds: Int64
        var first: Int
    }

    /// How many words a record has.
    public private(set) var wordCount = 0
    /// Words that add up.
    private(set) var sums: [Int] = []
    /// The first of two words that add up as a 128-bit integer.
    private(set) var wideSums: [Int] = []
    private(set) var folds: [Fold] = []
    private(set) var decays: [Decay] = []
    /// The sketches beside the words.
    private(set) var sketches: [SketchForm] = []
    /// A record of no rows.
    private(set) var empty: [Int64] = []

    init() {}

    /// Whether all of a record can be taken out of a total again.
    var isSubtractable: Bool { folds.isEmpty && sketches.isEmpty }

    mutating func addSum() -> Int {
        sums.append(wordCount)
        return append([0])
    }

    mutating func addWideSum() -> Int {
        wideSums.append(wordCount)
        return append([0, 0])
    }

    mutating func addFold(_ form: FoldForm, holdsSymbol: Bool = false) -> Int {
        folds.append(Fold(form: form, first: wordCount, holdsSymbol: holdsSymbol))
        return append(form.empty)
    }

    mutating func addDecay(halfLifeMilliseconds: Int64) -> Int {
        decays.append(Decay(halfLifeMilliseconds: halfLifeMilliseconds, first: wordCount))
        return append([0, 0])
    }

    mutating func addSketch(_ form: SketchForm) -> Int {
        sketches.append(form)
        return sketches.count - 1
    }

    private mutating func append(_ words: [Int64]) -> Int {
        defer {
            empty += words
            wordCount += words.count
        }
        return wordCount
    }

    /// Adds the words of one partial of a pane to another of the same pane.
    @inline(__always)
    func merge(into target: UnsafeMutablePointer<Int64>, from source: UnsafePointer<Int64>) {
        for word in sums { target[word] &+= source[word] }
        for word in wideSums { AggregateWords.add(AggregateWords.wide(source + word), to: target + word) }
        for decay in decays {
            AggregateWords.add(AggregateWords.wide(source + decay.first), to: target + decay.first)
        }
        for fold in folds { fold.form.merge(into: target + fold.first, from: source + fold.first) }
    }
}

/// Which of two values stays.
public enum FoldForm: Hashable, Sendable {
    /// One word, the smaller integer.
    case smallest
    /// One word, the larger integer.
    case largest
    /// Time, tie and value: the earlier.
    case earliest
    /// Time, tie and value: the later.
    case latest

    @inline(__always)
    var wordCount: Int {
        switch self {
        case .smallest, .largest: 1
        case .earliest, .latest: 3
        }
    }

    /// What any value replaces.
    var empty: [Int64] {
        switch self {
        case .smallest: [.max]
        case .largest: [.min]
        case .earliest: [.max, .max, 0]
        case .latest: [.min, .min, 0]
        }
    }

    @inline(__always)
    func merge(into target: UnsafeMutablePointer<Int64>, from source: UnsafePointer<Int64>) {
        switch self {
        case .smallest: target[0] = min(target[0], source[0])
        case .largest: target[0] = max(target[0], source[0])
        case .earliest: if (source[0], source[1]) < (target[0], target[1]) { replace(target, source) }
        case .latest: if (source[0], source[1]) > (target[0], target[1]) { replace(target, source) }
        }
    }

    @inline(__always)
    private func replace(_ target: UnsafeMutablePointer<Int64>, _ source: UnsafePointer<Int64>) {
        target.update(from: source, count: 3)
    }
}
