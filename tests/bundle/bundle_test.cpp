#include "bundle/bundle.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "pluim/analyzer.hpp"

namespace pluim::bundle {
namespace {

using testing::HasSubstr;
using File = std::vector<std::byte>;

std::vector<std::byte> content(std::string_view text) {
  SectionWriter out;
  out.text(text);
  return out.take();
}

File small() {
  Writer writer;
  writer.add("one.v1", content("first"));
  writer.add("two.v1", content("second, somewhat longer"));
  writer.add("none.v1", {});
  return writer.finish();
}

// Where things stand: the header, then 64 bytes a section.
constexpr std::size_t format_at = 8, count_at = 12, size_at = 16, checksum_at = 24, header = 64;
constexpr std::size_t name_at(std::size_t section) { return header + 64 * section; }
constexpr std::size_t offset_at(std::size_t section) { return name_at(section) + 48; }
constexpr std::size_t length_at(std::size_t section) { return name_at(section) + 56; }

template <class T>
File& put(File& file, std::size_t at, T value) {
  std::memcpy(file.data() + at, &value, sizeof value);
  return file;
}

File& seal(File& file) { return put(file, checksum_at, checksum(file)); }

std::string refusal(const File& file) {
  const auto bundle = Bundle::open(file);
  return bundle ? "none" : std::string(to_string(bundle.error().code)) + ": " + bundle.error().message;
}

TEST(Bundle, RoundTrip) {
  const auto file = small();
  EXPECT_EQ(file, small());
  const auto bundle = Bundle::open(file);
  ASSERT_TRUE(bundle) << bundle.error().message;
  ASSERT_EQ(bundle->sections().size(), 3U);
  EXPECT_EQ(bundle->size(), file.size());
  SectionReader in(*bundle->section("two.v1"));
  EXPECT_EQ(in.text(), "second, somewhat longer");
  EXPECT_TRUE(in.complete());
  EXPECT_TRUE(bundle->section("none.v1")->empty());
  EXPECT_FALSE(bundle->section("two"));
  EXPECT_FALSE(bundle->section(""));
}

TEST(Bundle, ReadsFromAnyAddress) {
  const auto file = small();
  for (std::size_t shift = 0; shift < 9; ++shift) {
    File moved(shift);
    moved.insert(moved.end(), file.begin(), file.end());
    const auto bundle = Bundle::open(Bytes(moved).subspan(shift));
    ASSERT_TRUE(bundle) << shift;
    SectionReader in(*bundle->section("one.v1"));
    EXPECT_EQ(in.text(), "first") << shift;
  }
}

TEST(Bundle, RefusesEveryFlippedByte) {
  const auto file = small();
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const auto bits : {std::byte{0x01}, std::byte{0x80}, std::byte{0xFF}}) {
      auto broken = file;
      broken[at] ^= bits;
      ASSERT_FALSE(Bundle::open(broken)) << "byte " << at;
    }
  }
}

// Once the checksum left the header out, and a model opened without its last sections (3 ^ 1 = 2).
TEST(Bundle, RefusesAFlippedSectionCount) {
  for (const std::uint32_t count : {0U, 1U, 2U}) {
    auto file = small();
    EXPECT_FALSE(Bundle::open(put(file, count_at, count))) << count;
  }
}

TEST(Bundle, RefusesEveryTruncation) {
  const auto file = small();
  for (std::size_t size = 0; size < file.size(); ++size) {
    const File cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_FALSE(Bundle::open(cut)) << size;
    if (size < header) continue;
    // Also one whose header tells the truth about its size.
    auto sealed = cut;
    put(sealed, size_at, std::uint64_t{size});
    seal(sealed);
    const auto bundle = Bundle::open(sealed);
    if (!bundle) continue;
    for (const auto& [name, bytes] : bundle->sections()) ASSERT_LE(bytes.data() + bytes.size(), sealed.data() + sealed.size()) << size;
  }
  auto longer = file;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(Bundle::open(longer));
}

TEST(Bundle, RefusesHostileTables) {
  const auto size = static_cast<std::uint64_t>(small().size());
  constexpr std::uint64_t huge = ~std::uint64_t{0};
  const struct {
    std::string_view what;
    std::size_t at;
    std::uint64_t value;
    std::string_view reason;
  } cases[] = {
      {"offset behind the end", offset_at(0), (size + 63) / 64 * 64 + 64, "lies outside"},
      {"offset that is not aligned", offset_at(0), 257, "lies outside"},
      {"offset inside the table", offset_at(0), 64, "lies outside"},
      {"offset 0", offset_at(0), 0, "lies outside"},
      {"huge offset", offset_at(1), huge, "lies outside"},
      {"huge aligned offset", offset_at(1), huge - 63, "lies outside"},
      {"size one too large", length_at(1), size, "lies outside"},
      {"size that wraps around", length_at(0), huge, "lies outside"},
      {"size that wraps to its offset", length_at(0), huge - 255, "lies outside"},
      {"no name", name_at(0), 0, "no proper name"},
  };
  for (const auto& c : cases) {
    auto file = small();
    seal(put(file, c.at, c.value));
    EXPECT_THAT(refusal(file), HasSubstr(c.reason)) << c.what;
  }
  auto endless = small();
  std::memset(endless.data() + name_at(0), 'x', 48);
  EXPECT_THAT(refusal(seal(endless)), HasSubstr("no proper name"));
  auto twice = small();
  std::memcpy(twice.data() + name_at(1), twice.data() + name_at(0), 48);
  EXPECT_THAT(refusal(seal(twice)), HasSubstr("'one.v1' stands twice"));
  for (const std::uint32_t count : {5000U, 4097U, 0xFFFFFFFFU, 0x04000000U}) {
    auto many = small();
    EXPECT_THAT(refusal(put(many, count_at, count)), HasSubstr("section table is larger")) << count;
  }
}

TEST(Bundle, KnowsANewerFormat) {
  auto file = small();
  EXPECT_THAT(refusal(put(file, format_at, std::uint32_t{2})), HasSubstr("model_too_new: the model has format 2"));
  EXPECT_THAT(refusal(put(file, format_at, std::uint32_t{0})), HasSubstr("corrupt_model: the model has format 0"));
  put(file, format_at, std::uint32_t{77});
  const auto analyzer = Analyzer::from_bytes(file);
  ASSERT_FALSE(analyzer);
  EXPECT_EQ(analyzer.error().code, ErrorCode::model_too_new);
}

TEST(Bundle, SaysWhatItIsNot) {
  EXPECT_THAT(refusal({}), HasSubstr("shorter than its header"));
  EXPECT_THAT(refusal(File(63)), HasSubstr("shorter than its header"));
  EXPECT_THAT(refusal(File(64)), HasSubstr("not a pluim model"));
  EXPECT_THAT(refusal(File(4096, std::byte{0xFF})), HasSubstr("not a pluim model"));
}

TEST(Bundle, OfOtherSectionsIsNoModel) {
  const auto analyzer = Analyzer::from_bytes(small());
  ASSERT_FALSE(analyzer);
  EXPECT_EQ(analyzer.error().code, ErrorCode::corrupt_model);
}

TEST(SectionReader, AnswersEmptyBeyondTheEnd) {
  for (const std::uint64_t count : {std::uint64_t{9}, std::uint64_t{1} << 32, std::uint64_t{1} << 61, ~std::uint64_t{0}}) {
    SectionWriter out;
    out.number(count);
    out.number(1);
    const auto bytes = out.take();
    SectionReader numbers(bytes);
    EXPECT_TRUE(numbers.array<std::uint64_t>().empty()) << count;
    EXPECT_TRUE(numbers.failed());
    EXPECT_EQ(numbers.number(), 0U);
    EXPECT_EQ(numbers.text(), "");
    EXPECT_FALSE(numbers.complete());
  }
  SectionReader empty({});
  EXPECT_EQ(empty.number(), 0U);
  EXPECT_TRUE(empty.failed());
  // A count whose padding would lie behind the end.
  const std::vector<std::uint64_t> words = {5, 0};
  SectionReader odd(std::as_bytes(std::span(words)).first(13));
  EXPECT_EQ(odd.text(), "");
  EXPECT_TRUE(odd.failed());
}

}  // namespace
}  // namespace pluim::bundle
