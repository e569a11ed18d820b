// Records to rows.
//
// A record is copied into the block, then walked once. `walk_known` follows the keys that earlier records had and
// gives up without a word at whatever is unusual; `walk_any` takes every record, finds out what is wrong with it, and
// teaches the shapes.
#pragma once

#include <string>
#include <vector>

#include "Buffer.hpp"
#include "CSimdJSON.h"
#include "Fields.hpp"
#include "Scanner.hpp"
#include "Shapes.hpp"

namespace credence {

class Decoder {
  public:
    Decoder(const csj_field *fields, size_t count, csj_limits limits, csj_time_parser parse_time);

    csj_block decode(const csj_record *records, size_t count, const csj_sink &sink);
    const uint8_t *block_bytes() const { return block_.bytes(); }
    void release_excess();
    size_t held_bytes() const;

  private:
    /// One record in the block.
    struct Record {
        const uint8_t *begin, *end;
        bool is_ascii;
    };

    /// What became of one field's value.
    enum class Cell : uint8_t { absent, null, value };

    /// A key of the record in hand.
    struct SeenKey {
        uint64_t hash;
        std::string_view name;
        const uint8_t *at;
        /// The object that it stands in.
        size_t parent;
    };

    /// The first value that does not suit its field.
    struct Misfit {
        const uint8_t *begin = nullptr, *end = nullptr;
        int16_t field = -1;
        /// How many steps lead to it.
        uint32_t steps = 0;
    };

    /// A string, number, true or false; of a string what it says.
    struct Token;

    Fields fields_;
    csj_limits limits_;
    csj_time_parser parse_time_;
    Scanner scanner_;
    Buffer block_;
    csj_problem problems_[CSJ_BLOCK_RECORDS];

    // The row in hand: its place, and where its text and its unescaped symbols go next.
    size_t row_ = 0;
    uint8_t *text_ = nullptr;
    uint8_t *text_base_ = nullptr;
    uint32_t text_offset_ = 0;
    uint8_t *scratch_ = nullptr;

    // What `walk_any` finds out about the record in hand.
    std::vector<SeenKey> seen_;
    /// The keys of each object that holds fields, up to kMaxPath, and how many there are.
    std::vector<std::vector<Shapes::Key>> paths_;
    std::vector<size_t> key_counts_;
    std::vector<Cell> cells_;
    std::string names_;
    Misfit misfit_;
    int16_t last_field_ = -1;

    // Decoder.cpp
    void prepare(const csj_record *records, size_t count, const csj_sink &sink);
    bool decode_record(const Record &record, csj_problem &problem);
    bool walk_known(const Record &record);
    const uint8_t *walk_known_record(const uint8_t *p, unsigned &required);
    const uint8_t *walk_known_parent(Parent &parent, const uint8_t *p, unsigned &required);
    const uint8_t *walk_known_members(Parent &parent, const uint8_t *p, unsigned &required);
    const uint8_t *walk_known_items(const Parent &parent, const uint8_t *p, unsigned &required);
    const uint8_t *follow(Target target, const uint8_t *p, unsigned depth, unsigned &required);
    void fill_in();
    void clear_row();

    // Unfamiliar.cpp
    bool walk_any(const Record &record, csj_problem &problem);
    const uint8_t *walk_parent(size_t place, const uint8_t *p, size_t record_bytes);
    const uint8_t *walk_members(size_t place, const uint8_t *p, size_t record_bytes);
    const uint8_t *walk_items(size_t place, const uint8_t *p, size_t record_bytes);
    const uint8_t *walk_key(size_t place, const uint8_t *p, size_t record_bytes, Target &target);
    const uint8_t *walk_value(const uint8_t *p, Target target, unsigned depth, size_t record_bytes);
    void note_null(const Parent &parent);
    void learn();
    bool explain_syntax(const Record &record, csj_problem &problem) const;
    bool explain_utf8(const Record &record, const uint8_t *at, csj_problem &problem) const;
    bool explain_duplicate(const Record &record, csj_problem &problem);
    bool explain_misfit(const Record &record, csj_problem &problem) const;
    bool explain_missing(csj_problem &problem) const;

    // Values.hpp
    const uint8_t *read_fields(int16_t place, const uint8_t *p, unsigned &required);
    const uint8_t *read_value(const Field &field, const uint8_t *p, Cell &cell);
    const uint8_t *read_string(const Field &field, const uint8_t *p);
    const uint8_t *read_time(const Field &field, const uint8_t *p);
    const uint8_t *read_double(const Field &field, const uint8_t *p);
    const uint8_t *read_bool(const Field &field, const uint8_t *p);

    // Translated.cpp
    const uint8_t *read_translated(const Field &field, const uint8_t *p);
    bool read_token(const uint8_t *p, Token &token);
    bool translate(const Field &field, const Token &token);
    bool translate_text(const Field &field, const Token &token);
    bool translate_int(const Field &field, const Token &token);
    bool translate_double(const Field &field, const Token &token);
    bool translate_bool(const Field &field, const Token &token);
    bool translate_time(const Field &field, const Token &token);
    void store_constant(const Field &field, const Constant &constant);

    inline void store_text(const Field &field, const uint8_t *bytes, size_t count) {
        store(field, int64_t((uint64_t(text_offset_) + uint64_t(text_ - text_base_)) << 32 | count));
        for (size_t place = 0; place < count; place += 16) memcpy(text_ + place, bytes + place, 16);
        text_ += count;
    }

    inline void store(const Field &field, int64_t value) {
        if (field.values == nullptr) return;
        field.values[row_] = value;
        field.states[row_] = 1;
    }
};

}  // namespace credence
