// Bytes to a file or to standard output, compressed where the file's name asks for it (.gz, .zst).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "io/codec.hpp"
#include "pluim/result.hpp"

namespace pluim::io {

// Whether somebody still reads what is written. A pipe whose reader has gone is no error: it wanted no more.
enum class Written : std::uint8_t { yes, pipe_closed };

// Requires: SIGPIPE is ignored, else a closed pipe ends the process.
class Writer {
 public:
  // "-" is standard output. An existing file is overwritten. Errors: not_found, io; the message begins with the path.
  [[nodiscard]] static Result<Writer> open(const std::string& path);
  Writer(Writer&& other) noexcept;
  Writer& operator=(Writer&& other) noexcept;
  // Closes without a word; close() tells whether all went well.
  ~Writer();

  // Errors: io, with the path (a full disk).
  [[nodiscard]] Result<Written> write(std::string_view bytes);
  // Writes what is held back and closes. The bytes of a compressed file don't depend on how write() was called.
  [[nodiscard]] Result<Written> close();

 private:
  Writer(std::string path, int file, Codec codec);
  [[nodiscard]] Result<Written> compress(bool last);
  [[nodiscard]] Result<Written> write_raw(std::string_view bytes);
  [[nodiscard]] Error error(int number) const;

  std::string path_;
  int file_ = -1;
  std::unique_ptr<Encoder> encoder_;
  std::string held_;  // not yet given to the encoder
  std::string compressed_;
};

}  // namespace pluim::io
