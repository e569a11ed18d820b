// The memory that a block of records is copied into.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>

namespace credence {

class Buffer {
  public:
    /// Every block begins with the same bytes.
    Buffer(size_t usual, const std::string &beginning) : usual_(usual + beginning.size()), beginning_(beginning) {
        allocate(usual_);
    }

    uint8_t *bytes() const { return bytes_.get(); }
    size_t capacity() const { return capacity_; }
    /// Behind the beginning.
    uint8_t *free_bytes() const { return bytes_.get() + beginning_.size(); }

    /// Makes room behind the beginning; what was there is lost.
    void require(size_t room) {
        if (beginning_.size() + room > capacity_) allocate(beginning_.size() + room);
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
    std::string beginning_;
    size_t capacity_ = 0;

    void allocate(size_t capacity) {
        bytes_.reset();
        bytes_.reset(static_cast<uint8_t *>(malloc(capacity)));
        if (!bytes_) throw std::bad_alloc();
        memcpy(bytes_.get(), beginning_.data(), beginning_.size());
        capacity_ = capacity;
    }
};

}  // namespace credence
