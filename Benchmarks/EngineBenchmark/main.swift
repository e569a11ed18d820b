// How fast the engine is by itself: input in memory, one core, no Kafka.
//
//     swift run -c release engine-benchmark [events] [runs] [section ...]
//
// Sections: filter, state, promises, decode, windows, sessions, metrics, keys; and, only if they are named,
// paged and paged-metrics, because they need some GB of disk: with 10,000,000 events their budget is 1 GiB. Resident memory is that of a section that runs alone, as
// memory that another one has freed is used again. Times are processor time, medians of the runs; what is to be
// compared runs in turns, so that a disturbance meets both.

let arguments = CommandLine.arguments.dropFirst()
let eventCount = arguments.first.flatMap { Int($0) } ?? 2_000_000
let runCount = arguments.dropFirst().first.flatMap { Int($0) } ?? 5
let chosen = arguments.dropFirst(2)

func section(_ name: String, _ body: () throws -> Void) rethrows {
    guard chosen.isEmpty || chosen.contains(name) else { return }
    print("\n== \(name)")
    try body()
    flushOutput()
}

try section("filter") { try measureFilter(events: eventCount, runs: runCount) }
try section("state") { try measureState(keys: max(1000, eventCount / 20)) }
section("promises") {
    for isNoting in [false, true] { measurePromises(count: eventCount / 2, isNoting: isNoting) { print($0) } }
}
if chosen.contains("paged") {
    try section("paged") { try measurePagedPromises(count: eventCount, budgetBytes: eventCount * 107) }
}
if chosen.contains("paged-metrics") {
    try section("paged-metrics") {
        try measurePagedMetrics(count: eventCount, budgetBytes: eventCount * 107)
    }
}
try section("decode") { try measureDecodeAndQuery(events: eventCount, runs: runCount) }
try section("windows") { try measureWindows(events: eventCount, runs: runCount) }
try section("sessions") { try measureSessions(events: eventCount, runs: runCount) }
try section("metrics") { try measureMetricCounts(events: eventCount, runs: runCount) }
try section("keys") { try measureKeyCounts(events: eventCount, runs: runCount) }
