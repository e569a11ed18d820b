/// A sample that does not depend on order: the items with the smallest hashes (bottom-k; Cohen and Kaplan 2007).
///
/// The hash is one of the item's bytes, so that it is the same in every task, and an item that is seen again, by a
/// merge or a repeated event, is still one item.
package struct HashSample: Sketch {
    /// An item: the hash of its bytes, and its symbol in the table of whoever holds the sample.
    package struct Item: Hashable, Sendable {
        /// What it is chosen and ordered by.
        package var hash: UInt64
        /// The item's name.
        package var symbol: UInt32

        /// An item from its parts.
        package init(hash: UInt64, symbol: UInt32) {
            self.hash = hash
            self.symbol = symbol
        }
    }

    /// How many items are kept at most.
    package let capacity: Int
    /// The items, ascending by hash.
    package private(set) var items: [Item] = []

    /// The sizes that a sample can have.
    package static let capacities = 1...65_536

    /// Nothing yet; `capacity` from 1 to 65,536.
    package init(capacity: Int = 20) {
        precondition(Self.capacities.contains(capacity), "the capacity must be from 1 to 65536")
        self.capacity = capacity
    }

    package var isEmpty: Bool { items.isEmpty }
    package var byteCount: Int { items.storageByteCount }

    /// Offers an item.
    ///
    /// - Complexity: O(1) for one that is not kept, and of n items in any order but an unlucky one only about
    ///   capacity · ln(n / capacity) are kept; O(capacity) otherwise.
    package mutating func insert(hash: UInt64, symbol: UInt32) {
        if items.count == capacity, items[capacity - 1].hash < hash { return }
        let place = items.place(of: hash) { $0.hash }
        if place < items.count, items[place].hash == hash {
            // Only where two items share all 64 bits is there a choice, and it must not be the order's.
            items[place].symbol = min(items[place].symbol, symbol)
            return
        }
        if items.count == capacity { items.removeLast() }
        items.insert(Item(hash: hash, symbol: symbol), at: place)
    }

    /// Adds the items of another one of the same capacity.
    package mutating func merge(_ other: HashSample) {
        precondition(capacity == other.capacity, "samples of different capacity cannot be merged")
        for item in other.items { insert(hash: item.hash, symbol: item.symbol) }
    }

    /// The same items with the symbols of another table.
    package func mapped(_ translate: (UInt32) -> UInt32) -> HashSample {
        var copy = self
        for place in items.indices { copy.items[place].symbol = translate(items[place].symbol) }
        return copy
    }
}

extension HashSample {
    private static let version: UInt8 = 1

    /// Version, capacity, number of items; then the hash and symbol of each.
    package func encode(into bytes: inout [UInt8]) {
        bytes.append(Self.version)
        SketchBytes.append(UInt64(capacity), to: &bytes)
        SketchBytes.append(UInt64(items.count), to: &bytes)
        for item in items {
            SketchBytes.append(word: item.hash, to: &bytes)
            SketchBytes.append(UInt64(item.symbol), to: &bytes)
        }
    }

    package init?(decoding bytes: UnsafeRawBufferPointer) {
        var reader = SketchReader(bytes)
        guard reader.byte() == Self.version, let capacity = reader.number(as: Int.self),
            Self.capacities.contains(capacity), let size = reader.number(as: Int.self),
            size <= min(capacity, reader.remaining / 9)
        else { return nil }
        self.init(capacity: capacity)
        items.reserveCapacity(size)
        for _ in 0..<size {
            guard let hash = reader.word(), let symbol = reader.number(as: UInt32.self) else { return nil }
            if let last = items.last, last.hash >= hash { return nil }
            items.append(Item(hash: hash, symbol: symbol))
        }
        guard reader.remaining == 0 else { return nil }
    }
}
