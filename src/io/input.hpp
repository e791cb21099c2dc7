// The bytes of a file or of standard input, decompressed where they are compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/codec.hpp"
#include "pluim/result.hpp"

namespace pluim::io {

class Input {
 public:
  // "-" is standard input. Errors: not_found, io (a directory, no permission); the message begins with the path.
  [[nodiscard]] static Result<Input> open(const std::string& path);

  // Fills the front of `out` and returns how many bytes; 0 at the end. Waits for one byte, not for all.
  // Errors: io, with the path: unreadable, compressed data that is damaged or ends early.
  [[nodiscard]] Result<std::size_t> read(std::span<char> out);
  // Whether read() would return without waiting for somebody to write.
  [[nodiscard]] bool ready() const noexcept;
  // Bytes read so far of those that the file has, before decompression; what a progress line counts.
  [[nodiscard]] std::uint64_t consumed() const noexcept { return consumed_; }

 private:
  // A file descriptor that closes itself; standard input stays open.
  class File {
   public:
    explicit File(int number) noexcept : number_(number) {}
    File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    File& operator=(File&& other) noexcept {
      std::swap(number_, other.number_);
      return *this;
    }
    ~File();
    [[nodiscard]] int number() const noexcept { return number_; }

   private:
    int number_;
  };

  Input(std::string path, int file) : path_(std::move(path)), file_(file) {}
  [[nodiscard]] Result<std::size_t> read_raw(std::span<char> out);
  [[nodiscard]] Status recognise();
  [[nodiscard]] Error error(std::string_view reason) const;

  std::string path_;
  File file_;
  std::vector<char> raw_;     // what was read; a vector, whose bytes stay in place when it moves
  std::string_view pending_;  // those of raw_ that were not yet handed on
  std::unique_ptr<Decoder> decoder_;
  std::uint64_t consumed_ = 0;
  Codec codec_ = Codec::none;
  bool recognised_ = false, ended_ = false;
};

// The size of a regular file; nothing for a pipe, a terminal or "-".
[[nodiscard]] std::optional<std::uint64_t> size_of(const std::string& path);

}  // namespace pluim::io
