// Compression: gzip and zstd, as streams, behind one face.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pluim/result.hpp"

namespace pluim::io {

enum class Codec : std::uint8_t { none, gzip, zstd };
[[nodiscard]] std::string_view to_string(Codec codec) noexcept;
// By the first bytes of the content (four tell all), or by the ending of a file's name.
[[nodiscard]] Codec codec_of_content(std::string_view first_bytes) noexcept;
[[nodiscard]] Codec codec_of_name(std::string_view path) noexcept;
// The name without the ending of its codec: "a.csv.gz" -> "a.csv".
[[nodiscard]] std::string_view without_codec(std::string_view path) noexcept;

class Decoder {
 public:
  // Requires: codec is not none.
  [[nodiscard]] static std::unique_ptr<Decoder> make(Codec codec);
  virtual ~Decoder() = default;
  // Takes bytes off the front of `in` and writes what they hold to `out`; returns the number of bytes written. Members
  // and frames that follow each other are one text. Errors: io, without the name of the file.
  [[nodiscard]] virtual Result<std::size_t> decode(std::string_view& in, std::span<char> out) = 0;
  // Whether the input may end here: a member or frame is complete.
  [[nodiscard]] virtual bool may_end() const noexcept = 0;
};

class Encoder {
 public:
  // Requires: codec is not none.
  [[nodiscard]] static std::unique_ptr<Encoder> make(Codec codec);
  virtual ~Encoder() = default;
  // Appends what `in` becomes; with `last`, everything that is still held back too.
  virtual void encode(std::string_view in, bool last, std::string& out) = 0;
};

}  // namespace pluim::io
