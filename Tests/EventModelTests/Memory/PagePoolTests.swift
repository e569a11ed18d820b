import EventModel
import Testing

#if os(Linux)
    @Suite struct PagePoolTests {
        private static let chunkBytes = 20 * 1024

        private static func fill(_ chunk: UnsafeMutableRawPointer, _ seed: Int) {
            let words = chunk.assumingMemoryBound(to: Int.self)
            for place in 0..<chunkBytes / 8 { words[place] = seed &* 1_000_003 &+ place }
        }

        private static func holds(_ chunk: UnsafeMutableRawPointer, _ seed: Int) -> Bool {
            let words = chunk.assumingMemoryBound(to: Int.self)
            return (0..<chunkBytes / 8).allSatisfy { words[$0] == seed &* 1_000_003 &+ $0 }
        }

        @Test func `what the process lets go of comes back as it was`() throws {
            // Any process has more than a byte, so that pages are let go of at each call.
            let pool = try PagePool(directory: "/tmp", budgetBytes: 1)
            var chunks: [UnsafeMutableRawPointer] = []
            for number in 0..<200 {
                let chunk = pool.allocate(Self.chunkBytes)
                Self.fill(chunk, number)
                chunks.append(chunk)
                if number % 50 == 0 { pool.keepToBudget() }
            }
            #expect(pool.figures.fileBytes == 200 * Self.chunkBytes)
            #expect(pool.figures.relievedBytes > 0)
            for (number, chunk) in chunks.enumerated() {
                #expect(Self.holds(chunk, number), "chunk \(number)")
                if number % 40 == 0 { pool.keepToBudget() }
            }
            for chunk in chunks { pool.deallocate(chunk, byteCount: Self.chunkBytes) }
            #expect(pool.figures.fileBytes == 0)
        }

        @Test func `nothing is let go of below the budget`() throws {
            let pool = try PagePool(directory: "/tmp", budgetBytes: 1 << 50)
            let chunk = pool.allocate(Self.chunkBytes)
            Self.fill(chunk, 1)
            pool.keepToBudget()
            #expect(pool.figures.relievedBytes == 0)
            pool.deallocate(chunk, byteCount: Self.chunkBytes)
        }

        @Test func `memory that was given back is used again`() throws {
            let pool = try PagePool(directory: "/tmp", budgetBytes: 1)
            let first = pool.allocate(Self.chunkBytes)
            let second = pool.allocate(Self.chunkBytes)
            Self.fill(second, 2)
            pool.deallocate(first, byteCount: Self.chunkBytes)
            let third = pool.allocate(Self.chunkBytes)
            #expect(third == first)
            Self.fill(third, 3)
            #expect(Self.holds(second, 2) && Self.holds(third, 3))
        }

        @Test func `beyond what the file may take memory is plain, and counted`() throws {
            let pool = try PagePool(directory: "/tmp", budgetBytes: 1, fileLimitBytes: 1 << 20)
            let chunk = pool.allocate(Self.chunkBytes)
            #expect(pool.figures.plainBytes == Self.chunkBytes)
            #expect(pool.figures.fileBytes == 0)
            Self.fill(chunk, 4)
            pool.keepToBudget()
            #expect(Self.holds(chunk, 4))
            pool.deallocate(chunk, byteCount: Self.chunkBytes)
            #expect(pool.figures.plainBytes == 0)
        }

        @Test func `a chunk may be larger than a piece of the file`() throws {
            let pool = try PagePool(directory: "/tmp", budgetBytes: 1)
            let bytes = 100 << 20
            let chunk = pool.allocate(bytes)
            chunk.storeBytes(of: 7, toByteOffset: bytes - 8, as: Int.self)
            pool.keepToBudget()
            #expect(chunk.load(fromByteOffset: bytes - 8, as: Int.self) == 7)
            #expect(chunk.load(as: Int.self) == 0)
            pool.deallocate(chunk, byteCount: bytes)
        }

        @Test func `a directory that is not there is named`() {
            #expect {
                try PagePool(directory: "/nowhere/at/all", budgetBytes: 1)
            } throws: { error in
                "\(error)".contains("/nowhere/at/all") && "\(error)".contains("give a directory")
            }
        }
    }
#endif
