/// The smallest hashes of a fragment's different values, in order: how many values there are while they are few, and
/// an estimate when there are more.
///
/// The k smallest hashes of two sets together follow from those of each, so the number does not depend on order. With
/// more than k values it is the (k − 1)-th part of the hashes' range divided by the k-th smallest (Bar-Yossef et al.,
/// "Counting distinct elements in a data stream", 2002); the standard error is 1 / √(k − 2).
enum DistinctSample {
    /// Takes in the hash of a value.
    ///
    /// - Returns: whether there are now more values than the limit.
    static func insert(_ hash: UInt64, into list: inout WordList, pool: inout WordPool, limit: Int) -> Bool {
        let count = Int(list.count)
        var place = count
        let known = pool.words(of: list)
        while place > 0, known[place - 1] > hash { place -= 1 }
        if place > 0, known[place - 1] == hash { return false }
        if place == limit { return true }
        let kept = min(count, limit - 1)
        pool.reserve(kept + 1, in: &list)
        let words = pool.words(of: list)
        var last = kept
        while last > place {
            words[last] = words[last - 1]
            last -= 1
        }
        words[place] = hash
        list.count = UInt32(kept + 1)
        return count == limit
    }

    /// Takes in the values of another fragment.
    ///
    /// - Returns: whether there are more values than the limit.
    static func insert(
        all other: WordList, into list: inout WordList, pool: inout WordPool, limit: Int
    ) -> Bool {
        var isBeyond = false
        for place in 0..<Int(other.count) {
            let hash = pool.words(of: other)[place]
            isBeyond = insert(hash, into: &list, pool: &pool, limit: limit) || isBeyond
        }
        return isBeyond
    }

    /// How many different values there are.
    static func number(_ list: WordList, isBeyond: Bool, pool: borrowing WordPool) -> Int64 {
        let count = UInt64(list.count)
        guard isBeyond, count > 0 else { return Int64(count) }
        let largest = max(pool.words(of: list)[Int(count) - 1], 1)
        let (number, _) = largest.dividingFullWidth((min(count - 1, largest - 1), 0))
        return Int64(clamping: max(number, count + 1))
    }
}
