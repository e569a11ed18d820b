extension MergeTask {
    /// The parts whose state outlives the process, with names that stay the same as long as the part means the same:
    /// places in the plan are not among them. Groups, scores and rules bear their own names.
    ///
    /// A task is the same after all parts have been restored, whatever their order.
    public var durable: [(name: String, state: any DurableState)] {
        var parts: [(name: String, state: any DurableState)] = [("told", clock), ("held", held)]
        for (group, windows) in zip(plan.groups, groups) { parts.append(("metrics/" + group.name, windows)) }
        for (score, table) in zip(plan.scores, scores) { parts.append(("scores/" + score.name, table)) }
        for (rule, instances) in zip(plan.rules, rules) {
            parts.append(("alerts/" + rule.name, instances))
            if let state = instances.detectorState { parts.append(("detectors/" + rule.name, state)) }
        }
        return parts
    }
}
