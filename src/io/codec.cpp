#include "io/codec.hpp"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace pluim::io {
namespace {

Error broken(std::string reason) { return Error{ErrorCode::io, std::move(reason)}; }

// zlib counts in unsigned int.
unsigned clipped(std::size_t size) noexcept {
  return static_cast<unsigned>(std::min<std::size_t>(size, std::numeric_limits<unsigned>::max() / 2));
}
// zlib takes its input by a pointer to non-const, which it only reads.
Bytef* input(std::string_view bytes) noexcept { return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data())); }

constexpr int gzip_window = 15 + 16;  // the largest window; 16 asks for gzip's header and trailer
constexpr int gzip_level = 6;
constexpr int zstd_level = 3;

class GzipDecoder final : public Decoder {
 public:
  GzipDecoder() {
    if (inflateInit2(&stream_, gzip_window) != Z_OK) throw std::bad_alloc();
  }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;
  ~GzipDecoder() override { inflateEnd(&stream_); }

  Result<std::size_t> decode(std::string_view& in, std::span<char> out) override {
    if (complete_) {
      // Tapes and some tools pad with zeros behind the last member.
      in.remove_prefix(std::min(in.find_first_not_of('\0'), in.size()));
      if (in.empty()) return std::size_t{0};
      inflateReset(&stream_);
      complete_ = false;
    }
    stream_.next_in = input(in);
    stream_.avail_in = clipped(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = clipped(out.size());
    const unsigned in_before = stream_.avail_in;
    const unsigned out_before = stream_.avail_out;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(in_before - stream_.avail_in);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
      return broken(fmt::format("the gzip data is damaged ({})", stream_.msg != nullptr ? stream_.msg : "unknown fault"));
    complete_ = result == Z_STREAM_END;
    return std::size_t{out_before - stream_.avail_out};
  }
  bool may_end() const noexcept override { return complete_; }

 private:
  z_stream stream_{};
  bool complete_ = false;
};

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder() : stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;
  ~ZstdDecoder() override { ZSTD_freeDStream(stream_); }

  Result<std::size_t> decode(std::string_view& in, std::span<char> out) override {
    if (complete_ && in.empty()) return std::size_t{0};
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t result = ZSTD_decompressStream(stream_, &to, &from);
    in.remove_prefix(from.pos);
    if (ZSTD_isError(result) != 0) return broken(fmt::format("the zstd data is damaged ({})", ZSTD_getErrorName(result)));
    complete_ = result == 0;
    return to.pos;
  }
  bool may_end() const noexcept override { return complete_; }

 private:
  ZSTD_DStream* stream_;
  bool complete_ = false;
};

class GzipEncoder final : public Encoder {
 public:
  GzipEncoder() {
    if (deflateInit2(&stream_, gzip_level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  }
  GzipEncoder(const GzipEncoder&) = delete;
  GzipEncoder& operator=(const GzipEncoder&) = delete;
  ~GzipEncoder() override { deflateEnd(&stream_); }

  void encode(std::string_view in, bool last, std::string& out) override {
    for (;;) {
      stream_.next_in = input(in);
      stream_.avail_in = clipped(in.size());
      const unsigned in_before = stream_.avail_in;
      const bool all = in_before == in.size();
      stream_.next_out = reinterpret_cast<Bytef*>(block_.data());
      stream_.avail_out = clipped(block_.size());
      const int result = deflate(&stream_, last && all ? Z_FINISH : Z_NO_FLUSH);
      in.remove_prefix(in_before - stream_.avail_in);
      out.append(block_.data(), block_.size() - stream_.avail_out);
      if (result == Z_STREAM_END || (!last && in.empty() && stream_.avail_out > 0)) return;
    }
  }

 private:
  z_stream stream_{};
  std::array<char, 65536> block_{};
};

class ZstdEncoder final : public Encoder {
 public:
  ZstdEncoder() : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, zstd_level);
    ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
  }
  ZstdEncoder(const ZstdEncoder&) = delete;
  ZstdEncoder& operator=(const ZstdEncoder&) = delete;
  ~ZstdEncoder() override { ZSTD_freeCCtx(context_); }

  void encode(std::string_view in, bool last, std::string& out) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    for (;;) {
      ZSTD_outBuffer to{block_.data(), block_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context_, &to, &from, last ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left) != 0) throw std::bad_alloc();  // the parameters are constant: only memory can fail
      out.append(block_.data(), to.pos);
      if (last ? left == 0 : from.pos == from.size) return;
    }
  }

 private:
  ZSTD_CCtx* context_;
  std::array<char, 65536> block_{};
};

}  // namespace

std::string_view to_string(Codec codec) noexcept { return codec == Codec::gzip ? "gzip" : codec == Codec::zstd ? "zstd" : "plain"; }

Codec codec_of_content(std::string_view first_bytes) noexcept {
  if (first_bytes.starts_with("\x1F\x8B")) return Codec::gzip;
  if (first_bytes.starts_with("\x28\xB5\x2F\xFD")) return Codec::zstd;
  // A skippable frame: 0x184D2A5?, little-endian.
  if (first_bytes.size() >= 4 && (static_cast<unsigned char>(first_bytes[0]) & 0xF0) == 0x50 &&
      first_bytes.substr(1).starts_with("\x2A\x4D\x18"))
    return Codec::zstd;
  return Codec::none;
}

Codec codec_of_name(std::string_view path) noexcept {
  if (path.ends_with(".gz")) return Codec::gzip;
  if (path.ends_with(".zst")) return Codec::zstd;
  return Codec::none;
}

std::string_view without_codec(std::string_view path) noexcept {
  switch (codec_of_name(path)) {
    case Codec::gzip: return path.substr(0, path.size() - 3);
    case Codec::zstd: return path.substr(0, path.size() - 4);
    case Codec::none: break;
  }
  return path;
}

std::unique_ptr<Decoder> Decoder::make(Codec codec) {
  if (codec == Codec::gzip) return std::make_unique<GzipDecoder>();
  return std::make_unique<ZstdDecoder>();
}

std::unique_ptr<Encoder> Encoder::make(Codec codec) {
  if (codec == Codec::gzip) return std::make_unique<GzipEncoder>();
  return std::make_unique<ZstdEncoder>();
}

}  // namespace pluim::io
