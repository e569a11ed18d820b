#include "Decoder.hpp"

#include <simdjson.h>

#include "Values.hpp"

namespace credence {

namespace {

/// Behind each record: zeroes, and room to copy its unescaped text in whole words.
constexpr size_t kSlack = kPadding + 32;
constexpr size_t kUsualBlock = 3 * CSJ_BLOCK_BYTES + CSJ_BLOCK_RECORDS * kSlack;

}  // namespace

Decoder::Decoder(const csj_field *fields, size_t count, csj_limits limits, csj_time_parser parse_time)
    : fields_(fields, count),
      limits_(limits),
      parse_time_(parse_time),
      scanner_(limits.depth < kDepthCapacity ? limits.depth : kDepthCapacity),
      block_(kUsualBlock) {}

csj_block Decoder::decode(const csj_record *records, size_t count, const csj_sink &sink) {
    csj_block result = {};
    prepare(records, count, sink);
    uint8_t *cursor = block_.bytes();
    for (size_t place = 0; place < count; ++place) {
        const csj_record &source = records[place];
        if (source.bytes == nullptr) {
            ++result.tombstones;
            continue;
        }
        csj_problem &problem = problems_[result.problem_count];
        problem = {};
        problem.record = uint32_t(place);
        problem.field = -1;
        if (source.count > limits_.record_bytes) {
            problem.code = CSJ_RECORD_TOO_LARGE;
            ++result.problem_count;
            continue;
        }
        Record record = {cursor, cursor + source.count, copy_padded(cursor, source.bytes, source.count)};
        if (skip_space(record.begin) == record.end) {
            ++result.empty;
            continue;
        }
        scratch_ = cursor + source.count + kPadding;
        if (decode_record(record, problem)) {
            sink.records[row_] = sink.first_record + uint32_t(place);
            ++row_;
        } else {
            ++result.problem_count;
        }
        cursor = scratch_ + 16;
    }
    result.rows = row_ - sink.first_row;
    result.text_bytes = size_t(text_ - text_base_);
    result.problems = problems_;
    return result;
}

void Decoder::prepare(const csj_record *records, size_t count, const csj_sink &sink) {
    size_t bytes = 0;
    for (size_t place = 0; place < count; ++place) {
        if (records[place].count <= limits_.record_bytes) bytes += records[place].count;
    }
    // What is unescaped is no longer than its record, once for each symbol field, and once in passing.
    block_.require(bytes * (2 + fields_.symbol_copies) + count * kSlack);
    row_ = sink.first_row;
    text_ = text_base_ = sink.text;
    text_offset_ = sink.text_offset;
    for (Field &field : fields_.all) {
        if (field.column < 0) continue;
        field.values = sink.values[field.column];
        field.states = sink.states[field.column];
        memset(field.values + row_, 0, count * sizeof(int64_t));
        memset(field.states + row_, 0, count);
    }
}

bool Decoder::decode_record(const Record &record, csj_problem &problem) {
    uint8_t *const text = text_, *const scratch = scratch_;
    if (CREDENCE_LIKELY(walk_known(record))) return true;
    clear_row();
    text_ = text;
    scratch_ = scratch;
    if (walk_any(record, problem)) return true;
    clear_row();
    text_ = text;
    scratch_ = scratch;
    return false;
}

bool Decoder::walk_known(const Record &record) {
    const uint8_t *p = skip_space(record.begin);
    if (*p != '{') return false;
    p = skip_space(p + 1);
    unsigned required = 0;
    Shapes::Node *node = shapes_.root();
    for (bool more = *p != '}'; more;) {
        node = shapes_.step(node, p);
        if (node == nullptr) return false;
        p = skip_space(p + node->count);
        p = node->field < 0 ? scanner_.skip_value(p) : read_fields(node->field, p, required);
        if (p == nullptr) return false;
        p = skip_space(p);
        more = *p == ',';
        if (more) p = skip_space(p + 1);
    }
    if (*p != '}' || skip_space(p + 1) != record.end || required != fields_.required_count) return false;
    return record.is_ascii ||
           simdjson::validate_utf8(reinterpret_cast<const char *>(record.begin), size_t(record.end - record.begin));
}

void Decoder::clear_row() {
    for (const Field &field : fields_.all) {
        if (field.values == nullptr) continue;
        field.values[row_] = 0;
        field.states[row_] = 0;
    }
}

void Decoder::release_excess() {
    constexpr size_t usual_keys = 1024;
    block_.shrink();
    if (seen_.capacity() > usual_keys) std::vector<SeenKey>().swap(seen_);
    if (path_.capacity() > usual_keys) std::vector<Shapes::Key>().swap(path_);
    if (names_.capacity() > CSJ_BLOCK_BYTES) std::string().swap(names_);
}

size_t Decoder::held_bytes() const {
    return block_.capacity() + seen_.capacity() * sizeof(SeenKey) + path_.capacity() * sizeof(Shapes::Key) +
           names_.capacity() + shapes_.held_bytes();
}

}  // namespace credence
