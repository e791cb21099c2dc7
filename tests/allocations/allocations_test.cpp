// Counts every allocation of the process: the C functions are replaced, and operator new ends in them.
#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <vector>

#include "support/roads.hpp"
#include "support/texts.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PLUIM_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define PLUIM_SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(PLUIM_SANITIZED)
#define PLUIM_COUNTS 1
namespace {
std::atomic<std::size_t> allocations{0};
void count() noexcept { allocations.fetch_add(1, std::memory_order_relaxed); }
}  // namespace

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t number, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

__attribute__((visibility("default"))) void* malloc(std::size_t size) noexcept {
  count();
  return __libc_malloc(size);
}
__attribute__((visibility("default"))) void* calloc(std::size_t number, std::size_t size) noexcept {
  count();
  return __libc_calloc(number, size);
}
__attribute__((visibility("default"))) void* realloc(void* block, std::size_t size) noexcept {
  count();
  return __libc_realloc(block, size);
}
__attribute__((visibility("default"))) void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  count();
  return __libc_memalign(alignment, size);
}
__attribute__((visibility("default"))) int posix_memalign(void** out, std::size_t alignment, std::size_t size) noexcept {
  count();
  *out = __libc_memalign(alignment, size);
  return *out == nullptr ? ENOMEM : 0;
}
}
#endif

namespace pluim {
namespace {

#if defined(PLUIM_COUNTS)

std::size_t counted(const std::vector<Record>& records, Workspace& workspace, Analysis& out) {
  const auto before = allocations.load();
  for (const auto& record : records) test::embedded().analyze(record.review(), {}, workspace, out);
  return allocations.load() - before;
}

TEST(Allocations, TheCounterCounts) {
  const auto before = allocations.load();
  std::vector<int> numbers(1000);
  numbers.resize(100000);
  EXPECT_EQ(allocations.load() - before, 2U);
}

// A bug: std::stable_sort in opinion::merge() takes a temporary buffer, one for each review.
TEST(Allocations, NoneOnceWarm) {
  std::vector<Record> records;
  // A hundred reviews: the examples, and again with their texts in another field.
  for (const auto& line : test::example_lines()) records.push_back(Record::parse(line).value());
  for (std::size_t i = 0; records.size() < 100; ++i) {
    auto record = records[i];
    std::swap(record.text, record.title);
    std::swap(record.liked, record.pros);
    records.push_back(std::move(record));
  }
  Workspace workspace;
  Analysis out;
  const auto cold = counted(records, workspace, out);
  EXPECT_GT(cold, 0U);
  (void)counted(records, workspace, out);
  const auto warm = counted(records, workspace, out);
  RecordProperty("allocations", static_cast<int>(warm));
  for (std::size_t i = 0; i < records.size() && warm > 0; ++i) {
    const std::vector<Record> one = {records[i]};
    if (const auto n = counted(one, workspace, out); n > 0) ADD_FAILURE() << n << " allocations for " << records[i].id;
  }
  EXPECT_EQ(warm, 0U) << "of " << cold << " when cold";
}

#else

TEST(Allocations, NoneOnceWarm) { GTEST_SKIP() << "counts with glibc's malloc alone, not under a sanitizer"; }

#endif

}  // namespace
}  // namespace pluim
