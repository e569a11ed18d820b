#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CSJ_NOEXCEPT noexcept
extern "C" {
#else
#define CSJ_NOEXCEPT
#endif

/// Strict decoding of JSON objects into columns: the C face of the C++ in this folder.
typedef struct csj_decoder csj_decoder;

/// What a field holds, and how its strings are kept.
enum {
    CSJ_INT = 0,
    CSJ_DOUBLE = 1,
    CSJ_BOOL = 2,
    CSJ_TIME = 3,
    /// Copied into the text room of the sink.
    CSJ_TEXT = 4,
    /// Left as a place in `csj_block_bytes`, to be interned by the caller.
    CSJ_SYMBOL = 5,
};

/// Why a record was rejected.
enum {
    CSJ_NOT_JSON = 0,
    CSJ_TRUNCATED = 1,
    CSJ_NOT_AN_OBJECT = 2,
    CSJ_TOO_DEEP = 3,
    CSJ_RECORD_TOO_LARGE = 4,
    CSJ_STRING_TOO_LONG = 5,
    CSJ_INVALID_UTF8 = 6,
    CSJ_DUPLICATE_KEY = 7,
    CSJ_MISSING_FIELD = 8,
    CSJ_WRONG_TYPE = 9,
    CSJ_BAD_TIME = 10,
    CSJ_OUT_OF_RANGE = 11,
};

/// The most records that one call of `csj_decode_block` takes.
#define CSJ_BLOCK_RECORDS 64
/// The most bytes that its records should have together, unless it is only one.
#define CSJ_BLOCK_BYTES 65536
/// Room in bytes that the text of a block needs beyond the sum of its records, for copies in whole words.
#define CSJ_TEXT_SLACK 32

/// How a time is written.
enum {
    /// Whole milliseconds since 1970, or text for the parser.
    CSJ_TIME_STANDARD = 0,
    /// A decimal number since 1970, also in quotes.
    CSJ_TIME_EPOCH = 1,
    /// Text for the parser; a number is text, too, if the field has a context.
    CSJ_TIME_TEXT = 2,
};

/// The most steps of a path.
#define CSJ_PATH_STEPS 16

/// One step on the way to a value: into an object by a key, or into a list by a place.
typedef struct csj_step {
    /// Null for a place in a list.
    const uint8_t *key;
    size_t key_count;
    uint32_t item;
} csj_step;

/// A value that a schema writes down: of strings the bytes, of other types the slot.
typedef struct csj_constant {
    const uint8_t *bytes;
    size_t count;
    int64_t slot;
} csj_constant;

/// A text that stands for a value.
typedef struct csj_mapping {
    const uint8_t *text;
    size_t text_count;
    csj_constant value;
} csj_mapping;

/// One declared field. Several fields may have the same path, but what one of them goes into none may read, and what
/// one goes into by a key none may go into by a place.
typedef struct csj_field {
    /// At least one; the first is a key.
    const csj_step *steps;
    size_t step_count;
    uint8_t kind;
    bool required;
    /// The column of the sink; negative: only checked.
    int32_t column;

    /// Numbers and booleans may stand in quotes.
    bool quoted;
    uint8_t time_format;
    /// The power of ten that makes an epoch's unit milliseconds.
    int8_t epoch_exponent;
    /// So many digits of the integer that is read are a fraction of the double that is kept; negative: it is a double.
    int8_t minor_units;
    /// What the parser of times gets.
    const void *time_context;
    const csj_mapping *mappings;
    size_t mapping_count;
    /// What a text becomes that no mapping names; null: it is read as it stands.
    const csj_constant *other;
    /// What stands for absent and null; null: nothing.
    const csj_constant *fallback;
} csj_field;

typedef struct csj_limits {
    uint32_t record_bytes;
    uint32_t string_bytes;
    uint32_t depth;
} csj_limits;

/// Reads the text of a time into milliseconds; false if it is none. The context is the field's.
typedef bool (*csj_time_parser)(
    const void *context, const uint8_t *bytes, size_t count, int64_t *milliseconds);

/// A payload; `bytes` is null for a tombstone.
typedef struct csj_record {
    const uint8_t *bytes;
    size_t count;
} csj_record;

/// Where rows go: pointers to the columns' slots and states, and room for text.
typedef struct csj_sink {
    int64_t *const *values;
    uint8_t *const *states;
    /// For each row the place of its record.
    uint32_t *records;
    size_t first_row;
    /// The place of the first record of this call, as it is written to `records`.
    uint32_t first_record;
    /// At least the sum of the records' bytes, once for each CSJ_TEXT field that reads the same path, for each record
    /// the longest constant of each CSJ_TEXT field, and `CSJ_TEXT_SLACK`.
    uint8_t *text;
    /// What the first byte of `text` is called in the slots.
    uint32_t text_offset;
} csj_sink;

/// One rejected record. Offsets count from the start of its payload.
typedef struct csj_problem {
    /// Which of the records of this call.
    uint32_t record;
    uint8_t code;
    /// The field, or -1.
    int32_t field;
    /// A misfit: how many steps of the field's path lead to what was found.
    uint32_t steps;
    /// What was found; a count of 0 is the end of the record, or nothing at all.
    uint32_t found_offset;
    uint32_t found_count;
    /// A duplicate key: where it stood first. A missing field: 1 if it is there and null.
    uint32_t other;
    /// What the grammar wants at this place; null where the field tells it.
    const char *expected;
} csj_problem;

/// What a call made of its records.
typedef struct csj_block {
    size_t rows;
    size_t tombstones;
    size_t empty;
    size_t text_bytes;
    /// Valid until the next call.
    const csj_problem *problems;
    size_t problem_count;
} csj_block;

/// A decoder of these fields; keys are copied. No function here returns if there is no memory.
csj_decoder *csj_decoder_create(
    const csj_field *fields, size_t field_count, csj_limits limits, csj_time_parser parse_time) CSJ_NOEXCEPT;
void csj_decoder_destroy(csj_decoder *decoder) CSJ_NOEXCEPT;

/// Decodes at most `CSJ_BLOCK_RECORDS` records.
csj_block csj_decode_block(
    csj_decoder *decoder, const csj_record *records, size_t count, const csj_sink *sink) CSJ_NOEXCEPT;

/// The bytes that slots of CSJ_SYMBOL columns point into (offset in the upper, length in the lower 32 bits).
/// 16 bytes behind each of them can be read. Valid until the next call of the decoder.
const uint8_t *csj_block_bytes(const csj_decoder *decoder) CSJ_NOEXCEPT;

/// Gives back what an unusually large record made the buffers grow by.
void csj_release_excess(csj_decoder *decoder) CSJ_NOEXCEPT;

/// How many bytes the decoder's buffers hold now.
size_t csj_held_bytes(const csj_decoder *decoder) CSJ_NOEXCEPT;

/// A bare parse with simdjson's DOM, as a yardstick: the number of records that are JSON.
/// Each must have 64 readable bytes behind it.
size_t csj_bare_parse(const csj_record *records, size_t count) CSJ_NOEXCEPT;

/// The instruction set that simdjson uses on this machine.
const char *csj_simdjson_implementation(void) CSJ_NOEXCEPT;

#ifdef __cplusplus
}
#endif
