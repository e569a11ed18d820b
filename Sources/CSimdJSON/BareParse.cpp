#include <simdjson.h>

#include <string>

#include "CSimdJSON.h"

size_t csj_bare_parse(const csj_record *records, size_t count) noexcept {
    static thread_local simdjson::dom::parser parser;
    size_t parsed = 0;
    for (size_t place = 0; place < count; ++place) {
        const auto result = parser.parse(records[place].bytes, records[place].count, false);
        parsed += result.error() == simdjson::SUCCESS;
    }
    return parsed;
}

const char *csj_simdjson_implementation(void) noexcept {
    static const std::string name = simdjson::get_active_implementation()->name();
    return name.c_str();
}
