#include "io/input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pluim::io {
namespace {

constexpr std::size_t block_size = std::size_t{128} << 10;
constexpr std::size_t magic_size = 4;

}  // namespace

Result<Input> Input::open(const std::string& path) {
  if (path == "-") return Input("-", STDIN_FILENO);
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    const auto code = errno == ENOENT || errno == ENOTDIR ? ErrorCode::not_found : ErrorCode::io;
    return Error{code, fmt::format("{}: {}", path, code == ErrorCode::not_found ? "no such file" : std::strerror(errno))};
  }
  Input input(path, file);
  struct stat status {};
  if (::fstat(file, &status) == 0 && S_ISDIR(status.st_mode)) return input.error("is a directory, not a file");
  return input;
}

Input::File::~File() {
  if (number_ > STDIN_FILENO) ::close(number_);
}

Error Input::error(std::string_view reason) const { return Error{ErrorCode::io, fmt::format("{}: {}", path_, reason)}; }

Result<std::size_t> Input::read_raw(std::span<char> out) {
  for (;;) {
    const auto got = ::read(file_.number(), out.data(), out.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error(std::strerror(errno));
    consumed_ += static_cast<std::uint64_t>(got);
    ended_ = got == 0;
    return static_cast<std::size_t>(got);
  }
}

// Reads enough to tell what the bytes are.
Status Input::recognise() {
  raw_.resize(block_size);
  std::size_t size = 0;
  while (size < magic_size && !ended_) {
    auto got = read_raw(std::span(raw_).subspan(size));
    if (!got) return std::move(got).error();
    size += *got;
  }
  pending_ = std::string_view(raw_.data(), size);
  codec_ = codec_of_content(pending_);
  if (codec_ != Codec::none) decoder_ = Decoder::make(codec_);
  recognised_ = true;
  return ok();
}

Result<std::size_t> Input::read(std::span<char> out) {
  if (!recognised_)
    if (auto status = recognise(); !status) return std::move(status).error();
  if (decoder_ == nullptr) {
    if (pending_.empty()) return ended_ ? Result<std::size_t>(std::size_t{0}) : read_raw(out);
    const std::size_t size = std::min(pending_.size(), out.size());
    std::copy_n(pending_.data(), size, out.data());
    pending_.remove_prefix(size);
    return size;
  }
  for (;;) {
    if (pending_.empty() && !ended_) {
      auto got = read_raw(raw_);
      if (!got) return got;
      pending_ = std::string_view(raw_.data(), *got);
    }
    auto written = decoder_->decode(pending_, out);
    if (!written) return error(written.error().message);
    if (*written > 0) return written;
    if (!pending_.empty() || !ended_) continue;
    if (!decoder_->may_end()) return error(fmt::format("the {} data ends early", to_string(codec_)));
    return std::size_t{0};
  }
}

bool Input::ready() const noexcept {
  if (!pending_.empty() || ended_) return true;
  pollfd poll{file_.number(), POLLIN, 0};
  return ::poll(&poll, 1, 0) != 0;
}

std::optional<std::uint64_t> size_of(const std::string& path) {
  struct stat status {};
  if (path == "-" || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace pluim::io
