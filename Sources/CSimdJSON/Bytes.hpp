// Loads, and the search for the end of a string, 16 bytes at a time.
//
// Only what every machine of an architecture has is used (SSE2, NEON), so nothing is chosen at run time.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words are compared and numbers read as little-endian");

/// For what is called for every value of every record, where the compiler would not inline it by itself.
#define CREDENCE_INLINE inline __attribute__((always_inline))
#define CREDENCE_LIKELY(condition) __builtin_expect(bool(condition), true)
#define CREDENCE_UNLIKELY(condition) __builtin_expect(bool(condition), false)

namespace credence {

/// How many zero bytes stand behind each record, so that every loop ends without asking for the end and whole words
/// can be loaded from its last byte on.
constexpr size_t kPadding = 32;

CREDENCE_INLINE uint64_t load64(const uint8_t *p) {
    uint64_t word;
    memcpy(&word, p, 8);
    return word;
}

__attribute__((noinline)) inline const uint8_t *skip_spaces(const uint8_t *p) {
    constexpr uint64_t spaces = uint64_t(1) << ' ' | 1 << '\t' | 1 << '\n' | 1 << '\r';
    while (*p <= ' ' && (spaces >> *p & 1)) ++p;
    return p;
}

/// Behind the white space that may begin at `p`.
CREDENCE_INLINE const uint8_t *skip_space(const uint8_t *p) {
    return CREDENCE_LIKELY(*p > ' ') ? p : skip_spaces(p);
}

/// How many bytes stand before the first quote, backslash or control character, or 16.
CREDENCE_INLINE unsigned plain_prefix(const uint8_t *p) {
#if defined(__SSE2__)
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
    const __m128i control = _mm_set1_epi8(0x1F);
    const __m128i stops = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))),
        _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
    return unsigned(__builtin_ctz(unsigned(_mm_movemask_epi8(stops)) | 0x10000));
#elif defined(__aarch64__)
    const uint8x16_t bytes = vld1q_u8(p);
    const uint8x16_t stops = vorrq_u8(
        vorrq_u8(vceqq_u8(bytes, vdupq_n_u8('"')), vceqq_u8(bytes, vdupq_n_u8('\\'))),
        vcltq_u8(bytes, vdupq_n_u8(0x20)));
    const uint64_t nibbles = vget_lane_u64(
        vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(stops), 4)), 0);
    return nibbles == 0 ? 16 : unsigned(__builtin_ctzll(nibbles)) / 4;
#else
    unsigned count = 0;
    while (count < 16 && p[count] != '"' && p[count] != '\\' && p[count] >= 0x20) ++count;
    return count;
#endif
}

/// Whether the first `count` (at most 16) of the 16 bytes at two places are equal.
CREDENCE_INLINE bool same_prefix(const uint8_t *left, const uint8_t *right, unsigned count) {
#if defined(__SSE2__)
    const __m128i equal = _mm_cmpeq_epi8(
        _mm_loadu_si128(reinterpret_cast<const __m128i *>(left)),
        _mm_loadu_si128(reinterpret_cast<const __m128i *>(right)));
    return (~unsigned(_mm_movemask_epi8(equal)) & ((1u << count) - 1)) == 0;
#else
    const auto differ = [](uint64_t a, uint64_t b, unsigned bytes) {
        return bytes >= 8 ? a != b : (a ^ b) << (63 - 8 * bytes) << 1 != 0;
    };
    return !differ(load64(left), load64(right), count) &&
           (count <= 8 || !differ(load64(left + 8), load64(right + 8), count - 8));
#endif
}

/// Copies a record and zeroes the padding behind it; tells whether all of it is ASCII.
CREDENCE_INLINE bool copy_padded(uint8_t *to, const uint8_t *from, size_t count) {
    uint64_t low = 0, high = 0;
    const auto copy16 = [&](size_t place) {
        const uint64_t first = load64(from + place), second = load64(from + place + 8);
        memcpy(to + place, &first, 8);
        memcpy(to + place + 8, &second, 8);
        low |= first;
        high |= second;
    };
    memset(to + count, 0, kPadding);
    if (count < 16) {
        memcpy(to, from, count);
        low = load64(to);
        high = load64(to + 8);
    } else {
        for (size_t place = 0; place + 16 <= count; place += 16) copy16(place);
        copy16(count - 16);
    }
    return ((low | high) & 0x8080808080808080) == 0;
}

}  // namespace credence
