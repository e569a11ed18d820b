import EventModel
import Planning
import StateStore

/// The tasks of a pipeline and the topics that they read and write, by number.
///
/// Stages are numbered: the gather stages in the order of the plan, then the merge stage. A task is found by its
/// changelog's partition: whoever owns partition p of a stage's changelog owns task p of the stage.
struct PipelineTopology: Sendable {
    /// What a topic is to the worker.
    enum Role: Sendable {
        case source(Int)
        case partials
        case rekeyed(stage: Int)
        case watermarks
        case changelog(stage: Int)
    }

    let plan: PipelinePlan
    let stageNames: [String]
    /// How many tasks each stage has.
    let taskCounts: [Int]
    /// All topics that may be read; their places are the topic indices of fetched records.
    let topics: [String]
    /// What each of them is.
    let roles: [Role]
    let internalTopics: InternalTopics

    /// - Parameters:
    ///   - plan: the pipeline.
    ///   - prefix: what the names of written topics begin with.
    ///   - gatherTasks: the number of tasks of each gather stage.
    ///   - mergeTasks: the number of merge tasks.
    init(plan: PipelinePlan, prefix: String, gatherTasks: [Int], mergeTasks: Int) {
        self.plan = plan
        let names = plan.stageNames
        stageNames = names
        taskCounts = gatherTasks + [mergeTasks]
        let own = InternalTopics(pipeline: plan.name, prefix: prefix)
        internalTopics = own
        var topics: [String] = []
        var roles: [Role] = []
        for (number, source) in plan.declaredSources.enumerated() {
            topics.append(source.topic)
            roles.append(.source(number))
        }
        topics += [own.partials, own.watermarks]
        roles += [.partials, .watermarks]
        for (stage, name) in names.enumerated() {
            topics.append(own.changelog(ofStage: name))
            roles.append(.changelog(stage: stage))
        }
        for (stage, gather) in plan.gatherStages.enumerated() where gather.isRekeyed {
            topics.append(own.rekeyed(toStage: gather.name))
            roles.append(.rekeyed(stage: stage))
        }
        self.topics = topics
        self.roles = roles
    }

    /// The number of the merge stage.
    var mergeStage: Int { taskCounts.count - 1 }

    var mergeTasks: Int { taskCounts[mergeStage] }

    /// The topics that the group shares out.
    var changelogs: [String] { stageNames.map { internalTopics.changelog(ofStage: $0) } }

    /// The task's name on every worker.
    func name(of task: TaskID) -> TaskName {
        TaskName(pipeline: plan.name, stage: stageNames[task.stage], partition: task.partition)
    }

    /// The partition that stands for a task, and that its state is written to.
    func changelog(of task: TaskID) -> TopicPartition {
        TopicPartition(
            topic: internalTopics.changelog(ofStage: stageNames[task.stage]), partition: task.partition)
    }

    /// The task that a changelog partition stands for.
    func task(of changelog: TopicPartition) -> TaskID? {
        changelogs.firstIndex(of: changelog.topic).map {
            TaskID(stage: $0, partition: changelog.partition)
        }
    }

    /// The partitions that a task reads.
    func inputs(of task: TaskID) -> [TopicPartition] {
        guard task.stage < mergeStage else {
            return [TopicPartition(topic: internalTopics.partials, partition: task.partition)]
        }
        guard !plan.gatherStages[task.stage].isRekeyed else {
            return [
                TopicPartition(
                    topic: internalTopics.rekeyed(toStage: stageNames[task.stage]), partition: task.partition)
            ]
        }
        return plan.gatherStages[task.stage].sources.map {
            TopicPartition(topic: plan.sources[$0].topic, partition: task.partition)
        }
    }

    /// How many partitions of a source a task has to do with: one of those that it reads itself, all of those that others
    /// share out.
    func partitions(of source: Int) -> Int {
        plan.sources[source].rekeyed.map { taskCounts[plan.stage(of: $0.origin)] } ?? 1
    }
}

/// A task of a pipeline: a stage × one partition.
struct TaskID: Hashable, Sendable {
    var stage: Int
    var partition: Int32
}

extension PipelinePlan {
    /// The gather stage that reads a source.
    func stage(of source: Int) -> Int { gatherStages.firstIndex { $0.sources.contains(source) } ?? 0 }
}
