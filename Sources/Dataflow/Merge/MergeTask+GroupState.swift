extension MergeTask {
    /// The state of a group's windows; `nil` for windows whose state cannot be written.
    package func windowState(ofGroup group: Int) -> (any DurableState)? { groups[group] }
}
