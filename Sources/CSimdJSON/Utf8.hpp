// Where text stops being UTF-8; only used to explain a problem, the check itself is simdjson's.
#pragma once

#include <cstdint>

namespace credence {

/// How many bytes the character at `p` has, or 0 if it is none; cut characters are none.
inline unsigned utf8_length(const uint8_t *p, const uint8_t *end) {
    const auto continues = [&](unsigned place) { return p + place < end && (p[place] & 0xC0) == 0x80; };
    const uint8_t lead = p[0];
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4 || !continues(1)) return 0;
    if (lead < 0xE0) return 2;
    const bool overlong = (lead == 0xE0 && p[1] < 0xA0) || (lead == 0xF0 && p[1] < 0x90);
    const bool surrogate = lead == 0xED && p[1] > 0x9F, beyond = lead == 0xF4 && p[1] > 0x8F;
    if (overlong || surrogate || beyond || !continues(2)) return 0;
    if (lead < 0xF0) return 3;
    return continues(3) ? 4 : 0;
}

inline const uint8_t *find_invalid_utf8(const uint8_t *p, const uint8_t *end) {
    while (p < end) {
        const unsigned length = utf8_length(p, end);
        if (length == 0) return p;
        p += length;
    }
    return end;
}

/// Whether the bytes from `p` to the end are the beginning of a character that would need more bytes.
inline bool is_cut_character(const uint8_t *p, const uint8_t *end) {
    const auto left = end - p;
    if (left <= 0 || left > 3) return left == 0;
    // Completing it with some continuation must make a character: the extremes cover all rules on the second byte.
    for (const uint8_t fill : {uint8_t(0x80), uint8_t(0x9F), uint8_t(0xA0), uint8_t(0xBF)}) {
        uint8_t whole[4] = {fill, fill, fill, fill};
        for (long place = 0; place < left; ++place) whole[place] = p[place];
        if (utf8_length(whole, whole + 4) > unsigned(left)) return true;
    }
    return false;
}

}  // namespace credence
