#include "bundle/bundle.hpp"

#include <algorithm>
#include <array>

#include "base/hash.hpp"

namespace pluim::bundle {
namespace {

constexpr std::array<char, 8> magic = {'P', 'L', 'U', 'I', 'M', '\r', '\n', '\x1a'};
constexpr std::uint32_t format = 1;
constexpr std::size_t align = 64;
constexpr std::uint32_t most_sections = 4096;

struct Header {
  std::array<char, 8> magic;
  std::uint32_t format;
  std::uint32_t sections;
  std::uint64_t size;
  std::uint64_t checksum;
  std::array<std::uint64_t, 4> reserved;
};
static_assert(sizeof(Header) == align);

struct Record {
  std::array<char, 48> name;
  std::uint64_t offset;
  std::uint64_t size;
};
static_assert(sizeof(Record) == align);

Error corrupt(std::string message, std::uint64_t offset) { return Error{ErrorCode::corrupt_model, std::move(message), offset}; }

}  // namespace

std::uint64_t checksum(Bytes file) noexcept {
  Header header{};
  if (file.size() < sizeof header) return 0;
  std::memcpy(&header, file.data(), sizeof header);
  header.checksum = 0;
  const auto front = std::as_bytes(std::span(&header, 1));
  const auto rest = file.subspan(sizeof header);
  return base::combine(base::checksum(front.data(), front.size()), base::checksum(rest.data(), rest.size()));
}

Result<Bundle> Bundle::open(Bytes bytes, std::shared_ptr<const void> owner) {
  Header header{};
  if (bytes.size() < sizeof header) return corrupt("not a pluim model: shorter than its header", bytes.size());
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != magic) return corrupt("not a pluim model: the first bytes differ", 0);
  if (header.format > format)
    return Error{ErrorCode::model_too_new,
                 "the model has format " + std::to_string(header.format) + ", this library reads up to " + std::to_string(format), 8};
  if (header.format != format) return corrupt("the model has format " + std::to_string(header.format), 8);
  if (header.size != bytes.size())
    return corrupt("the model says that it has " + std::to_string(header.size) + " bytes, it has " + std::to_string(bytes.size()), 16);
  const std::uint64_t records_end = sizeof header + std::uint64_t{header.sections} * sizeof(Record);
  if (header.sections > most_sections || records_end > bytes.size()) return corrupt("the section table is larger than the model", 12);
  if (checksum(bytes) != header.checksum) return corrupt("the model is damaged: its checksum differs", sizeof header);

  Bundle bundle;
  // Sections are read in place as arrays of 8-byte numbers: bytes that lie otherwise are copied once.
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 != 0) {
    auto copy = std::make_shared<std::vector<std::uint64_t>>(bytes.size() / 8 + 1);
    std::memcpy(copy->data(), bytes.data(), bytes.size());
    bytes = Bytes(reinterpret_cast<const std::byte*>(copy->data()), bytes.size());
    owner = std::move(copy);
  }
  for (std::uint32_t i = 0; i < header.sections; ++i) {
    Record record{};
    const std::uint64_t at = sizeof header + std::uint64_t{i} * sizeof record;
    std::memcpy(&record, bytes.data() + at, sizeof record);
    const auto end = std::find(record.name.begin(), record.name.end(), '\0');
    if (end == record.name.begin() || end == record.name.end()) return corrupt("section " + std::to_string(i) + " has no proper name", at);
    if (record.offset % align != 0 || record.offset < records_end || record.offset > bytes.size() ||
        record.size > bytes.size() - record.offset)
      return corrupt("section " + std::to_string(i) + " lies outside the model", at);
    std::string name(record.name.begin(), end);
    if (bundle.section(name)) return corrupt("section '" + name + "' stands twice", at);
    bundle.sections_.emplace_back(std::move(name),
                                  bytes.subspan(static_cast<std::size_t>(record.offset), static_cast<std::size_t>(record.size)));
  }
  bundle.owner_ = std::move(owner);
  bundle.fingerprint_ = header.checksum;
  bundle.size_ = bytes.size();
  return bundle;
}

std::optional<Bytes> Bundle::section(std::string_view name) const noexcept {
  for (const auto& [title, content] : sections_)
    if (title == name) return content;
  return std::nullopt;
}

void Writer::add(std::string name, std::vector<std::byte> content) { sections_.emplace_back(std::move(name), std::move(content)); }

std::vector<std::byte> Writer::finish() const {
  const auto round_up = [](std::size_t n) { return (n + align - 1) / align * align; };
  std::size_t at = sizeof(Header) + sections_.size() * sizeof(Record);
  std::vector<std::byte> out(at);
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    const auto& [name, content] = sections_[i];
    at = round_up(out.size());
    out.resize(at);
    out.insert(out.end(), content.begin(), content.end());
    Record record{};
    std::copy_n(name.begin(), std::min(name.size(), record.name.size() - 1), record.name.begin());
    record.offset = at;
    record.size = content.size();
    std::memcpy(out.data() + sizeof(Header) + i * sizeof record, &record, sizeof record);
  }
  Header header{.magic = magic,
                .format = format,
                .sections = static_cast<std::uint32_t>(sections_.size()),
                .size = out.size(),
                .checksum = 0,
                .reserved = {}};
  std::memcpy(out.data(), &header, sizeof header);
  header.checksum = checksum(out);
  std::memcpy(out.data(), &header, sizeof header);
  return out;
}

}  // namespace pluim::bundle
