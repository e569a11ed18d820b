import CRocksDB

/// Calls RocksDB and turns the words that it leaves into a failure.
func attempt<Result>(
    _ path: String, _ call: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) throws(LocalStateFailure) -> Result {
    var words: UnsafeMutablePointer<CChar>?
    let result = call(&words)
    guard let words else { return result }
    defer { rocksdb_free(words) }
    throw LocalStateFailure(rocksDB: String(cString: words), path: path)
}

/// Changes that happen together.
final class RocksDBBatch {
    let batch = rocksdb_writebatch_create()

    deinit { rocksdb_writebatch_destroy(batch) }

    func put(_ key: [UInt8], _ value: UnsafeRawBufferPointer) {
        key.withCharacters { key, keyCount in
            let bytes = value.assumingMemoryBound(to: CChar.self)
            rocksdb_writebatch_put(batch, key, keyCount, bytes.baseAddress, bytes.count)
        }
    }

    func delete(_ key: [UInt8]) {
        key.withCharacters { rocksdb_writebatch_delete(batch, $0, $1) }
    }

    func delete(from first: [UInt8], to end: [UInt8]) {
        first.withCharacters { first, firstCount in
            end.withCharacters { rocksdb_writebatch_delete_range(batch, first, firstCount, $0, $1) }
        }
    }
}

/// A place among the keys of a range.
final class RocksDBCursor {
    private static let readaheadBytes = 2 << 20
    private let options = rocksdb_readoptions_create()
    private let iterator: OpaquePointer?
    // RocksDB keeps the pointer to the end.
    private let end: UnsafeMutablePointer<CChar>

    init(_ database: OpaquePointer, from first: [UInt8], to end: [UInt8]) {
        self.end = .allocate(capacity: end.count)
        for (index, byte) in end.enumerated() { (self.end + index).initialize(to: CChar(bitPattern: byte)) }
        rocksdb_readoptions_set_iterate_upper_bound(options, self.end, end.count)
        rocksdb_readoptions_set_verify_checksums(options, 1)
        rocksdb_readoptions_set_fill_cache(options, 0)
        rocksdb_readoptions_set_readahead_size(options, Self.readaheadBytes)
        iterator = rocksdb_create_iterator(database, options)
        first.withCharacters { rocksdb_iter_seek(iterator, $0, $1) }
    }

    deinit {
        rocksdb_iter_destroy(iterator)
        rocksdb_readoptions_destroy(options)
        end.deallocate()
    }

    /// Key and value here, valid until the next step; `nil` at the end or after a failure.
    var current: (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        guard rocksdb_iter_valid(iterator) != 0 else { return nil }
        var (keyCount, valueCount) = (0, 0)
        let key = rocksdb_iter_key(iterator, &keyCount)
        let value = rocksdb_iter_value(iterator, &valueCount)
        return (
            UnsafeRawBufferPointer(start: key, count: keyCount),
            UnsafeRawBufferPointer(start: value, count: valueCount)
        )
    }

    func step() { rocksdb_iter_next(iterator) }

    func failure(_ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
        rocksdb_iter_get_error(iterator, words)
    }
}

extension [UInt8] {
    fileprivate func withCharacters<Result>(_ body: (UnsafePointer<CChar>?, Int) -> Result) -> Result {
        withUnsafeBytes {
            let characters = $0.assumingMemoryBound(to: CChar.self)
            return body(characters.baseAddress, characters.count)
        }
    }
}
