// Decimal numbers that are moved by powers of ten, without the detour of a double.
#pragma once

#include <charconv>
#include <cstdint>

#include "Numbers.hpp"

namespace credence {

/// The double nearest to an integer divided by a power of ten, at most the ninth.
inline double from_minor_units(int64_t units, unsigned digits) {
    constexpr int64_t exact = int64_t(1) << 53;
    static constexpr double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    if (units >= -exact && units <= exact) return double(units) / powers[digits];
    char text[32];
    char *end = std::to_chars(text, text + 24, units).ptr;
    *end++ = 'e';
    *end++ = '-';
    *end++ = char('0' + digits);
    double value = 0;
    std::from_chars(text, end, value);
    return value;
}

/// A number since 1970, whose grammar was checked, as milliseconds, cut off towards the past; false if 64 bits cannot
/// hold them. `exponent` is the power of ten that makes its unit milliseconds.
inline bool epoch_milliseconds(const uint8_t *p, const uint8_t *end, int exponent, int64_t &milliseconds) {
    // Eighteen digits are held; of those behind only counts whether they are all zero.
    constexpr uint64_t full = 100000000000000000, most = 900000000000000000;
    const bool negative = *p == '-';
    p += negative;
    uint64_t digits = 0;
    int64_t power = exponent;
    bool point = false, cut = false;
    for (; p < end && (*p | 0x20) != 'e'; ++p) {
        if (*p == '.') {
            point = true;
        } else if (digits >= full) {
            cut |= *p != '0';
            power += !point;
        } else {
            digits = digits * 10 + uint64_t(*p - '0');
            power -= point;
        }
    }
    if (p < end) {
        const bool down = *++p == '-';
        p += *p == '-' || *p == '+';
        int64_t written = 0;
        for (; p < end && written < 1000000000; ++p) written = written * 10 + (*p - '0');
        power += down ? -written : written;
    }
    for (; power > 0 && digits != 0; --power) {
        if (digits > most) return false;
        digits *= 10;
    }
    for (; power < 0 && digits != 0; ++power) {
        cut |= digits % 10 != 0;
        digits /= 10;
    }
    milliseconds = negative ? -int64_t(digits) - cut : int64_t(digits);
    return true;
}

}  // namespace credence
