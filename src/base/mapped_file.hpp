// A file's bytes in memory, read-only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "pluim/result.hpp"

namespace pluim::base {

// Keeps the mapping alive; shared by whoever reads from it.
class MappedFile {
 public:
  // Errors: not_found, io (a directory, no permission, an empty or vanished file).
  [[nodiscard]] static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }

 private:
  MappedFile(const std::byte* data, std::size_t size) noexcept : data_(data), size_(size) {}
  const std::byte* data_;
  std::size_t size_;
};

// The whole content of a small text file. Errors: not_found, io.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path);

}  // namespace pluim::base
