// The model file: named sections behind a header, made to be mapped and read in place.
//
// Layout, all integers little-endian: 64 bytes of header (magic, format, section count, size, checksum of all
// the rest), a table of 64-byte section records (name, offset, size), then the sections, each aligned to 64 bytes.
// A section's name carries its version ("lexicon.nl.v1"): a new meaning gets a new name, and the old one keeps its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "pluim/result.hpp"

namespace pluim::bundle {

using Bytes = std::span<const std::byte>;

// What the header of a model file should say of it: over every byte but the eight of the checksum itself.
[[nodiscard]] std::uint64_t checksum(Bytes file) noexcept;

class Bundle {
 public:
  // Checks magic, format, size, checksum and the section table. Borrows `bytes`, kept alive by `owner` if given.
  // Errors: corrupt_model with the offset, model_too_new.
  [[nodiscard]] static Result<Bundle> open(Bytes bytes, std::shared_ptr<const void> owner = nullptr);

  [[nodiscard]] std::optional<Bytes> section(std::string_view name) const noexcept;
  [[nodiscard]] const std::vector<std::pair<std::string, Bytes>>& sections() const noexcept { return sections_; }
  [[nodiscard]] std::uint64_t fingerprint() const noexcept { return fingerprint_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  // Keeps the bytes alive; parts that read in place hold a copy.
  [[nodiscard]] const std::shared_ptr<const void>& owner() const noexcept { return owner_; }

 private:
  std::vector<std::pair<std::string, Bytes>> sections_;
  std::shared_ptr<const void> owner_;
  std::uint64_t fingerprint_ = 0;
  std::uint64_t size_ = 0;
};

// Collects sections and gives the file's bytes; the same sections give the same bytes.
class Writer {
 public:
  void add(std::string name, std::vector<std::byte> content);
  [[nodiscard]] std::vector<std::byte> finish() const;

 private:
  std::vector<std::pair<std::string, std::vector<std::byte>>> sections_;
};

// Writes the arrays of one section, each with its count before it and aligned to 8 bytes.
class SectionWriter {
 public:
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void array(std::span<const T> items) {
    number(items.size());
    append(std::as_bytes(items));
  }
  void text(std::string_view s) { array(std::span<const char>(s.data(), s.size())); }
  void number(std::uint64_t n) { append(std::as_bytes(std::span(&n, 1))); }
  [[nodiscard]] std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  void append(Bytes bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    while (bytes_.size() % 8 != 0) bytes_.push_back(std::byte{0});
  }
  std::vector<std::byte> bytes_;
};

// Reads them back in the same order. A read past the end sets failed() and gives an empty answer, so that a reader
// checks once at its end. Requires: the section lies at an address that is a multiple of 8.
class SectionReader {
 public:
  explicit SectionReader(Bytes bytes) noexcept : bytes_(bytes) {
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 != 0) fail();
  }
  [[nodiscard]] std::uint64_t number() noexcept {
    std::uint64_t n = 0;
    if (at_ + 8 > bytes_.size()) {
      fail();
      return 0;
    }
    std::memcpy(&n, bytes_.data() + at_, 8);
    at_ += 8;
    return n;
  }
  template <class T>
    requires(std::is_trivially_copyable_v<T> && alignof(T) <= 8)
  [[nodiscard]] std::span<const T> array() noexcept {
    const std::uint64_t count = number();
    if (count > (bytes_.size() - at_) / sizeof(T)) {
      fail();
      return {};
    }
    const auto* first = reinterpret_cast<const T*>(bytes_.data() + at_);
    const std::size_t size = static_cast<std::size_t>(count) * sizeof(T);
    at_ += size + (8 - size % 8) % 8;
    if (at_ > bytes_.size()) {
      fail();
      return {};
    }
    return {first, static_cast<std::size_t>(count)};
  }
  [[nodiscard]] std::string_view text() noexcept {
    const auto chars = array<char>();
    return {chars.data(), chars.size()};
  }
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  // Everything was read, and nothing is left over.
  [[nodiscard]] bool complete() const noexcept { return !failed_ && at_ == bytes_.size(); }

 private:
  void fail() noexcept {
    failed_ = true;
    at_ = 0;
    bytes_ = {};
  }
  Bytes bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace pluim::bundle
