import EventModel
import StateStore
import Testing

@Suite struct MemoryStateTests {
    @Test func `a crash loses the newest changes and nothing else`() throws {
        let state = MemoryState(unsyncedLimit: 2)
        for number in Int64(1)...5 { try state.append(number) }
        #expect(state.unsyncedCount == 2)
        state.crash(losing: 1)
        #expect(try state.tasks()[SampleBlock.task]?.number == 4)
        #expect(try state.numbers() == [1, 2, 3, 4])
        try state.append(5)
        #expect(try state.numbers() == [1, 2, 3, 4, 5])
    }

    @Test func `a full disk refuses and keeps what it has`() throws {
        let state = MemoryState()
        try state.append(1)
        let failure = LocalStateFailure(kind: .full, path: "disk", message: "no room", hint: "make room")
        state.refuse(with: failure)
        #expect(throws: failure) { try state.append(2) }
        state.refuse(with: nil)
        try state.append(2)
        #expect(try state.numbers() == [1, 2])
    }
}
