// The grammar of RFC 8259, one value at a time.
//
// Every function takes the place where its token begins and returns the place behind it, or null after it has
// noted the problem. A zero byte stands behind each record and is part of no token, so nothing runs past the end.
#pragma once

#include <cstdint>

#include "Bytes.hpp"
#include "CSimdJSON.h"

namespace credence {

/// The deepest nesting that a decoder can be told to accept.
constexpr unsigned kDepthCapacity = 1024;

/// Where and why scanning stopped.
struct Failure {
    const uint8_t *at = nullptr;
    const char *expected = nullptr;
    uint8_t code = CSJ_NOT_JSON;
};

class Scanner {
  public:
    explicit Scanner(unsigned max_depth) : max_depth_(max_depth) {}

    Failure failure;

    /// From behind the opening quote to the closing one; `escaped` is set if there is a backslash.
    CREDENCE_INLINE const uint8_t *string_end(const uint8_t *p, bool &escaped) {
        for (;;) {
            const unsigned plain = plain_prefix(p);
            p += plain;
            if (plain == 16) continue;
            if (CREDENCE_LIKELY(*p == '"')) return p;
            p = escape(p);
            if (p == nullptr) return nullptr;
            escaped = true;
        }
    }

    /// From the opening quote to behind the closing one.
    CREDENCE_INLINE const uint8_t *skip_string(const uint8_t *p) {
        bool escaped = false;
        p = string_end(p + 1, escaped);
        return p == nullptr ? nullptr : p + 1;
    }

    CREDENCE_INLINE const uint8_t *skip_number(const uint8_t *p) {
        if (*p == '-') ++p;
        if (*p == '0') {
            ++p;
        } else if ((p = skip_digits(p)) == nullptr) {
            return nullptr;
        }
        if (*p == '.' && (p = skip_digits(p + 1)) == nullptr) return nullptr;
        if ((*p | 0x20) == 'e') {
            ++p;
            if (*p == '+' || *p == '-') ++p;
            p = skip_digits(p);
        }
        return p;
    }

    /// A literal of up to four bytes behind its first one: `rue`, `alse`, `ull`.
    CREDENCE_INLINE const uint8_t *skip_literal(const uint8_t *p, const char *rest) {
        ++p;
        for (; *rest != 0; ++rest, ++p) {
            if (*p != uint8_t(*rest)) return fail(p, "true, false or null");
        }
        return p;
    }

    /// Any value that `depth` objects and arrays enclose.
    CREDENCE_INLINE const uint8_t *skip_value(const uint8_t *p, unsigned depth = 1) {
        return *p == '{' || *p == '[' ? skip_container(p, depth) : skip_scalar(p);
    }

    unsigned max_depth() const { return max_depth_; }

    /// An object or array that `depth` others enclose.
    const uint8_t *skip_container(const uint8_t *p, unsigned depth);

    __attribute__((cold, noinline)) const uint8_t *fail(
        const uint8_t *at, const char *expected, uint8_t code = CSJ_NOT_JSON) {
        failure = {at, expected, code};
        return nullptr;
    }

  private:
    unsigned max_depth_;
    /// Whether the open containers are objects, by depth.
    bool is_object_[kDepthCapacity + 1];

    CREDENCE_INLINE const uint8_t *skip_scalar(const uint8_t *p) {
        switch (*p) {
        case '"': return skip_string(p);
        case 't': return skip_literal(p, "rue");
        case 'f': return skip_literal(p, "alse");
        case 'n': return skip_literal(p, "ull");
        case '-': case '0': case '1': case '2': case '3': case '4':
        case '5': case '6': case '7': case '8': case '9': return skip_number(p);
        default: return fail(p, "a value");
        }
    }

    CREDENCE_INLINE const uint8_t *skip_digits(const uint8_t *p) {
        if (uint8_t(*p - '0') > 9) return fail(p, "a digit");
        do ++p; while (uint8_t(*p - '0') <= 9);
        return p;
    }

    const uint8_t *escape(const uint8_t *p);
    const uint8_t *hex_digits(const uint8_t *p, uint32_t &unit);
};

}  // namespace credence
