import Dataflow
import EventModel
import Planning
import Synchronization

/// What the threads of a worker share of one pipeline: its plan, its watermark and the way to the merge stage.
final class SharedPipeline: Sendable {
    let plan: PipelinePlan
    let watermark: Mutex<PipelineWatermark>
    let exchange: any PartialTransport
    let mergeTasks: Int
    /// For each of the consumer's topics the pipeline's source, if it reads it.
    let sourceOfTopic: [Int?]

    init(plan: PipelinePlan, topics: [String], mergeTasks: Int, inputSince: EventTime?) {
        self.plan = plan
        self.mergeTasks = mergeTasks
        exchange = PartialExchange(mergeTasks: mergeTasks)
        watermark = Mutex(
            PipelineWatermark(
                rules: plan.time, optionalSources: plan.sources.map(\.isOptional),
                beginning: InputBeginning(inputSince ?? .distantFuture)))
        sourceOfTopic = topics.map { topic in plan.sources.firstIndex { $0.topic == topic } }
    }
}
