import Testing
import Worker

/// Workers that choose by themselves which tasks they follow.
@Suite struct StandbyChoiceTests {
    private func followers(_ owners: [Int: String?], among workers: [String], copies: Int) -> [Int: [String]]
    {
        var followers: [Int: [String]] = [:]
        for worker in workers {
            let chosen = StandbyChoice(own: worker, copies: copies).tasks(owners) { "task-\($0)" }
            for task in chosen { followers[task, default: []].append(worker) }
        }
        return followers
    }

    private func owners(of tasks: Int, among workers: [String]) -> [Int: String?] {
        Dictionary((0..<tasks).map { ($0, workers[$0 % workers.count]) }) { $1 }
    }

    @Test(arguments: [(2, 1), (3, 1), (5, 1), (5, 2), (5, 3)])
    func `each task is followed by so many workers that do not own it`(count: Int, copies: Int) {
        let workers = (0..<count).map { "worker-\($0)" }
        let owners = owners(of: 200, among: workers)
        let followers = followers(owners, among: workers, copies: copies)
        for task in 0..<200 {
            let others = (followers[task] ?? []).filter { $0 != owners[task] }
            #expect(others.count == copies)
        }
    }

    @Test func `with more copies than other workers, all follow everything`() {
        let workers = ["a", "b", "c"]
        let followers = followers(owners(of: 30, among: workers), among: workers, copies: 9)
        #expect(followers.values.allSatisfy { $0.count == 3 })
    }

    @Test func `a worker that goes leaves the others' copies where they are`() {
        let workers = ["a", "b", "c", "d"]
        let before = followers(owners(of: 300, among: workers), among: workers, copies: 1)
        // What d had owned goes to a; the owners of the rest stay.
        let owners = owners(of: 300, among: workers).mapValues { $0 == "d" ? "a" : $0 }
        let after = followers(owners, among: ["a", "b", "c"], copies: 1)
        for task in 0..<300 where owners[task] != "a" && before[task]?.contains("d") != true {
            #expect(after[task] == before[task])
        }
    }

    @Test func `a worker that owns nothing takes a share of its own`() {
        let chosen = StandbyChoice(own: "spare", copies: 1).tasks(owners(of: 300, among: ["a", "b"])) {
            "\($0)"
        }
        #expect((60..<240).contains(chosen.count))
    }
}
