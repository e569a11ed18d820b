// The declared fields, and the look-up of a field by its key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "Bytes.hpp"
#include "CSimdJSON.h"

namespace credence {

struct Field {
    std::string key;
    uint8_t kind = CSJ_INT;
    bool required = false;
    int32_t column = -1;
    /// The next field that reads the same key, or -1.
    int16_t next = -1;
    // Where the batch in hand keeps this field; null when it is only checked.
    int64_t *values = nullptr;
    uint8_t *states = nullptr;
};

/// A 64-bit hash for telling keys apart; whoever uses it compares bytes too.
inline uint64_t hash_key(std::string_view key) {
    uint64_t hash = 0x9E3779B97F4A7C15 ^ key.size();
    size_t place = 0;
    const auto *bytes = reinterpret_cast<const uint8_t *>(key.data());
    const auto mix = [&](uint64_t word) {
        hash = (hash ^ word) * 0xBF58476D1CE4E5B9;
        hash ^= hash >> 29;
    };
    for (; place + 8 <= key.size(); place += 8) mix(load64(bytes + place));
    uint64_t rest = 0;
    for (; place < key.size(); ++place) rest = rest << 8 | bytes[place];
    mix(rest);
    return hash;
}

class Fields {
  public:
    std::vector<Field> all;
    unsigned required_count = 0;
    /// The most symbol fields that read the same key.
    size_t symbol_copies = 0;

    Fields(const csj_field *fields, size_t count) {
        size_t slots = 16;
        while (slots < count * 4) slots *= 2;
        table_.assign(slots, -1);
        all.resize(count);
        // Backwards, so that fields of one key are chained in the order of their declaration.
        for (size_t place = count; place-- > 0;) {
            Field &field = all[place];
            field.key.assign(reinterpret_cast<const char *>(fields[place].key), fields[place].key_count);
            field.kind = fields[place].kind;
            field.required = fields[place].required;
            field.column = fields[place].column;
            required_count += field.required;
            int16_t &slot = find_slot(field.key, hash_key(field.key));
            field.next = slot;
            slot = int16_t(place);
            size_t copies = 0;
            for (int16_t same = slot; same >= 0; same = all[size_t(same)].next) {
                copies += all[size_t(same)].kind == CSJ_SYMBOL;
            }
            if (copies > symbol_copies) symbol_copies = copies;
        }
    }

    /// The first field that reads a key, or -1.
    int16_t find(std::string_view key, uint64_t hash) { return find_slot(key, hash); }

  private:
    // Linear probing, at most a quarter full.
    std::vector<int16_t> table_;

    int16_t &find_slot(std::string_view key, uint64_t hash) {
        size_t slot = hash & (table_.size() - 1);
        while (table_[slot] >= 0 && all[size_t(table_[slot])].key != key) slot = (slot + 1) & (table_.size() - 1);
        return table_[slot];
    }
};

}  // namespace credence
