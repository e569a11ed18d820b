import EventModel

extension MergePlan {
    /// The columns of what a rule reads.
    func resultLayout(of rule: AlertRulePlan) -> RowLayout {
        if let score = rule.score { return scores[score].results.rows }
        return groups[rule.group].metrics[rule.metric].results.rows
    }
}

extension MergePlan {
    /// A group whose key is the rule's.
    func group(of rule: AlertRulePlan) -> Int { rule.score.map { scores[$0].inputs[0].group } ?? rule.group }

    /// Whether a rule or a score reads results of a group.
    func reads(group: Int) -> Bool {
        rules.contains { $0.score == nil && $0.group == group }
            || scores.contains { $0.inputs.contains { $0.group == group } }
    }
}

extension AlertRulePlan {
    /// Whether the rule is evaluated over the results of a metric.
    func reads(group: Int, metric: Int) -> Bool {
        score == nil && self.group == group && self.metric == metric
    }
}
