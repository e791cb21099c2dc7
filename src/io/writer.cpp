#include "io/writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace pluim::io {
namespace {

// The encoder gets pieces of this size, whatever the pieces that were written, so that its answer is the same.
constexpr std::size_t encoder_piece = std::size_t{256} << 10;

}  // namespace

Result<Writer> Writer::open(const std::string& path) {
  if (path == "-") return Writer(path, STDOUT_FILENO, Codec::none);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) {
    const int number = errno;
    return Error{number == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                 fmt::format("{}: can't be written: {}", path, std::strerror(number))};
  }
  return Writer(path, file, codec_of_name(path));
}

Writer::Writer(std::string path, int file, Codec codec) : path_(std::move(path)), file_(file) {
  if (codec != Codec::none) encoder_ = Encoder::make(codec);
}

Writer::Writer(Writer&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      encoder_(std::move(other.encoder_)),
      held_(std::move(other.held_)),
      compressed_(std::move(other.compressed_)) {}

Writer& Writer::operator=(Writer&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(file_, other.file_);
  std::swap(encoder_, other.encoder_);
  std::swap(held_, other.held_);
  std::swap(compressed_, other.compressed_);
  return *this;
}

Writer::~Writer() {
  if (file_ > STDERR_FILENO) ::close(file_);
}

Error Writer::error(int number) const {
  return Error{ErrorCode::io, fmt::format("{}: can't be written: {}", path_ == "-" ? "standard output" : path_, std::strerror(number))};
}

Result<Written> Writer::write(std::string_view bytes) {
  if (encoder_ == nullptr) return write_raw(bytes);
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, encoder_piece - held_.size());
    held_ += piece;
    bytes.remove_prefix(piece.size());
    if (held_.size() < encoder_piece) break;
    if (auto written = compress(false); !written || *written != Written::yes) return written;
  }
  return Written::yes;
}

Result<Written> Writer::compress(bool last) {
  compressed_.clear();
  encoder_->encode(held_, last, compressed_);
  held_.clear();
  return write_raw(compressed_);
}

Result<Written> Writer::write_raw(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto put = ::write(file_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && errno == EPIPE) return Written::pipe_closed;
    if (put < 0) return error(errno);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return Written::yes;
}

Result<Written> Writer::close() {
  if (encoder_ != nullptr)
    if (auto written = compress(true); !written || *written != Written::yes) return written;
  encoder_.reset();
  const int file = std::exchange(file_, -1);
  if (file > STDERR_FILENO && ::close(file) != 0) return error(errno);
  return Written::yes;
}

}  // namespace pluim::io
