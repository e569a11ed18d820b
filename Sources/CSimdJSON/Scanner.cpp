#include "Scanner.hpp"

#include "Escapes.hpp"

namespace credence {

const uint8_t *Scanner::skip_container(const uint8_t *p, unsigned depth) {
    const unsigned outer = depth;
open:
    if (++depth > max_depth_) return fail(p, "less nesting", CSJ_TOO_DEEP);
    is_object_[depth] = *p == '{';
    p = skip_space(p + 1);
    if (*p == (is_object_[depth] ? '}' : ']')) goto close;
    if (!is_object_[depth]) goto value;
key:
    if (*p != '"') return fail(p, "a key in double quotes");
    p = skip_string(p);
    if (p == nullptr) return nullptr;
    p = skip_space(p);
    if (*p != ':') return fail(p, "a colon");
    p = skip_space(p + 1);
value:
    if (*p == '{' || *p == '[') goto open;
    p = skip_scalar(p);
    if (p == nullptr) return nullptr;
after:
    p = skip_space(p);
    if (*p == ',') {
        p = skip_space(p + 1);
        if (is_object_[depth]) goto key;
        goto value;
    }
    if (*p != (is_object_[depth] ? '}' : ']')) {
        return fail(p, is_object_[depth] ? "a comma or a closing brace" : "a comma or a closing bracket");
    }
close:
    ++p;
    if (--depth != outer) goto after;
    return p;
}

// Checks what `unescape` relies on.
const uint8_t *Scanner::escape(const uint8_t *p) {
    if (*p != '\\') return fail(p, "no control character in a string");
    ++p;
    if (*p != 'u') {
        if (simple_escape(*p) == 0) return fail(p, "one of \"\\/bfnrtu behind a backslash");
        return p + 1;
    }
    uint32_t unit = 0;
    const uint8_t *begin = p - 1;
    p = hex_digits(p + 1, unit);
    if (p == nullptr || unit < 0xD800 || unit > 0xDFFF) return p;
    const char *pair = "both halves of a surrogate pair";
    if (unit > 0xDBFF) return fail(begin, pair, CSJ_INVALID_UTF8);
    // Where the record is cut inside the pair, the cut is the problem.
    if (*p != '\\') return *p == 0 ? fail(p, pair) : fail(begin, pair, CSJ_INVALID_UTF8);
    if (p[1] != 'u') return p[1] == 0 ? fail(p + 1, pair) : fail(begin, pair, CSJ_INVALID_UTF8);
    p = hex_digits(p + 2, unit);
    if (p == nullptr) return nullptr;
    return unit >= 0xDC00 && unit <= 0xDFFF ? p : fail(begin, pair, CSJ_INVALID_UTF8);
}

const uint8_t *Scanner::hex_digits(const uint8_t *p, uint32_t &unit) {
    unit = 0;
    for (int digit = 0; digit < 4; ++digit, ++p) {
        const int value = hex_value(*p);
        if (value < 0) return fail(p, "four hexadecimal digits");
        unit = unit << 4 | uint32_t(value);
    }
    return p;
}

}  // namespace credence
