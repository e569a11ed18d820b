import PipelineSpec

extension PipelineDeclaration {
    /// The pipeline with the names in the order in which state is laid out: what is neither told nor has an order of its
    /// own is sorted by name, so that state can be read again whatever the order in the file is.
    func inStateOrder() -> PipelineDeclaration {
        var pipeline = self
        for number in pipeline.promises.indices { pipeline.promises[number].made.remember.sort() }
        for number in pipeline.visits.indices {
            pipeline.visits[number].flags.sort { $0.name < $1.name }
            pipeline.visits[number].counts.sort { $0.name < $1.name }
            pipeline.visits[number].entry.sort { $0.name < $1.name }
            pipeline.visits[number].exit.sort { $0.name < $1.name }
        }
        return pipeline
    }
}
