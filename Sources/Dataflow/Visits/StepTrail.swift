/// The events of a fragment that the funnel may need, in event-time order: of each step the first ones up to a limit.
///
/// "The first so many of each step" of two sets together follows from the same of each set, so a trail is the same in
/// whatever order its events came and its fragments were joined. Which step was reached when cannot be summed up that
/// way: an earlier first step changes which later events count.
enum StepTrail {
    /// One event: its time, its tie and the bits of its steps.
    static let width = 3

    /// Takes in an event that fulfils steps.
    ///
    /// - Parameters:
    ///   - event: its time, tie and steps.
    ///   - list: the trail.
    ///   - beyond: the steps that had more events than the limit.
    ///   - pool: where the trail lies.
    ///   - limit: how many events of a step are kept.
    /// - Returns: how often an event was left out of a step.
    static func insert(
        _ event: (time: Int64, tie: UInt64, steps: UInt32), into list: inout WordList, beyond: inout UInt32,
        pool: inout WordPool, limit: Int
    ) -> Int {
        var steps = event.steps
        var leftOut = 0
        let count = Int(list.count) / width
        // Behind all that is kept, it cannot be among the first of a step that has its share.
        if steps & beyond != 0, follows(event, count - 1, pool.words(of: list)) {
            leftOut = (steps & beyond).nonzeroBitCount
            steps &= ~beyond
            guard steps != 0 else { return leftOut }
        }
        pool.reserve((count + 1) * width, in: &list)
        let words = pool.words(of: list)
        var place = count
        while place > 0, !follows(event, place - 1, words) {
            (words + place * width).update(from: words + (place - 1) * width, count: width)
            place -= 1
        }
        words[place * width] = UInt64(bitPattern: event.time)
        words[place * width + 1] = event.tie
        words[place * width + 2] = UInt64(steps)
        list.count += UInt32(width)
        return count < limit ? leftOut : leftOut + trim(&list, &beyond, words, limit)
    }

    /// Appends the trail of a fragment that lies behind this one.
    ///
    /// - Returns: how often an event was left out of a step.
    static func append(
        _ later: WordList, to list: inout WordList, beyond: inout UInt32, pool: inout WordPool, limit: Int
    ) -> Int {
        let total = Int(list.count) + Int(later.count)
        pool.reserve(total, in: &list)
        let words = pool.words(of: list)
        (words + Int(list.count)).update(from: pool.words(of: later), count: Int(later.count))
        list.count = UInt32(total)
        return total <= limit * width ? 0 : trim(&list, &beyond, words, limit)
    }

    private static func follows(
        _ event: (time: Int64, tie: UInt64, steps: UInt32), _ place: Int, _ words: UnsafePointer<UInt64>
    ) -> Bool {
        let time = Int64(bitPattern: words[place * width])
        return (event.time, event.tie) >= (time, words[place * width + 1])
    }

    /// Takes the events beyond the limit out of each step, and out of the trail when no step is left.
    private static func trim(
        _ list: inout WordList, _ beyond: inout UInt32, _ words: UnsafeMutablePointer<UInt64>, _ limit: Int
    ) -> Int {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: VisitConditions.stepLimit) { kept in
            kept.update(repeating: 0)
            var leftOut = 0
            var end = 0
            for place in 0..<Int(list.count) / width {
                var steps = UInt32(truncatingIfNeeded: words[place * width + 2])
                var open = steps
                while open != 0 {
                    let step = open.trailingZeroBitCount
                    open &= open - 1
                    kept[step] += 1
                    guard kept[step] > limit else { continue }
                    steps &= ~(1 << UInt32(step))
                    beyond |= 1 << UInt32(step)
                    leftOut += 1
                }
                guard steps != 0 else { continue }
                words[end * width] = words[place * width]
                words[end * width + 1] = words[place * width + 1]
                words[end * width + 2] = UInt64(steps)
                end += 1
            }
            list.count = UInt32(end * width)
            return leftOut
        }
    }
}
