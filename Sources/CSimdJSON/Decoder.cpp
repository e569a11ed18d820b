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
      block_(kUsualBlock, fields_.constants.bytes()),
      paths_(fields_.parents.size()),
      key_counts_(fields_.parents.size()) {}

csj_block Decoder::decode(const csj_record *records, size_t count, const csj_sink &sink) {
    csj_block result = {};
    prepare(records, count, sink);
    uint8_t *cursor = block_.free_bytes();
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
            if (!fields_.with_fallback.empty()) fill_in();
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
    unsigned required = 0;
    p = CREDENCE_LIKELY(fields_.is_flat()) ? walk_known_record(p, required)
                                           : walk_known_members(fields_.parents[0], p, required);
    if (p == nullptr || skip_space(p) != record.end || required != fields_.required_count) return false;
    return record.is_ascii ||
           simdjson::validate_utf8(reinterpret_cast<const char *>(record.begin), size_t(record.end - record.begin));
}

/// A record in which no path goes into anything.
CREDENCE_INLINE const uint8_t *Decoder::walk_known_record(const uint8_t *p, unsigned &required) {
    Shapes &shapes = fields_.parents[0].shapes;
    p = skip_space(p + 1);
    Shapes::Node *node = shapes.root();
    for (bool more = *p != '}'; more;) {
        node = shapes.step(node, p);
        if (node == nullptr) return nullptr;
        p = skip_space(p + node->count);
        p = node->target < 0 ? scanner_.skip_value(p) : read_fields(int16_t(node->target), p, required);
        if (p == nullptr) return nullptr;
        p = skip_space(p);
        more = *p == ',';
        if (more) p = skip_space(p + 1);
    }
    return *p == '}' ? p + 1 : nullptr;
}

const uint8_t *Decoder::walk_known_members(Parent &parent, const uint8_t *p, unsigned &required) {
    const unsigned depth = parent.steps + 1;
    p = skip_space(p + 1);
    Shapes::Node *node = parent.shapes.root();
    for (bool more = *p != '}'; more;) {
        node = parent.shapes.step(node, p);
        if (node == nullptr) return nullptr;
        p = follow(node->target, skip_space(p + node->count), depth, required);
        if (p == nullptr) return nullptr;
        p = skip_space(p);
        more = *p == ',';
        if (more) p = skip_space(p + 1);
    }
    return *p == '}' ? p + 1 : nullptr;
}

const uint8_t *Decoder::walk_known_items(const Parent &parent, const uint8_t *p, unsigned &required) {
    const unsigned depth = parent.steps + 1;
    auto next = parent.items.begin();
    p = skip_space(p + 1);
    bool more = *p != ']';
    for (uint32_t place = 0; more; ++place) {
        const bool is_wanted = next != parent.items.end() && next->place == place;
        p = follow(is_wanted ? (next++)->target : kPassedOver, p, depth, required);
        if (p == nullptr) return nullptr;
        p = skip_space(p);
        more = *p == ',';
        if (more) p = skip_space(p + 1);
    }
    return *p == ']' ? p + 1 : nullptr;
}

/// What a path goes into, if it is there and as usual.
const uint8_t *Decoder::walk_known_parent(Parent &parent, const uint8_t *p, unsigned &required) {
    if (*p == 'n') return memcmp(p, "null", 4) == 0 ? p + 4 : nullptr;
    if (*p != (parent.is_list ? '[' : '{') || parent.steps >= scanner_.max_depth()) return nullptr;
    return parent.is_list ? walk_known_items(parent, p, required) : walk_known_members(parent, p, required);
}

CREDENCE_INLINE const uint8_t *Decoder::follow(Target target, const uint8_t *p, unsigned depth, unsigned &required) {
    if (target >= 0) return read_fields(int16_t(target), p, required);
    if (target == kPassedOver) return scanner_.skip_value(p, depth);
    return walk_known_parent(fields_.parents[parent_of(target)], p, required);
}

/// Gives absent and null cells what stands for them.
void Decoder::fill_in() {
    for (const int16_t place : fields_.with_fallback) {
        const Field &field = fields_.all[size_t(place)];
        if (field.values != nullptr && field.states[row_] == 0) store_constant(field, *field.fallback);
    }
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
    if (names_.capacity() > CSJ_BLOCK_BYTES) std::string().swap(names_);
}

size_t Decoder::held_bytes() const {
    size_t held = block_.capacity() + seen_.capacity() * sizeof(SeenKey) + names_.capacity();
    for (const Parent &parent : fields_.parents) held += parent.shapes.held_bytes();
    for (const auto &path : paths_) held += path.capacity() * sizeof(Shapes::Key);
    return held;
}

}  // namespace credence
