// Numbers whose text is known to begin with a digit or a minus sign.
#pragma once

#include <charconv>
#include <cstdint>
#include <limits>

#include "Bytes.hpp"

namespace credence {

/// Digits read so far: their value (modulo 2^64) and how many there were.
struct Digits {
    uint64_t value = 0;
    unsigned count = 0;
};

constexpr uint64_t kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

/// The value of eight digits, the first in the lowest byte, each a number from 0 to 9.
CREDENCE_INLINE uint64_t eight_digits(uint64_t digits) {
    digits = digits * 10 + (digits >> 8);
    return ((digits & 0x000000FF000000FF) * 0x000F424000000064 +
            (digits >> 16 & 0x000000FF000000FF) * 0x0000271000000001) >> 32;
}

/// Reads digits, eight at a time, and returns the place behind them.
CREDENCE_INLINE const uint8_t *read_digits(const uint8_t *p, Digits &digits) {
    for (;;) {
        const uint64_t chunk = load64(p) ^ 0x3030303030303030;
        // The first byte above 9 is found; a carry can only disturb bytes behind it.
        const uint64_t others = ((chunk + 0x7676767676767676) | chunk) & 0x8080808080808080;
        if (others == 0) {
            digits.value = digits.value * kPowers[8] + eight_digits(chunk);
            digits.count += 8;
            p += 8;
            continue;
        }
        const unsigned count = unsigned(__builtin_ctzll(others)) / 8;
        if (count > 0) {
            const uint64_t aligned = chunk << (64 - 8 * count);
            digits.value = digits.value * kPowers[count] + eight_digits(aligned);
            digits.count += count;
        }
        return p + count;
    }
}

/// An integer of 64 bits, or null if it is anything else or too large.
CREDENCE_INLINE const uint8_t *read_int(const uint8_t *p, int64_t &value) {
    const bool negative = *p == '-';
    p += negative;
    Digits digits;
    const uint8_t *end = read_digits(p, digits);
    if (digits.count == 0 || digits.count > 19 || (*p == '0' && digits.count > 1)) return nullptr;
    if (*end == '.' || (*end | 0x20) == 'e') return nullptr;
    if (digits.value > uint64_t(std::numeric_limits<int64_t>::max()) + negative) return nullptr;
    value = int64_t(negative ? 0 - digits.value : digits.value);
    return end;
}

/// A number from `begin` to `end` that is not zero and too small or too large for its magnitude.
inline bool is_tiny(const uint8_t *begin, const uint8_t *end) {
    const uint8_t *p = begin + (*begin == '-');
    int64_t magnitude = 0;
    bool point = false, started = false;
    for (; p < end && (*p | 0x20) != 'e'; ++p) {
        if (*p == '.') {
            point = true;
        } else if (started || *p != '0') {
            started = true;
            magnitude += !point;
        } else {
            magnitude -= point;
        }
    }
    int64_t exponent = 0;
    if (p < end) {
        const bool negative = *++p == '-';
        for (p += *p == '-' || *p == '+'; p < end && exponent < 1000000000; ++p) exponent = exponent * 10 + (*p - '0');
        if (negative) exponent = -exponent;
    }
    return magnitude + exponent < 0;
}

/// The double nearest to the number between `begin` and `end`, whose grammar was checked; false if too large.
__attribute__((noinline)) inline bool nearest_double(const uint8_t *begin, const uint8_t *end, double &value) {
    const auto result = std::from_chars(
        reinterpret_cast<const char *>(begin), reinterpret_cast<const char *>(end), value);
    if (result.ec == std::errc()) return value - value == 0;
    if (!is_tiny(begin, end)) return false;
    value = *begin == '-' ? -0.0 : 0.0;
    return true;
}

/// A plain decimal number of few digits, exactly rounded; null if the general way must be taken.
CREDENCE_INLINE const uint8_t *read_short_double(const uint8_t *p, double &value) {
    static constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                        1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};
    const bool negative = *p == '-';
    p += negative;
    Digits digits;
    const uint8_t *end = read_digits(p, digits);
    if (digits.count == 0 || (*p == '0' && digits.count > 1)) return nullptr;
    const unsigned whole = digits.count;
    if (*end == '.') {
        end = read_digits(end + 1, digits);
        if (digits.count == whole) return nullptr;
    }
    // Both the digits and the power of ten are exact doubles, so one division rounds once (Clinger).
    if ((*end | 0x20) == 'e' || digits.count > 18 || digits.value > uint64_t(1) << 53) return nullptr;
    const double magnitude = double(digits.value) / powers[digits.count - whole];
    value = negative ? -magnitude : magnitude;
    return end;
}

}  // namespace credence
