// The declared fields, and the tree of objects and lists that they stand in.
#pragma once

#include <cstdint>
#include <vector>

#include "Constants.hpp"
#include "CSimdJSON.h"
#include "Parents.hpp"

namespace credence {

/// The kind of fields that are not kept just as they stand in the record.
constexpr uint8_t kTranslated = 255;

struct Field {
    uint8_t kind = CSJ_INT;
    /// The kind, or kTranslated: what the hot loop asks for.
    uint8_t way = CSJ_INT;
    bool required = false;
    int32_t column = -1;
    /// The next field of the same path, or -1.
    int16_t next = -1;

    bool quoted = false;
    uint8_t time_format = CSJ_TIME_STANDARD;
    int8_t epoch_exponent = 0;
    int8_t minor_units = -1;
    const void *time_context = nullptr;
    std::unique_ptr<ValueMap> values_of_texts;
    std::unique_ptr<Constant> other, fallback;
    uint32_t step_count = 1;

    // Where the batch in hand keeps this field; null when it is only checked.
    int64_t *values = nullptr;
    uint8_t *states = nullptr;
};

class Fields {
  public:
    std::vector<Field> all;
    /// The record itself comes first.
    std::vector<Parent> parents;
    ConstantBytes constants;
    unsigned required_count = 0;
    /// The most symbol fields that read the same path.
    size_t symbol_copies = 0;
    /// Those that have something in place of nothing.
    std::vector<int16_t> with_fallback;

    Fields(const csj_field *fields, size_t count) {
        parents.emplace_back();
        all.resize(count);
        // Backwards, so that fields of one path are chained in the order of their declaration.
        for (size_t place = count; place-- > 0;) {
            describe(place, fields[place]);
            attach(place, fields[place]);
        }
    }

    /// Whether all fields stand in the record itself.
    bool is_flat() const { return parents.size() == 1; }

  private:
    void describe(size_t place, const csj_field &source) {
        Field &field = all[place];
        field.kind = source.kind;
        field.required = source.required;
        field.column = source.column;
        field.quoted = source.quoted;
        field.time_format = source.time_format;
        field.epoch_exponent = source.epoch_exponent;
        field.minor_units = source.minor_units;
        field.time_context = source.time_context;
        field.step_count = uint32_t(source.step_count);
        if (source.mapping_count > 0) {
            field.values_of_texts =
                std::make_unique<ValueMap>(source.mappings, source.mapping_count, constants);
        }
        if (source.other != nullptr) field.other = std::make_unique<Constant>(constants.add(*source.other));
        if (source.fallback != nullptr) {
            field.fallback = std::make_unique<Constant>(constants.add(*source.fallback));
            with_fallback.push_back(int16_t(place));
        }
        const bool is_plain = !field.quoted && field.time_format == CSJ_TIME_STANDARD && field.minor_units < 0 &&
                              !field.values_of_texts && !field.other;
        field.way = is_plain ? field.kind : kTranslated;
        required_count += field.required;
    }

    /// Hangs a field into the tree, with the parents that it needs.
    void attach(size_t place, const csj_field &source) {
        size_t parent = 0;
        for (size_t step = 0; step + 1 < source.step_count; ++step) {
            Target target = parents[parent].target(source.steps[step]);
            if (!is_parent(target)) {
                target = target_of_parent(parents.size());
                parents[parent].target(source.steps[step]) = target;
                parents[parent].parents.push_back(parents.size());
                Parent child;
                child.is_list = source.steps[step + 1].key == nullptr;
                child.steps = uint32_t(step + 1);
                parents.push_back(std::move(child));
            }
            parent = parent_of(target);
            parents[parent].field = int16_t(place);
        }
        Target &target = parents[parent].target(source.steps[source.step_count - 1]);
        all[place].next = int16_t(target);
        if (target == kPassedOver) parents[parent].fields.push_back(int16_t(place));
        for (int16_t &first : parents[parent].fields) {
            if (first == all[place].next) first = int16_t(place);
        }
        target = Target(place);
        count_symbols(int16_t(place));
    }

    void count_symbols(int16_t first) {
        size_t copies = 0;
        for (int16_t same = first; same >= 0; same = all[size_t(same)].next) {
            copies += all[size_t(same)].kind == CSJ_SYMBOL;
        }
        if (copies > symbol_copies) symbol_copies = copies;
    }
};

}  // namespace credence
