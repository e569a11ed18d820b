import Dataflow
import EventModel

/// Measures a ledger of `count` open promises with keys of 60 bytes, three remembered strings and resident memory under
/// a budget: all are made, then it works on: new ones, deliveries of random old ones, deadlines in their order. Its
/// scratch file lies in the working directory.
///
/// Prints nanoseconds for each and the most memory that was resident between two batches.
func measurePagedPromises(count: Int, budgetBytes: Int) throws {
    let pool = try PagePool(directory: ".", budgetBytes: budgetBytes)
    var run = PromiseRun(count: count, keyBytes: 60, pool: pool)
    // From now on changes are noted, as with a changelog.
    run.ledger.finishRestore()
    report("made", run.makeAll(), run, pool)
    report("kept", run.keepHalfOfTheRest(), run, pool)
    report("broken at once", run.breakBurst(), run, pool)
    // Day after day, deadlines and what is forgotten.
    report("expired", run.expireRest(), run, pool)
}

private func report(_ name: String, _ timing: PromiseTiming, _ run: PromiseRun, _ pool: PagePool) {
    let mebibyte = 1 << 20
    let figures = pool.figures
    let each = timing.nanoseconds / UInt64(max(timing.count, 1))
    print(
        "\(padded(name, 16))\(each) ns each, longest call \(timing.longestMicroseconds) µs; \(run.ledger.count) promises,",
        "\(run.ledger.memoryBytes / mebibyte) MiB, \(figures.fileBytes / mebibyte) of them in the pool;",
        "resident now \(residentBytes() / mebibyte) MiB, most \(timing.mostResident / mebibyte) MiB;",
        "let go of \(figures.relievedBytes / mebibyte) MiB since the beginning")
    flushOutput()
}
