/// The numbers of the panes that exist, ascending: added mostly at the end, removed at the front.
///
/// - Complexity: look-ups O(log panes); adding and removing at the ends O(1) amortised, so that it does not matter how
///   many panes wait for a watermark that is held back.
struct PaneNumbers {
    private var numbers: [Int64] = []
    // What lies before it is removed.
    private var head = 0

    var first: Int64? { head < numbers.count ? numbers[head] : nil }

    /// The first number for which a condition holds that holds for all behind it, too.
    func first(where condition: (Int64) -> Bool) -> Int64? {
        let place = place(where: condition)
        return place < numbers.count ? numbers[place] : nil
    }

    /// The numbers in a range.
    func numbers(in range: Range<Int64>) -> ArraySlice<Int64> {
        numbers[place { $0 >= range.lowerBound }..<place { $0 >= range.upperBound }]
    }

    var count: Int { numbers.count - head }

    /// Adds a number.
    mutating func insertIfAbsent(_ number: Int64) {
        let place = place { $0 >= number }
        if place == numbers.count || numbers[place] != number { numbers.insert(number, at: place) }
    }

    mutating func removeFirst() {
        head += 1
        guard head > 64, head * 2 > numbers.count else { return }
        numbers.removeFirst(head)
        head = 0
    }

    private func place(where condition: (Int64) -> Bool) -> Int {
        var (low, high) = (head, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if condition(numbers[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
