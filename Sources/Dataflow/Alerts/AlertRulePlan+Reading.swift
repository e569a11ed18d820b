import EventModel

extension MergePlan {
    /// The columns of what a rule reads.
    func resultLayout(of rule: AlertRulePlan) -> RowLayout {
        if let score = rule.score { return scores[score].results.rows }
        return groups[rule.group].metrics[rule.metric].results.rows
    }
}

extension AlertRulePlan {
    /// Whether the rule is evaluated over the results of a metric.
    func reads(group: Int, metric: Int) -> Bool {
        score == nil && self.group == group && self.metric == metric
    }
}
