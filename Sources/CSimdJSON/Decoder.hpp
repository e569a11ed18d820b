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
    };

    /// The first value that does not suit its field.
    struct Misfit {
        const uint8_t *begin = nullptr, *end = nullptr;
        int16_t field = -1;
    };

    Fields fields_;
    csj_limits limits_;
    csj_time_parser parse_time_;
    Scanner scanner_;
    Shapes shapes_;
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
    std::vector<Shapes::Key> path_;
    std::vector<Cell> cells_;
    std::string names_;
    Misfit misfit_;
    int16_t last_field_ = -1;

    // Decoder.cpp
    void prepare(const csj_record *records, size_t count, const csj_sink &sink);
    bool decode_record(const Record &record, csj_problem &problem);
    bool walk_known(const Record &record);
    void clear_row();

    // Unfamiliar.cpp
    bool walk_any(const Record &record, csj_problem &problem);
    const uint8_t *walk_members(const uint8_t *p, size_t record_bytes);
    const uint8_t *walk_key(const uint8_t *p, size_t record_bytes, int16_t &field);
    const uint8_t *walk_value(const uint8_t *p, int16_t field);
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

    inline void store(const Field &field, int64_t value) {
        if (field.values == nullptr) return;
        field.values[row_] = value;
        field.states[row_] = 1;
    }
};

}  // namespace credence
