// The objects and lists of a record that hold fields: the record itself, and what paths go into.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "Constants.hpp"
#include "CSimdJSON.h"
#include "Shapes.hpp"

namespace credence {

/// What is done with a value: passed over, read by fields, or gone into. Small enough for the shapes.
using Target = int32_t;

constexpr Target kPassedOver = -1;

/// The target of values that are gone into.
constexpr Target target_of_parent(size_t place) { return -2 - Target(place); }
constexpr bool is_parent(Target target) { return target < kPassedOver; }
constexpr size_t parent_of(Target target) { return size_t(-2 - target); }

/// An object or a list that holds fields.
class Parent {
  public:
    /// A place of a list that is wanted.
    struct Item {
        uint32_t place;
        Target target;
    };

    bool is_list = false;
    /// How many steps lead to it, and a field that takes them.
    uint32_t steps = 0;
    int16_t field = -1;
    /// The parents directly in it, and the first field of each path that ends directly in it.
    std::vector<size_t> parents;
    std::vector<int16_t> fields;
    /// Of a list: what is wanted, by place.
    std::vector<Item> items;
    /// Of an object: the sequences of keys that it had.
    Shapes shapes;

    Parent() : table_(16, -1) {}

    /// What is done with the value of a key.
    Target find(std::string_view key, uint64_t hash) {
        const int32_t place = find_slot(key, hash);
        return place < 0 ? kPassedOver : keys_[size_t(place)].target;
    }

    /// The target of one step, made kPassedOver if there is none yet. Valid until the next call.
    Target &target(const csj_step &step) {
        if (step.key == nullptr) return item_target(step.item);
        const std::string_view key(reinterpret_cast<const char *>(step.key), step.key_count);
        int32_t place = find_slot(key, hash_key(key));
        if (place < 0) {
            place = int32_t(keys_.size());
            keys_.push_back({std::string(key), kPassedOver});
            if (keys_.size() * 4 > table_.size()) grow();
            find_slot(key, hash_key(key)) = place;
        }
        return keys_[size_t(place)].target;
    }

  private:
    struct Key {
        std::string name;
        Target target;
    };
    std::vector<Key> keys_;
    // Linear probing, at most a quarter full.
    std::vector<int32_t> table_;

    int32_t &find_slot(std::string_view key, uint64_t hash) {
        size_t slot = hash & (table_.size() - 1);
        while (table_[slot] >= 0 && keys_[size_t(table_[slot])].name != key) slot = (slot + 1) & (table_.size() - 1);
        return table_[slot];
    }

    void grow() {
        table_.assign(table_.size() * 2, -1);
        for (size_t place = 0; place + 1 < keys_.size(); ++place) {
            find_slot(keys_[place].name, hash_key(keys_[place].name)) = int32_t(place);
        }
    }

    Target &item_target(uint32_t place) {
        size_t at = 0;
        while (at < items.size() && items[at].place < place) ++at;
        if (at == items.size() || items[at].place != place) {
            items.insert(items.begin() + long(at), Item{place, kPassedOver});
        }
        return items[at].target;
    }
};

}  // namespace credence
