import EventModel
import Testing

#if os(Linux)
    @Suite struct StateSpaceTests {
        @Test func `small pieces are from the heap, large ones from the pool`() throws {
            let pool = try PagePool(directory: "/tmp", budgetBytes: 1)
            let space = StateSpace(pool: pool, leastPooledBytes: 10_000)
            let (small, large) = (space.allocate(byteCount: 9999), space.allocate(byteCount: 10_000))
            #expect(pool.figures.fileBytes == 12_288)
            space.deallocate(small, byteCount: 9999)
            space.deallocate(large, byteCount: 10_000)
            #expect(pool.figures.fileBytes == 0)
        }

        @Test func `the file is begun when the heap's share is used up`() throws {
            let pool = try PagePool(directory: "/tmp", budgetBytes: 1, heapLimitBytes: 20_000)
            let (first, second) = (pool.allocate(12_288), pool.allocate(12_288))
            #expect(pool.figures.heapBytes == 12_288 && pool.figures.fileBytes == 12_288)
            pool.deallocate(first, byteCount: 12_288)
            pool.deallocate(second, byteCount: 12_288)
            #expect(pool.figures.heapBytes == 0 && pool.figures.fileBytes == 0)
        }

        @Test func `a pool is short while its file is full and too much is resident`() throws {
            let pool = try PagePool(directory: "/tmp", budgetBytes: 1, fileLimitBytes: 64 << 20)
            let first = pool.allocate(64 << 20)
            #expect(pool.hasRoom && !pool.isShort)
            let second = pool.allocate(1 << 20)
            #expect(!pool.hasRoom && pool.isShort)
            pool.deallocate(second, byteCount: 1 << 20)
            #expect(!pool.isShort && pool.hasRoom)
            pool.deallocate(first, byteCount: 64 << 20)
        }

        @Test func `a table with a pool gives the ids that any other gives`() throws {
            let pool = try PagePool(directory: "/tmp", budgetBytes: 1)
            let (plain, paged) = (
                SymbolTable(), SymbolTable(in: StateSpace(pool: pool, leastPooledBytes: 4096))
            )
            for number in 0..<20_000 {
                let name = "name \(number % 15_000)"
                #expect(plain.intern(name) == paged.intern(name))
                if number % 1000 == 0 { pool.keepToBudget() }
            }
            #expect((0..<15_000).allSatisfy { paged.string(of: UInt32($0)) == "name \($0)" })
            #expect(pool.figures.relievedBytes > 0)
        }
    }
#endif
