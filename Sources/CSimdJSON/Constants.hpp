// Values that a schema writes down, and the texts that stand for them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "Bytes.hpp"
#include "CSimdJSON.h"

namespace credence {

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

/// A value that is known before any record. The bytes of strings stand at the beginning of every block.
struct Constant {
    uint32_t offset = 0, count = 0;
    int64_t slot = 0;
};

/// The bytes of all constants, with readable bytes behind each.
class ConstantBytes {
  public:
    Constant add(const csj_constant &constant) {
        Constant added;
        added.slot = constant.slot;
        if (constant.bytes == nullptr) return added;
        added.offset = uint32_t(bytes_.size());
        added.count = uint32_t(constant.count);
        bytes_.append(reinterpret_cast<const char *>(constant.bytes), constant.count);
        bytes_.append(16, '\0');
        return added;
    }

    const std::string &bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

/// What texts stand for, by hash.
class ValueMap {
  public:
    ValueMap(const csj_mapping *mappings, size_t count, ConstantBytes &bytes) {
        size_t slots = 4;
        while (slots < count * 2) slots *= 2;
        table_.assign(slots, -1);
        for (size_t place = 0; place < count; ++place) {
            const csj_mapping &mapping = mappings[place];
            const std::string_view text(reinterpret_cast<const char *>(mapping.text), mapping.text_count);
            const uint64_t hash = hash_key(text);
            if (find(text, hash) != nullptr) continue;
            size_t slot = hash & (slots - 1);
            while (table_[slot] >= 0) slot = (slot + 1) & (slots - 1);
            table_[slot] = int32_t(entries_.size());
            entries_.push_back({hash, std::string(text), bytes.add(mapping.value)});
        }
    }

    /// What a text stands for, or null.
    const Constant *find(std::string_view text) const { return find(text, hash_key(text)); }

  private:
    struct Entry {
        uint64_t hash;
        std::string text;
        Constant value;
    };
    std::vector<Entry> entries_;
    // Linear probing, at most half full.
    std::vector<int32_t> table_;

    const Constant *find(std::string_view text, uint64_t hash) const {
        size_t slot = hash & (table_.size() - 1);
        for (; table_[slot] >= 0; slot = (slot + 1) & (table_.size() - 1)) {
            const Entry &entry = entries_[size_t(table_[slot])];
            if (entry.hash == hash && entry.text == text) return &entry.value;
        }
        return nullptr;
    }
};

}  // namespace credence
