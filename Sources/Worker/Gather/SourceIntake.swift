import Dataflow
import Decoding
import EventModel
import Expressions
import PipelineSpec
import Planning

/// Reads one source of a pipeline on one thread: bytes in, rows that may be used out; the rest is passed on with its
/// reason. Everything that is decided about a record alone is decided here, once.
final class SourceIntake {
    let plan: SourcePlan
    let topic: String
    let batch: RowBatch
    private(set) var counts = SourceCounts()
    private let decoder: RecordDecoder
    private let lateness: LatenessFilter
    private let preparation: SourceScreen
    private let requirements: [(plan: SourcePlan.Requirement, evaluator: ExpressionEvaluator)]
    private var rejected: [RejectedRecord] = []
    private let maxFutureSkew: Int64
    private let allowedLateness: Int64
    private let rekeying: [RekeyStep]

    init(
        plan: SourcePlan, time: TimeRules, symbols: SymbolTable, settings: WorkerSettings,
        rekeying: [RekeyStep] = []
    ) {
        self.plan = plan
        self.rekeying = rekeying
        topic = plan.topic
        batch = RowBatch(layout: plan.layout, capacity: settings.batchSize)
        lateness = LatenessFilter(rules: time)
        preparation = SourceScreen(plan: plan.screen, symbols: symbols, capacity: settings.batchSize)
        maxFutureSkew = time.maxFutureSkewMilliseconds
        allowedLateness = time.allowedLatenessMilliseconds
        decoder = RecordDecoder(
            fields: plan.fields.map {
                DecodedField(
                    path: $0.path, type: $0.type, isRequired: $0.isRequired, column: $0.column,
                    reading: $0.reading, zone: $0.zone)
            }, layout: plan.layout, symbols: symbols,
            limits: DecodeLimits(plan.limits, maxRecordBytes: settings.maxRecordBytes))
        requirements = plan.requirements.map {
            ($0, ExpressionEvaluator($0.when, symbols: symbols, capacity: settings.batchSize))
        }
    }

    /// Decodes some records of one partition into ``batch`` and leaves there what may be used.
    ///
    /// - Parameters:
    ///   - fetch: what was fetched.
    ///   - range: which of its records.
    ///   - partition: the partition that they are from.
    ///   - newest: the partition's largest event time so far.
    ///   - watermark: the task's watermark.
    ///   - duplicates: knows which events the task has taken in before.
    ///   - tardy: takes what may be used only when the task has come to the partition's watermark.
    ///   - rejects: takes what may not be used.
    /// - Returns: the times that the watermark and the beginning of the input follow from.
    func take(
        _ fetch: FetchedRecords, range: Range<Int>, partition: Int32, newest: EventTime, watermark: EventTime,
        duplicates: DuplicateFilter?, tardy: TardyRows, rejects: inout RejectWriter
    ) -> LatenessFilter.Verdict {
        batch.removeAll()
        rejected.removeAll(keepingCapacity: true)
        let decoded = decoder.decode(fetch, range: range, into: batch, rejected: &rejected)
        counts.read += range.count
        counts.tombstones += decoded.tombstones
        counts.empty += decoded.empty
        counts.filtered += decoded.tombstones + decoded.empty
        counts.deadLetters += rejected.count
        for reject in rejected {
            rejects.deadLetter(
                fetch.records[reject.record], topic: topic, partition: partition, code: reject.code.rawValue,
                message: reject.message)
        }
        if let alias = plan.timeAliasColumn { copyTimes(to: alias) }
        for requirement in requirements {
            check(requirement.plan, requirement.evaluator, fetch, partition, &rejects)
        }
        for step in rekeying { step.choose(batch, range: range) }
        let verdict = lateness.apply(to: batch, newest: newest, watermark: watermark, tardy: tardy) {
            fetch.records[Int($0)].timestampMilliseconds
        }
        for step in rekeying { send(fetch, partition, verdict, by: step) }
        reportTimes(verdict, fetch, partition, &rejects)
        counts.used += batch.count + verdict.tardyCount
        screen(duplicates)
        return verdict
    }

    /// Decodes events that others have read into ``batch``: what was in time there is in time.
    ///
    /// - Parameters:
    ///   - box: the events.
    ///   - duplicates: knows which events the task has taken in before.
    ///   - rejects: takes what may not be used.
    ///   - lane: takes tardy rows, by the place of their event in the box.
    func take(
        _ box: RekeyedBox, duplicates: DuplicateFilter?, rejects: inout RejectWriter,
        lane: (Int) -> TardyRows?
    ) {
        batch.removeAll()
        rejected.removeAll(keepingCapacity: true)
        let all = 0..<box.records.count
        let decoded = decoder.decode(box.records, range: all, into: batch, rejected: &rejected)
        counts.read += all.count
        counts.tombstones += decoded.tombstones
        counts.empty += decoded.empty
        counts.filtered += decoded.tombstones + decoded.empty
        counts.deadLetters += rejected.count
        for reject in rejected {
            rejects.deadLetter(
                box.records.records[reject.record], topic: topic, partition: box.partitions[reject.record],
                code: reject.code.rawValue, message: reject.message)
        }
        if let alias = plan.timeAliasColumn { copyTimes(to: alias) }
        counts.used += batch.count
        var kept = 0
        for row in 0..<batch.count {
            let place = Int(batch.records[row])
            if let entry = box.entries[place] {
                lane(place)?.append(batch, row: row, entry: entry)
                continue
            }
            if kept != row { batch.copyRow(from: row, to: kept) }
            kept += 1
        }
        batch.count = kept
        screen(duplicates)
    }

    private func send(
        _ fetch: FetchedRecords, _ partition: Int32, _ verdict: LatenessFilter.Verdict, by step: RekeyStep
    ) {
        for row in 0..<batch.count {
            step.send(batch.records[row], of: fetch, partition: partition, entry: nil)
        }
        for (record, entry) in zip(verdict.tardy, verdict.tardyEntries) {
            step.send(record, of: fetch, partition: partition, entry: entry)
        }
    }

    /// Prepares the rows of ``batch``, which count as used until then: those just read, and later the tardy ones.
    func screen(_ duplicates: DuplicateFilter?) {
        let screened = preparation.apply(to: batch, duplicates: duplicates)
        counts.filtered += screened.filtered
        counts.duplicate += screened.duplicate
        counts.used -= screened.filtered + screened.duplicate
    }

    private func copyTimes(to column: Int) {
        batch.values[column].update(from: batch.times, count: batch.count)
        batch.states[column].update(from: batch.states[0], count: batch.count)
    }

    /// Takes out rows that lack a field which events of their kind must have.
    private func check(
        _ requirement: SourcePlan.Requirement, _ evaluator: ExpressionEvaluator, _ fetch: FetchedRecords,
        _ partition: Int32, _ rejects: inout RejectWriter
    ) {
        let states = batch.states[requirement.column]
        guard (0..<batch.count).contains(where: { states[$0] != CellState.value.rawValue }) else { return }
        let applies = evaluator.evaluate(batch)
        var kept = 0
        for row in 0..<batch.count {
            let isRequired = applies.states[row] == CellState.value.rawValue && applies.values[row] != 0
            if isRequired, states[row] != CellState.value.rawValue {
                counts.deadLetters += 1
                rejects.deadLetter(
                    fetch.records[Int(batch.records[row])], topic: topic, partition: partition,
                    code: RejectionCode.missingField.rawValue,
                    message:
                        "field '\(requirement.field)' is missing; it is required when \(requirement.text)")
                continue
            }
            if kept != row { batch.copyRow(from: row, to: kept) }
            kept += 1
        }
        batch.count = kept
    }

    private func reportTimes(
        _ verdict: LatenessFilter.Verdict, _ fetch: FetchedRecords, _ partition: Int32,
        _ rejects: inout RejectWriter
    ) {
        counts.deadLetters += verdict.fromFuture.count
        counts.late += verdict.late.count
        for record in verdict.fromFuture {
            rejects.deadLetter(
                fetch.records[Int(record)], topic: topic, partition: partition, code: "from_the_future",
                message:
                    "the event time lies more than \(maxFutureSkew) ms (max_future_skew) after the record's timestamp"
            )
        }
        for (record, watermark) in zip(verdict.late, verdict.lateBehind) {
            rejects.late(
                fetch.records[Int(record)], topic: topic, partition: partition,
                message:
                    "the event lies more than \(allowedLateness) ms (allowed_lateness) behind the watermark, which"
                    + " is \(RFC3339.format(watermark))")
        }
    }
}

extension DecodeLimits {
    /// A source's own limits, and for what it leaves open those of the worker.
    fileprivate init(_ own: RecordLimits, maxRecordBytes: Int) {
        self.init()
        self.maxRecordBytes = own.recordBytes.map(Int.init) ?? maxRecordBytes
        if let bytes = own.textBytes { maxStringBytes = Int(bytes) }
        if let depth = own.depth { maxDepth = depth }
    }
}
