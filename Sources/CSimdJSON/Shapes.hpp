// The sequences of keys that good records had, as a tree: a path from the root is a beginning of some record. Objects
// that paths go into have trees of their own.
//
// The records of a topic have few shapes. Along a known path each key is recognised by one comparison with the key
// that came here last time, needs no look-up of its field, and cannot repeat a key before it, because the whole path
// was checked when it was learnt.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "Bytes.hpp"

namespace credence {

class Shapes {
  public:
    static constexpr size_t kMaxNodes = 1024;
    static constexpr size_t kMaxSiblings = 32;
    /// Of a key as it is spelled in the record, with its quotes and the colon.
    static constexpr size_t kMaxKeyBytes = 256;
    static constexpr size_t kMaxTextBytes = 1 << 16;
    /// After so many records that could not be learnt everything is forgotten: the topic has changed.
    static constexpr unsigned kPatience = 256;

    struct Node {
        /// The first 16 bytes of `"key":`, and how many of them there are. All of it is `count` bytes at `text`.
        uint8_t prefix[16] = {};
        uint16_t prefix_count = 0;
        uint16_t count = 0;
        uint32_t text = 0;
        /// What is done with the value of this key.
        int32_t target = -1;
        uint16_t first_child = 0, next_sibling = 0, likely_child = 0, children = 0;
    };

    /// A key as a record spells it (without quotes), and what is done with its value.
    struct Key {
        std::string_view spelling;
        int32_t target;
    };

    Shapes() { nodes_.resize(1); }

    Node *root() { return nodes_.data(); }

    /// The node behind `from` whose key and colon stand at `p`, or null.
    CREDENCE_INLINE Node *step(Node *from, const uint8_t *p) {
        Node *node = nodes_.data() + from->likely_child;
        if (CREDENCE_LIKELY(matches(*node, p))) return node;
        return search(from, p);
    }

    /// Remembers a sequence of keys that are all different. Invalidates nodes.
    void learn(const std::vector<Key> &keys) {
        uint16_t place = 0;
        for (const Key &key : keys) {
            uint16_t child = find(place, key.spelling);
            if (child == 0) child = add(place, key);
            if (child == 0) {
                if (++refused_ == kPatience) forget();
                return;
            }
            place = child;
        }
    }

    size_t held_bytes() const { return nodes_.capacity() * sizeof(Node) + text_.capacity(); }

  private:
    std::vector<Node> nodes_;
    std::vector<uint8_t> text_;
    unsigned refused_ = 0;

    CREDENCE_INLINE bool matches(const Node &node, const uint8_t *p) const {
        // The root, which stands for "none", has no key.
        if (!same_prefix(p, node.prefix, node.prefix_count) || node.count == 0) return false;
        return node.count <= 16 || rest_matches(node, p);
    }

    // Word by word, so that nothing is read that is more than a word behind the first difference.
    __attribute__((noinline)) bool rest_matches(const Node &node, const uint8_t *p) const {
        const uint8_t *text = text_.data() + node.text;
        size_t place = 16;
        for (; place + 8 <= node.count; place += 8) {
            if (load64(p + place) != load64(text + place)) return false;
        }
        return load64(p + node.count - 8) == load64(text + node.count - 8);
    }

    __attribute__((noinline)) Node *search(Node *from, const uint8_t *p) {
        for (uint16_t child = from->first_child; child != 0; child = nodes_[child].next_sibling) {
            if (!matches(nodes_[child], p)) continue;
            from->likely_child = child;
            return nodes_.data() + child;
        }
        return nullptr;
    }

    uint16_t find(uint16_t parent, std::string_view spelling) const {
        for (uint16_t child = nodes_[parent].first_child; child != 0; child = nodes_[child].next_sibling) {
            const Node &node = nodes_[child];
            const char *text = reinterpret_cast<const char *>(text_.data()) + node.text + 1;
            if (std::string_view(text, node.count - 3u) == spelling) return child;
        }
        return 0;
    }

    uint16_t add(uint16_t parent, const Key &key) {
        const size_t count = key.spelling.size() + 3;
        if (nodes_.size() == kMaxNodes || nodes_[parent].children == kMaxSiblings || count > kMaxKeyBytes ||
            text_.size() + count > kMaxTextBytes) {
            return 0;
        }
        Node node;
        node.text = uint32_t(text_.size());
        node.count = uint16_t(count);
        node.target = key.target;
        text_.push_back('"');
        text_.insert(text_.end(), key.spelling.begin(), key.spelling.end());
        text_.push_back('"');
        text_.push_back(':');
        node.prefix_count = count < 16 ? node.count : 16;
        memcpy(node.prefix, text_.data() + node.text, node.prefix_count);
        node.next_sibling = nodes_[parent].first_child;
        const uint16_t place = uint16_t(nodes_.size());
        nodes_.push_back(node);
        nodes_[parent].first_child = nodes_[parent].likely_child = place;
        ++nodes_[parent].children;
        return place;
    }

    void forget() {
        nodes_.assign(1, Node());
        text_.clear();
        refused_ = 0;
    }
};

}  // namespace credence
