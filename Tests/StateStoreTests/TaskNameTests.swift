import StateStore
import Testing

@Suite struct TaskNameTests {
    @Test func `tasks sort by pipeline, stage and partition, partitions as numbers`() {
        let names = [(1, "merge"), (10, "merge"), (2, "merge"), (3, "gather-order_id")].map {
            TaskName(pipeline: "p", stage: $0.1, partition: $0.0)
        }
        #expect(
            names.sorted().map(\.description) == [
                "p/gather-order_id/3", "p/merge/1", "p/merge/2", "p/merge/10",
            ])
    }
}
