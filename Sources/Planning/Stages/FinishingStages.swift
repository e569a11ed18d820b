import Dataflow
import EventModel

/// Finds where each metric group is finished.
///
/// All rows of a key come to one gather task if the key contains the field that partitions what the rows are made of;
/// then that task has all there is to tell, and nothing has to travel. A score needs its metrics in one place: if they
/// are not finished in the same gather stage, all of them go to the merge stage, and with them whatever is in a score
/// with them. So do a rule that fires only while another does, and that one.
struct FinishingStages {
    /// By group: the gather stage, or `nil` for the merge stage.
    private(set) var stages: [Int?]

    init(_ plan: PipelinePlan) {
        let own = plan.groupInputs
        stages = plan.merge.groups.indices.map { group in
            let inputs = own[group]
            guard let first = inputs.first, inputs.allSatisfy({ $0 == first }),
                let field = first.field, plan.merge.groups[group].keyNames.contains(field)
            else { return nil }
            return first.stage
        }
        bringTogether(plan.merge)
    }

    /// Sends the groups of a score, and those of a rule and the one that it fires beside, to the merge stage unless they
    /// are finished in one place, until nothing changes: a group that leaves may be in another score.
    private mutating func bringTogether(_ merge: MergePlan) {
        let companies = merge.scores.map { $0.inputs.map(\.group) } + merge.gatedRules
        var isStill = false
        while !isStill {
            isStill = true
            for groups in companies {
                guard Set(groups.map { stages[$0] }).count > 1 else { continue }
                for group in groups { stages[group] = nil }
                isStill = false
            }
        }
    }
}

extension MergePlan {
    /// The groups that a rule with a gate and its gate read, which must be in one place.
    fileprivate var gatedRules: [[Int]] {
        rules.compactMap { rule in
            rules.first { $0.name == rule.gate }.map { groups(of: rule) + groups(of: $0) }
        }
    }

    private func groups(of rule: AlertRulePlan) -> [Int] {
        rule.score.map { scores[$0].inputs.map(\.group) } ?? [rule.group]
    }
}

/// Where the rows of a metric group come from.
struct GroupInput: Equatable {
    /// The gather stage.
    var stage: Int
    /// The field of the rows that holds what the stage is partitioned by; `nil` when none of them does.
    var field: String?
}

extension PipelinePlan {
    /// The gather stage in which a metric group is finished, because all rows of a key come to one task there; `nil` for
    /// the merge stage. Rules follow their group, and rules on a score that of its groups: they are all in one place.
    public func finishingStage(of group: Int) -> Int? { finishingStages[group] }

    /// The gather stage that reads a source.
    func gatherStage(ofSource source: Int) -> Int {
        gatherStages.firstIndex { $0.sources.contains(source) } ?? 0
    }

    /// For each group what it is fed by.
    ///
    /// A derived field cannot have the name of another one, nor can a field of a visit, so that names tell columns.
    /// Rows of promises and visits carry one field of their events as it is: their key.
    var groupInputs: [[GroupInput]] {
        var inputs = merge.groups.map { _ in [GroupInput]() }
        for (number, source) in sources.enumerated() {
            let stage = gatherStage(ofSource: number)
            for group in source.groups {
                inputs[group].append(GroupInput(stage: stage, field: gatherStages[stage].partitionedBy))
            }
        }
        for promise in promises {
            let input = keyed(source: promise.made.source, column: promise.made.keyColumn)
            for group in promise.dueGroups + promise.fulfilledGroups { inputs[group].append(input) }
        }
        for step in visits {
            let input = keyed(source: step.source, column: step.visits.visitorColumn)
            for group in step.groups { inputs[group].append(input) }
        }
        return inputs
    }

    private func keyed(source: Int, column: Int) -> GroupInput {
        let stage = gatherStage(ofSource: source)
        let key = sources[source].layout.columns[column].name
        return GroupInput(stage: stage, field: key == gatherStages[stage].partitionedBy ? key : nil)
    }
}
