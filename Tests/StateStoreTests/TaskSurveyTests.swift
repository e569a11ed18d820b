import EventModel
import StateStore
import Testing

@Suite struct TaskSurveyTests {
    @Test func `sizes are told by operator, and the newest header with them`() throws {
        let state = MemoryState()
        for number in Int64(1)...3 { try state.append(number, bytes: 500) }
        let position = try #require(try state.tasks()[SampleBlock.task])
        var sections = 0
        let survey = TaskSurvey(of: SampleBlock.task, at: position, in: state) { _ in sections += 1 }
        #expect(survey.damage == nil && survey.blocks == 3 && sections == 3)
        #expect(survey.operators.map(\.name) == ["late_rate"])
        #expect(survey.operators.first?.changeBytes == 1500 && survey.operators.first?.sliceBytes == 0)
        #expect(survey.newest == SampleBlock.header(3))
    }

    @Test func `a block that lies in another's place is damage`() throws {
        let state = MemoryState()
        try state.append(1)
        let writer = SampleBlock.writer(7, bytes: 10)
        defer { withExtendedLifetime(writer) {} }
        try state.append(
            LocalBlock(number: 2, snapshotFrom: 0, changelogOffset: 5, parts: writer.parts),
            of: SampleBlock.task)
        let position = try #require(try state.tasks()[SampleBlock.task])
        #expect(TaskSurvey(of: SampleBlock.task, at: position, in: state).damage?.contains("block 2") == true)
    }

    @Test func `a block that is missing is damage`() throws {
        let state = MemoryState()
        try state.append(1)
        var position = try #require(try state.tasks()[SampleBlock.task])
        position.number = 2
        #expect(TaskSurvey(of: SampleBlock.task, at: position, in: state).damage == "1 of 2 blocks are there")
    }
}
