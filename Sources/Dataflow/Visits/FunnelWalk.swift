/// How far a visit's events go through the funnel's steps, in order.
///
/// Taking each step at the first event that can be it leaves the most events for the steps behind it, so the walk
/// finds the furthest step, and the earliest time of each.
struct FunnelWalk {
    private let stepCount: Int
    private let times: UnsafeMutablePointer<Int64>
    /// How many steps were reached.
    private(set) var reached = 0
    /// Whether events that are not kept might have reached a step, or reached it earlier.
    private(set) var isCutShort = false

    /// A walk that has not begun; `times` gets the time of each step that is reached.
    init(stepCount: Int, times: UnsafeMutablePointer<Int64>) {
        self.stepCount = stepCount
        self.times = times
    }

    /// Goes on with the next fragment of the visit and its trail.
    mutating func pass(_ fragment: VisitFragment, _ trail: UnsafePointer<UInt64>) {
        var word = 0
        while word < Int(fragment.trail.count), reached < stepCount {
            while reached < stepCount, trail[word + 2] >> UInt64(reached) & 1 != 0 {
                times[reached] = Int64(bitPattern: trail[word])
                reached += 1
            }
            word += StepTrail.width
        }
        let isAwaited = reached < stepCount && fragment.stepsBeyond >> UInt32(reached) & 1 != 0
        isCutShort = isCutShort || isAwaited
    }
}
