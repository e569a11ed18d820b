extension MergeTask {
    /// The parts whose state outlives the process, with names that stay the same as long as the part means the same:
    /// places in the plan are not among them. Groups are named by their metrics.
    ///
    /// A task is the same after all parts have been restored, whatever their order.
    public var durable: [(name: String, state: any DurableState)] {
        var parts: [(name: String, state: any DurableState)] = [("time", clock)]
        for (group, windows) in zip(plan.groups, groups) {
            // Windows of panes that cannot be written yet are no part.
            guard let state = windows as? any DurableState else { continue }
            parts.append(("metrics " + group.metrics.map(\.name).joined(separator: ","), state))
        }
        for (score, table) in zip(plan.scores, scores) { parts.append(("score " + score.name, table)) }
        for (rule, instances) in zip(plan.rules, rules) {
            parts.append(("rule " + rule.name, instances))
            if let state = instances.detectorState { parts.append(("detector " + rule.name, state)) }
        }
        return parts
    }
}
