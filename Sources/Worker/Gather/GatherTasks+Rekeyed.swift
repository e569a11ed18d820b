import Dataflow
import EventModel
import Planning
import StateStore

/// What tasks do with events that others have read and shared out.
extension GatherTasks {
    /// Processes consecutive records of one partition of the topic that a stage behind others reads.
    ///
    /// - Throws: ``StateFailure`` when a record is not what this program writes.
    func processRekeyed(
        _ fetch: FetchedRecords, range: Range<Int>, stage: Int, partition: Int32
    ) throws(StateFailure) {
        guard let task = tasks[TaskID(stage: stage, partition: partition)], let upstream = task.upstream
        else { return }
        for record in range {
            do throws(StateDamage) {
                let reports = try RekeyedRecord.read(fetch.records[record].valueBytes) {
                    event throws(StateDamage) in
                    try take(event, task)
                }
                for source in task.sources { empty(source, task) }
                // Behind the events that they speak for.
                for report in reports { upstream.note(report) }
            } catch {
                throw StateFailure(
                    message:
                        "record \(fetch.records[record].offset) of \(shared.topology.inputs(of: task.id)[0]) is not"
                        + " what this program writes: \(error.message)",
                    hint: "nothing else may write to this topic; use a prefix of its own for each deployment")
            }
        }
        task.noteRead(input: 0, next: fetch.records[range.upperBound - 1].offset + 1)
    }

    private func take(_ event: RekeyedEvent, _ task: GatherTask) throws(StateDamage) {
        guard task.lane(source: event.source, partition: event.partition) != nil,
            let box = boxes[event.source]
        else { throw StateDamage("an event is of source \(event.source), partition \(event.partition)") }
        if box.isFull { empty(event.source, task) }
        box.append(event)
    }

    /// Decodes what has been collected of a source and hands it to the operators.
    private func empty(_ source: Int, _ task: GatherTask) {
        guard let box = boxes[source], !box.isEmpty else { return }
        takeRekeyed(box, source: source, task) { place in
            task.lane(source: source, partition: box.partitions[place]).map { task.tardy[$0] }
        }
        box.removeAll()
    }
}
