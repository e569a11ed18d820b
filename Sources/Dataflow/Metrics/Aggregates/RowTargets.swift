/// Which rows of a batch go where: the loops of all aggregates run over it.
struct RowTargets {
    /// The stretch of the batch that is worked on.
    var rows: Range<Int>
    /// Which of these rows count, `nil` for all.
    var chosen: UnsafeBufferPointer<UInt32>?
    /// 1 or -1 for each row of the batch; `nil` when all are 1.
    var weights: UnsafePointer<Int64>?
    /// Where each row's record begins, in words from ``words``.
    var places: UnsafePointer<Int>
    /// The first record's first word.
    var words: UnsafeMutablePointer<Int64>

    /// Calls `body` for each row that counts. The four cases are loops of their own, so that what is not needed
    /// costs nothing.
    @inline(__always)
    func forEach(_ body: (_ row: Int, _ weight: Int64, _ record: UnsafeMutablePointer<Int64>) -> Void) {
        switch (chosen, weights) {
        case (nil, nil): for row in rows { body(row, 1, words + places[row]) }
        case (nil, let weights?): for row in rows { body(row, weights[row], words + places[row]) }
        case (let chosen?, nil):
            for row in chosen { body(Int(row), 1, words + places[Int(row)]) }
        case (let chosen?, let weights?):
            for row in chosen { body(Int(row), weights[Int(row)], words + places[Int(row)]) }
        }
    }
}
