/// Lists in ascending order of a key that no two entries share.
extension Array {
    /// Where an entry with this key is or belongs.
    ///
    /// - Complexity: O(log count). The halves are chosen without a branch: a processor cannot guess them.
    @inline(__always)
    func place<Key: Comparable>(of wanted: Key, by key: (Element) -> Key) -> Int {
        withUnsafeBufferPointer { entries in
            var (first, length) = (0, entries.count)
            while length > 1 {
                let half = length / 2
                first += key(entries[first + half - 1]) < wanted ? half : 0
                length -= half
            }
            return length == 1 && key(entries[first]) < wanted ? first + 1 : first
        }
    }

    /// Takes in the entries of another list; `combine` adds an entry to the one of the same key.
    ///
    /// - Complexity: O(count + other.count); allocates only when the list outgrows its capacity.
    mutating func merge<Key: Comparable>(
        _ other: [Element], by key: (Element) -> Key, combine: (inout Element, Element) -> Void
    ) {
        guard let filler = other.last else { return }
        var (mine, theirs) = (count - 1, other.count - 1)
        append(contentsOf: repeatElement(filler, count: missing(from: other, by: key)))
        var target = count - 1
        // From the back, so that no entry is overwritten before it was read.
        withUnsafeMutableBufferPointer { entries in
            while theirs >= 0 {
                let next = other[theirs]
                if mine < 0 || key(entries[mine]) < key(next) {
                    entries[target] = next
                    theirs -= 1
                } else {
                    entries[target] = entries[mine]
                    mine -= 1
                    if !(key(next) < key(entries[target])) {
                        combine(&entries[target], next)
                        theirs -= 1
                    }
                }
                target -= 1
            }
        }
    }

    private func missing<Key: Comparable>(from other: [Element], by key: (Element) -> Key) -> Int {
        var (mine, missing) = (0, 0)
        for entry in other {
            while mine < count, key(self[mine]) < key(entry) { mine += 1 }
            if mine == count || key(entry) < key(self[mine]) { missing += 1 }
        }
        return missing
    }
}
