#include "base/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace pluim::base {
namespace {

Error system_error(const std::filesystem::path& path, int number) {
  const auto code = number == ENOENT || number == ENOTDIR ? ErrorCode::not_found : ErrorCode::io;
  return Error{code, path.string() + ": " + std::strerror(number)};
}

}  // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return system_error(path, errno);
  struct stat status {};
  if (::fstat(file, &status) != 0) {
    const int number = errno;
    ::close(file);
    return system_error(path, number);
  }
  if (S_ISDIR(status.st_mode) || status.st_size <= 0) {
    ::close(file);
    return Error{ErrorCode::io, path.string() + (S_ISDIR(status.st_mode) ? ": is a directory" : ": is empty")};
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  const int number = errno;
  ::close(file);
  if (data == MAP_FAILED) return system_error(path, number);
  return std::shared_ptr<const MappedFile>(new MappedFile(static_cast<const std::byte*>(data), size));
}

MappedFile::~MappedFile() { ::munmap(const_cast<std::byte*>(data_), size_); }

Result<std::string> read_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return system_error(path, errno);
  std::string content;
  char block[65536];
  for (;;) {
    const auto got = ::read(file, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int number = errno;
      ::close(file);
      return system_error(path, number);
    }
    if (got == 0) break;
    content.append(block, static_cast<std::size_t>(got));
  }
  ::close(file);
  return content;
}

}  // namespace pluim::base
