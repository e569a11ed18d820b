// A declared field's value, from JSON into its column.
//
// Each function returns the place behind the value, or null if it does not suit the field; whether it is JSON at all
// is then found out by `walk_any`.
#pragma once

#include "Decoder.hpp"
#include "Escapes.hpp"
#include "Numbers.hpp"

namespace credence {

/// The first millisecond of the year 0 and the last one of the year 9999.
constexpr int64_t kFirstTime = -62167219200000, kLastTime = 253402300799999;

CREDENCE_INLINE bool starts_number(uint8_t byte) { return byte == '-' || uint8_t(byte - '0') <= 9; }

/// All fields that read one path; `required` counts the required ones that have a value.
CREDENCE_INLINE const uint8_t *Decoder::read_fields(int16_t place, const uint8_t *p, unsigned &required) {
    const uint8_t *end;
    do {
        const Field &field = fields_.all[size_t(place)];
        Cell cell = Cell::value;
        end = read_value(field, p, cell);
        if (end == nullptr) {
            last_field_ = place;
            return nullptr;
        }
        required += field.required && cell == Cell::value;
        place = field.next;
    } while (CREDENCE_UNLIKELY(place >= 0));
    return end;
}

CREDENCE_INLINE const uint8_t *Decoder::read_value(const Field &field, const uint8_t *p, Cell &cell) {
    if (CREDENCE_UNLIKELY(*p == 'n')) {
        cell = Cell::null;
        return memcmp(p, "null", 4) == 0 ? p + 4 : nullptr;
    }
    switch (field.way) {
    case CSJ_TEXT:
    case CSJ_SYMBOL: return read_string(field, p);
    case CSJ_TIME: return read_time(field, p);
    case CSJ_DOUBLE: return read_double(field, p);
    case CSJ_INT: {
        int64_t value;
        p = read_int(p, value);
        if (p != nullptr) store(field, value);
        return p;
    }
    case CSJ_BOOL: return read_bool(field, p);
    default: return read_translated(field, p);
    }
}

CREDENCE_INLINE const uint8_t *Decoder::read_string(const Field &field, const uint8_t *p) {
    if (*p != '"') return nullptr;
    bool escaped = false;
    const uint8_t *bytes = ++p;
    const uint8_t *end = scanner_.string_end(p, escaped);
    if (end == nullptr) return nullptr;
    size_t count = size_t(end - bytes);
    if (CREDENCE_UNLIKELY(escaped)) {
        count = size_t(unescape(scratch_, bytes, end) - scratch_);
        bytes = scratch_;
    }
    if (count > limits_.string_bytes) return nullptr;
    if (field.kind == CSJ_TEXT && field.values != nullptr) {
        store_text(field, bytes, count);
    } else if (field.kind == CSJ_SYMBOL && field.values != nullptr) {
        store(field, int64_t(uint64_t(bytes - block_.bytes()) << 32 | count));
        if (escaped) scratch_ += count;
    }
    return end + 1;
}

CREDENCE_INLINE const uint8_t *Decoder::read_time(const Field &field, const uint8_t *p) {
    int64_t value;
    const uint8_t *end;
    if (starts_number(*p)) {
        end = read_int(p, value);
        if (end == nullptr) return nullptr;
    } else {
        if (*p != '"') return nullptr;
        bool escaped = false;
        const uint8_t *bytes = ++p;
        end = scanner_.string_end(p, escaped);
        if (end == nullptr) return nullptr;
        size_t count = size_t(end - bytes);
        if (CREDENCE_UNLIKELY(escaped)) {
            count = size_t(unescape(scratch_, bytes, end) - scratch_);
            bytes = scratch_;
        }
        if (!parse_time_(nullptr, bytes, count, &value)) return nullptr;
        ++end;
    }
    if (value < kFirstTime || value > kLastTime) return nullptr;
    store(field, value);
    return end;
}

CREDENCE_INLINE const uint8_t *Decoder::read_double(const Field &field, const uint8_t *p) {
    if (!starts_number(*p)) return nullptr;
    double value;
    const uint8_t *end = read_short_double(p, value);
    if (end == nullptr) {
        end = scanner_.skip_number(p);
        if (end == nullptr || !nearest_double(p, end, value)) return nullptr;
    }
    int64_t bits;
    memcpy(&bits, &value, 8);
    store(field, bits);
    return end;
}

CREDENCE_INLINE const uint8_t *Decoder::read_bool(const Field &field, const uint8_t *p) {
    const bool value = *p == 't';
    if (memcmp(p, value ? "true" : "false", value ? 4 : 5) != 0) return nullptr;
    store(field, value);
    return p + (value ? 4 : 5);
}

}  // namespace credence
