// Records that are not like the ones before them: of a new shape, or wrong.
//
// Problems are looked for in this order: JSON, UTF-8, repeated keys, values that do not suit their fields, missing
// fields. The first one found is the record's.
#include <simdjson.h>

#include <algorithm>

#include "Decoder.hpp"
#include "Utf8.hpp"
#include "Values.hpp"

namespace credence {

namespace {

/// Records with more keys are not worth remembering.
constexpr size_t kMaxPath = 128;
/// What is shown of a place that is not a token.
constexpr size_t kExcerpt = 24;

void point(csj_problem &problem, const uint8_t *record, const uint8_t *from, const uint8_t *to) {
    problem.found_offset = uint32_t(from - record);
    problem.found_count = uint32_t(to - from);
}

}  // namespace

bool Decoder::walk_any(const Record &record, csj_problem &problem) {
    const uint8_t *p = skip_space(record.begin);
    const bool is_object = *p == '{';
    const size_t record_bytes = size_t(record.end - record.begin);
    seen_.clear();
    for (auto &path : paths_) path.clear();
    std::fill(key_counts_.begin(), key_counts_.end(), 0);
    names_.clear();
    cells_.assign(fields_.all.size(), Cell::absent);
    misfit_ = {};
    p = is_object ? walk_members(0, p, record_bytes) : scanner_.skip_value(p);
    if (p != nullptr && (p = skip_space(p)) != record.end) p = scanner_.fail(p, "nothing behind the object");
    if (p == nullptr) return explain_syntax(record, problem);
    if (!record.is_ascii && !explain_utf8(record, record.end, problem)) return false;
    if (!is_object) {
        problem.code = CSJ_NOT_AN_OBJECT;
        point(problem, record.begin, skip_space(record.begin), p);
        return false;
    }
    if (!explain_duplicate(record, problem) || !explain_misfit(record, problem) || !explain_missing(problem)) {
        return false;
    }
    learn();
    return true;
}

/// An object or list that holds fields, or whatever stands in its place.
const uint8_t *Decoder::walk_parent(size_t place, const uint8_t *p, size_t record_bytes) {
    const Parent &parent = fields_.parents[place];
    if (*p == (parent.is_list ? '[' : '{')) {
        if (parent.steps >= scanner_.max_depth()) return scanner_.fail(p, "less nesting", CSJ_TOO_DEEP);
        return parent.is_list ? walk_items(place, p, record_bytes) : walk_members(place, p, record_bytes);
    }
    const uint8_t *const end = scanner_.skip_value(p, parent.steps);
    if (end == nullptr) return nullptr;
    if (*p == 'n') {
        note_null(parent);
    } else if (misfit_.field < 0) {
        misfit_ = {p, end, parent.field, parent.steps};
    }
    return end;
}

const uint8_t *Decoder::walk_members(size_t place, const uint8_t *p, size_t record_bytes) {
    const unsigned depth = fields_.parents[place].steps + 1;
    p = skip_space(p + 1);
    if (*p == '}') return p + 1;
    for (;;) {
        Target target = kPassedOver;
        p = walk_key(place, p, record_bytes, target);
        if (p == nullptr) return nullptr;
        p = walk_value(skip_space(p), target, depth, record_bytes);
        if (p == nullptr) return nullptr;
        p = skip_space(p);
        if (*p == '}') return p + 1;
        if (*p != ',') return scanner_.fail(p, "a comma or a closing brace");
        p = skip_space(p + 1);
    }
}

const uint8_t *Decoder::walk_items(size_t place, const uint8_t *p, size_t record_bytes) {
    const Parent &parent = fields_.parents[place];
    auto next = parent.items.begin();
    p = skip_space(p + 1);
    if (*p == ']') return p + 1;
    for (uint32_t item = 0;; ++item) {
        const bool is_wanted = next != parent.items.end() && next->place == item;
        p = walk_value(p, is_wanted ? (next++)->target : kPassedOver, parent.steps + 1, record_bytes);
        if (p == nullptr) return nullptr;
        p = skip_space(p);
        if (*p == ']') return p + 1;
        if (*p != ',') return scanner_.fail(p, "a comma or a closing bracket");
        p = skip_space(p + 1);
    }
}

const uint8_t *Decoder::walk_key(size_t place, const uint8_t *p, size_t record_bytes, Target &target) {
    if (*p != '"') return scanner_.fail(p, "a key in double quotes");
    bool escaped = false;
    const uint8_t *const open = p;
    p = scanner_.string_end(p + 1, escaped);
    if (p == nullptr) return nullptr;
    const std::string_view spelling(reinterpret_cast<const char *>(open + 1), size_t(p - open - 1));
    std::string_view name = spelling;
    if (escaped) {
        // All names together are no longer than the record, so views of them stay valid.
        if (names_.empty()) names_.reserve(record_bytes);
        const size_t start = names_.size();
        names_.resize(start + spelling.size());
        auto *to = reinterpret_cast<uint8_t *>(names_.data()) + start;
        names_.resize(start + size_t(unescape(to, open + 1, p) - to));
        name = std::string_view(names_).substr(start);
    }
    const uint64_t hash = hash_key(name);
    target = fields_.parents[place].find(name, hash);
    seen_.push_back({hash, name, open, place});
    ++key_counts_[place];
    if (paths_[place].size() < kMaxPath) paths_[place].push_back({spelling, target});
    p = skip_space(p + 1);
    return *p == ':' ? p + 1 : scanner_.fail(p, "a colon");
}

const uint8_t *Decoder::walk_value(const uint8_t *p, Target target, unsigned depth, size_t record_bytes) {
    if (is_parent(target)) return walk_parent(parent_of(target), p, record_bytes);
    const uint8_t *const end = scanner_.skip_value(p, depth);
    if (end == nullptr || target < 0) return end;
    const Cell cell = *p == 'n' ? Cell::null : Cell::value;
    const auto field = int16_t(target);
    for (int16_t place = field; place >= 0; place = fields_.all[size_t(place)].next) cells_[size_t(place)] = cell;
    unsigned required = 0;
    if (read_fields(field, p, required) == nullptr && misfit_.field < 0) {
        misfit_ = {p, end, last_field_, fields_.all[size_t(last_field_)].step_count};
    }
    return end;
}

/// All fields in an object or list are null when it is.
void Decoder::note_null(const Parent &parent) {
    for (const int16_t first : parent.fields) {
        for (int16_t place = first; place >= 0; place = fields_.all[size_t(place)].next) {
            cells_[size_t(place)] = Cell::null;
        }
    }
    for (const size_t place : parent.parents) note_null(fields_.parents[place]);
}

void Decoder::learn() {
    for (size_t place = 0; place < paths_.size(); ++place) {
        if (paths_[place].size() == key_counts_[place]) fields_.parents[place].shapes.learn(paths_[place]);
    }
}

bool Decoder::explain_syntax(const Record &record, csj_problem &problem) const {
    const Failure &failure = scanner_.failure;
    if (!record.is_ascii && !explain_utf8(record, failure.at, problem)) return false;
    const bool at_end = failure.at == record.end;
    problem.code = at_end && failure.code == CSJ_NOT_JSON ? uint8_t(CSJ_TRUNCATED) : failure.code;
    problem.expected = failure.expected;
    point(problem, record.begin, failure.at, std::min(failure.at + kExcerpt, record.end));
    return false;
}

/// False, with the problem, if there is something else than UTF-8 not behind `at`.
bool Decoder::explain_utf8(const Record &record, const uint8_t *at, csj_problem &problem) const {
    if (simdjson::validate_utf8(reinterpret_cast<const char *>(record.begin), size_t(record.end - record.begin))) {
        return true;
    }
    const uint8_t *const wrong = find_invalid_utf8(record.begin, record.end);
    // A character that the end of the record cuts is no wrong text, only the last thing before the end.
    if (wrong > at || is_cut_character(wrong, record.end)) return true;
    problem.code = CSJ_INVALID_UTF8;
    problem.expected = "UTF-8";
    point(problem, record.begin, wrong, std::min(wrong + 4, record.end));
    return false;
}

bool Decoder::explain_duplicate(const Record &record, csj_problem &problem) {
    // By hash and object, then really equal, then by place; so equal keys are neighbours however many share a hash.
    std::sort(seen_.begin(), seen_.end(), [](const SeenKey &left, const SeenKey &right) {
        if (left.hash != right.hash) return left.hash < right.hash;
        if (left.parent != right.parent) return left.parent < right.parent;
        const int order = left.name.compare(right.name);
        return order != 0 ? order < 0 : left.at < right.at;
    });
    const SeenKey *first = nullptr, *second = nullptr;
    for (size_t place = 1; place < seen_.size(); ++place) {
        const SeenKey &key = seen_[place];
        const SeenKey &before = seen_[place - 1];
        if (key.hash != before.hash || key.parent != before.parent || key.name != before.name) continue;
        if (second == nullptr || key.at < second->at) {
            first = &before;
            second = &key;
        }
    }
    if (second == nullptr) return true;
    problem.code = CSJ_DUPLICATE_KEY;
    problem.other = uint32_t(first->at - record.begin);
    point(problem, record.begin, second->at, scanner_.skip_string(second->at));
    return false;
}

bool Decoder::explain_misfit(const Record &record, csj_problem &problem) const {
    if (misfit_.field < 0) return true;
    const bool is_number = starts_number(*misfit_.begin), is_string = *misfit_.begin == '"';
    const bool is_integer = is_number && std::none_of(misfit_.begin, misfit_.end, [](uint8_t byte) {
        return byte == '.' || byte == 'e' || byte == 'E';
    });
    problem.code = CSJ_WRONG_TYPE;
    const Field &field = fields_.all[size_t(misfit_.field)];
    const bool is_there = misfit_.steps == field.step_count;
    switch (is_there ? field.kind : CSJ_BOOL) {
    case CSJ_INT:
        if (is_integer) problem.code = CSJ_OUT_OF_RANGE;
        break;
    case CSJ_DOUBLE:
        if (field.minor_units < 0 ? is_number : is_integer) problem.code = CSJ_OUT_OF_RANGE;
        break;
    case CSJ_TIME:
        if (is_string || (field.time_format == CSJ_TIME_STANDARD ? is_integer : is_number)) problem.code = CSJ_BAD_TIME;
        break;
    case CSJ_TEXT:
    case CSJ_SYMBOL:
        if (is_string) problem.code = CSJ_STRING_TOO_LONG;
        break;
    default: break;
    }
    problem.steps = misfit_.steps;
    problem.field = misfit_.field;
    point(problem, record.begin, misfit_.begin, misfit_.end);
    return false;
}

bool Decoder::explain_missing(csj_problem &problem) const {
    for (size_t place = 0; place < cells_.size(); ++place) {
        if (!fields_.all[place].required || cells_[place] == Cell::value) continue;
        problem.code = CSJ_MISSING_FIELD;
        problem.field = int32_t(place);
        problem.other = cells_[place] == Cell::null;
        return false;
    }
    return true;
}

}  // namespace credence
