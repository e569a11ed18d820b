// RocksDB's C interface, as the system provides it.
#pragma once
#include <rocksdb/c.h>
