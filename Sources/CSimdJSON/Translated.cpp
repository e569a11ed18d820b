// Values that are not kept just as they stand: mapped, in quotes, in minor units, times of other formats.
#include <string_view>

#include "Decimals.hpp"
#include "Decoder.hpp"
#include "Values.hpp"

namespace credence {

struct Decoder::Token {
    enum class Type : uint8_t { text, number, literal };
    Type type = Type::literal;
    bool escaped = false;
    /// Something that is part of no number stands behind them.
    const uint8_t *bytes = nullptr;
    size_t count = 0;
    /// Behind it in the record.
    const uint8_t *end = nullptr;

    const uint8_t *bytes_end() const { return bytes + count; }
    std::string_view view() const { return {reinterpret_cast<const char *>(bytes), count}; }
    bool is_number(bool quoted) const {
        return starts_number(*bytes) && (type == Type::number || (quoted && type == Type::text));
    }
};

const uint8_t *Decoder::read_translated(const Field &field, const uint8_t *p) {
    Token token;
    if (!read_token(p, token)) return nullptr;
    if (field.values_of_texts) {
        const Constant *constant = field.values_of_texts->find(token.view());
        if (constant != nullptr) {
            store_constant(field, *constant);
            return token.end;
        }
    }
    if (translate(field, token)) return token.end;
    // A value of the field's own type that is merely too large is no unknown text.
    const bool is_own = field.kind == CSJ_BOOL ? token.type == Token::Type::literal
                                               : field.kind < CSJ_BOOL && token.type == Token::Type::number;
    if (!field.other || is_own) return nullptr;
    store_constant(field, *field.other);
    return token.end;
}

bool Decoder::read_token(const uint8_t *p, Token &token) {
    if (*p == '{' || *p == '[') return false;
    if (*p != '"') {
        token.type = starts_number(*p) ? Token::Type::number : Token::Type::literal;
        token.bytes = p;
        token.end = scanner_.skip_value(p);
        token.count = token.end == nullptr ? 0 : size_t(token.end - p);
        return token.end != nullptr;
    }
    const uint8_t *const end = scanner_.string_end(p + 1, token.escaped);
    if (end == nullptr) return false;
    token.type = Token::Type::text;
    token.bytes = p + 1;
    token.count = size_t(end - p - 1);
    token.end = end + 1;
    if (token.escaped) {
        token.count = size_t(unescape(scratch_, token.bytes, end) - scratch_);
        token.bytes = scratch_;
        scratch_[token.count] = 0;
    }
    return true;
}

bool Decoder::translate(const Field &field, const Token &token) {
    switch (field.kind) {
    case CSJ_TEXT:
    case CSJ_SYMBOL: return translate_text(field, token);
    case CSJ_INT: return translate_int(field, token);
    case CSJ_DOUBLE: return translate_double(field, token);
    case CSJ_TIME: return translate_time(field, token);
    default: return translate_bool(field, token);
    }
}

/// Unknown texts pass only if there is nothing else for them.
bool Decoder::translate_text(const Field &field, const Token &token) {
    if (token.type != Token::Type::text || field.other || token.count > limits_.string_bytes) return false;
    if (field.values == nullptr) return true;
    if (field.kind == CSJ_TEXT) {
        store_text(field, token.bytes, token.count);
    } else {
        store(field, int64_t(uint64_t(token.bytes - block_.bytes()) << 32 | token.count));
        if (token.escaped) scratch_ += token.count;
    }
    return true;
}

bool Decoder::translate_int(const Field &field, const Token &token) {
    int64_t value;
    if (!token.is_number(field.quoted) || read_int(token.bytes, value) != token.bytes_end()) return false;
    store(field, value);
    return true;
}

bool Decoder::translate_double(const Field &field, const Token &token) {
    if (!token.is_number(field.quoted)) return false;
    double value;
    int64_t units;
    if (field.minor_units >= 0) {
        if (read_int(token.bytes, units) != token.bytes_end()) return false;
        value = from_minor_units(units, unsigned(field.minor_units));
    } else if (read_short_double(token.bytes, value) != token.bytes_end()) {
        if (scanner_.skip_number(token.bytes) != token.bytes_end() ||
            !nearest_double(token.bytes, token.bytes_end(), value)) {
            return false;
        }
    }
    int64_t bits;
    memcpy(&bits, &value, 8);
    store(field, bits);
    return true;
}

bool Decoder::translate_bool(const Field &field, const Token &token) {
    if (token.type == Token::Type::number || (token.type == Token::Type::text && !field.quoted)) return false;
    const bool value = token.view() == "true";
    if (!value && token.view() != "false") return false;
    store(field, value);
    return true;
}

bool Decoder::translate_time(const Field &field, const Token &token) {
    int64_t value;
    if (field.time_format == CSJ_TIME_EPOCH) {
        if (!token.is_number(true) || scanner_.skip_number(token.bytes) != token.bytes_end() ||
            !epoch_milliseconds(token.bytes, token.bytes_end(), field.epoch_exponent, value)) {
            return false;
        }
    } else if (token.type == Token::Type::text || (token.type == Token::Type::number && field.time_context)) {
        if (!parse_time_(field.time_context, token.bytes, token.count, &value)) return false;
    } else {
        return false;
    }
    if (value < kFirstTime || value > kLastTime) return false;
    store(field, value);
    return true;
}

void Decoder::store_constant(const Field &field, const Constant &constant) {
    if (field.values == nullptr) return;
    if (field.kind == CSJ_TEXT) {
        store_text(field, block_.bytes() + constant.offset, constant.count);
    } else if (field.kind == CSJ_SYMBOL) {
        store(field, int64_t(uint64_t(constant.offset) << 32 | constant.count));
    } else {
        store(field, constant.slot);
    }
}

}  // namespace credence
