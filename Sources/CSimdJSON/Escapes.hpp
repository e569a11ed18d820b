// Escape sequences in strings.
#pragma once

#include <cstdint>
#include <cstring>

namespace credence {

/// What a backslash and this byte stand for; 0 if nothing.
inline uint8_t simple_escape(uint8_t byte) {
    switch (byte) {
    case '"': case '\\': case '/': return byte;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

inline int hex_value(uint8_t byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    const uint8_t letter = byte | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// The UTF-16 unit of four hexadecimal digits that were checked before.
inline uint32_t utf16_unit(const uint8_t *p) {
    return uint32_t(hex_value(p[0]) << 12 | hex_value(p[1]) << 8 | hex_value(p[2]) << 4 | hex_value(p[3]));
}

inline uint8_t *write_utf8(uint8_t *to, uint32_t scalar) {
    if (scalar < 0x80) {
        *to++ = uint8_t(scalar);
        return to;
    }
    if (scalar < 0x800) {
        *to++ = uint8_t(0xC0 | scalar >> 6);
    } else {
        if (scalar < 0x10000) {
            *to++ = uint8_t(0xE0 | scalar >> 12);
        } else {
            *to++ = uint8_t(0xF0 | scalar >> 18);
            *to++ = uint8_t(0x80 | (scalar >> 12 & 0x3F));
        }
        *to++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
    }
    *to++ = uint8_t(0x80 | (scalar & 0x3F));
    return to;
}

/// Decodes the inside of a string that the scanner has accepted; never longer than what it reads.
/// Returns the end of what was written.
inline uint8_t *unescape(uint8_t *to, const uint8_t *p, const uint8_t *end) {
    while (p < end) {
        const void *found = memchr(p, '\\', size_t(end - p));
        const uint8_t *backslash = found == nullptr ? end : static_cast<const uint8_t *>(found);
        memcpy(to, p, size_t(backslash - p));
        to += backslash - p;
        if (backslash == end) break;
        p = backslash + 2;
        if (backslash[1] != 'u') {
            *to++ = simple_escape(backslash[1]);
            continue;
        }
        uint32_t scalar = utf16_unit(p);
        p += 4;
        if (scalar >= 0xD800 && scalar <= 0xDBFF) {
            scalar = 0x10000 + ((scalar - 0xD800) << 10) + (utf16_unit(p + 2) - 0xDC00);
            p += 6;
        }
        to = write_utf8(to, scalar);
    }
    return to;
}

}  // namespace credence
