// The memory that a block of records is copied into.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace credence {

class Buffer {
  public:
    explicit Buffer(size_t usual) : usual_(usual) { allocate(usual); }

    uint8_t *bytes() const { return bytes_.get(); }
    size_t capacity() const { return capacity_; }

    /// Makes room; what was in the buffer is lost.
    void require(size_t capacity) {
        if (capacity > capacity_) allocate(capacity);
    }

    void shrink() {
        if (capacity_ > usual_) allocate(usual_);
    }

  private:
    struct Free {
        void operator()(uint8_t *bytes) const { free(bytes); }
    };
    std::unique_ptr<uint8_t, Free> bytes_;
    size_t usual_;
    size_t capacity_ = 0;

    void allocate(size_t capacity) {
        bytes_.reset();
        bytes_.reset(static_cast<uint8_t *>(malloc(capacity)));
        if (!bytes_) throw std::bad_alloc();
        capacity_ = capacity;
    }
};

}  // namespace credence
