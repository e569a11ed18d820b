import CRocksDB

/// How the database is opened and used, as RocksDB wants to hear it.
///
/// Blocks are large, written once, in order, read at a start at most, and deleted in order: they are kept apart from their
/// keys in blob files, so that merging files moves keys alone, and a blob file goes away as a whole when all that is in it
/// has been trimmed. What is left of a task that moved away is moved out of files that are half garbage.
final class RocksDBOptions {
    let options: OpaquePointer?
    let write: OpaquePointer?
    private let cache: OpaquePointer?

    init(_ settings: RocksDBSettings, isReadOnly: Bool) {
        options = rocksdb_options_create()
        write = rocksdb_writeoptions_create()
        cache = rocksdb_cache_create_lru(settings.cacheBytes)
        rocksdb_options_set_create_if_missing(options, isReadOnly ? 0 : 1)
        rocksdb_options_set_paranoid_checks(options, 1)
        rocksdb_options_set_max_background_jobs(options, 2)
        setMemory(settings)
        setFiles(settings)
        setLogs()
    }

    deinit {
        rocksdb_writeoptions_destroy(write)
        rocksdb_options_destroy(options)
        rocksdb_cache_destroy(cache)
    }

    private func setMemory(_ settings: RocksDBSettings) {
        // Two buffers: one is filled while the other is being written.
        rocksdb_options_set_write_buffer_size(options, max(settings.writeBufferBytes / 2, 1 << 20))
        rocksdb_options_set_max_write_buffer_number(options, 2)
        rocksdb_options_set_db_write_buffer_size(options, settings.writeBufferBytes)
        let table = rocksdb_block_based_options_create()
        rocksdb_block_based_options_set_block_cache(table, cache)
        rocksdb_options_set_block_based_table_factory(options, table)
        rocksdb_block_based_options_destroy(table)
    }

    private func setFiles(_ settings: RocksDBSettings) {
        rocksdb_options_set_enable_blob_files(options, 1)
        rocksdb_options_set_min_blob_size(options, 1024)
        rocksdb_options_set_blob_file_size(options, UInt64(max(settings.writeBufferBytes, 1 << 20)))
        rocksdb_options_set_enable_blob_gc(options, 1)
        rocksdb_options_set_blob_gc_age_cutoff(options, 0.5)
        rocksdb_options_set_blob_gc_force_threshold(options, 0.5)
        let compression = settings.isCompressed ? rocksdb_lz4_compression : rocksdb_no_compression
        rocksdb_options_set_blob_compression_type(options, Int32(compression))
        rocksdb_options_set_compression(options, Int32(rocksdb_no_compression))
        rocksdb_options_set_level0_file_num_compaction_trigger(options, 2)
        // What is damaged in the log of writes ends it: the changelog has what follows.
        rocksdb_options_set_wal_recovery_mode(options, Int32(rocksdb_point_in_time_recovery))
    }

    private func setLogs() {
        rocksdb_options_set_info_log_level(options, 2)
        rocksdb_options_set_keep_log_file_num(options, 2)
        rocksdb_options_set_max_log_file_size(options, 1 << 20)
        rocksdb_options_set_stats_dump_period_sec(options, 0)
    }
}
