/// Finds the name that was probably meant.
public enum NearestName {
    /// The name nearest by Damerau–Levenshtein distance (optimal string alignment), without regard to ASCII case.
    ///
    /// `nil` when none is near or the name is absurdly long: a third of the name's letters may be wrong, but at least one. Of equally near names
    /// the first in alphabetical order wins, so the answer does not depend on the order of `names`.
    /// - Complexity: O(names × length²); names of very different length are not compared.
    public static func of(_ name: String, among names: some Sequence<String>) -> String? {
        let wanted = folded(name)
        guard wanted.count <= lengthLimit else { return nil }
        let allowed = max(1, wanted.count / 3)
        var best: (distance: Int, name: String)?
        for candidate in names where candidate != name {
            let letters = folded(candidate)
            guard abs(letters.count - wanted.count) <= allowed else { continue }
            let distance = distance(wanted, letters)
            guard distance <= allowed, distance < max(wanted.count, letters.count) else { continue }
            if let known = best, (known.distance, known.name) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.name
    }

    /// What is longer is no name that somebody mistyped.
    private static let lengthLimit = 256

    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in 0..<right.count {
                let substituted = previous[column] + (left[row] == right[column] ? 0 : 1)
                var least = min(substituted, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    least = min(least, beforePrevious[column - 1] + 1)
                }
                current.append(least)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
