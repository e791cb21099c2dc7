#include "support/roads.hpp"

#include <gmock/gmock.h>

#include <random>

#include "support/texts.hpp"

namespace pluim {
namespace {

TEST(Roads, AgreeOnTheExamples) {
  std::vector<Record> records;
  for (const auto& line : test::example_lines()) records.push_back(Record::parse(line).value());
  ASSERT_GE(records.size(), 50U);
  EXPECT_THAT(test::disagreements(test::embedded(), records), testing::IsEmpty());
}

TEST(Roads, AgreeOnHostileTexts) {
  auto texts = test::hostile_texts();
  std::mt19937 random(9);
  for (int i = 0; i < 200; ++i) texts.push_back(test::random_text(random, random() % 120));
  std::vector<Record> records;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    Record record;
    record.id = std::to_string(i);
    (i % 4 == 0 ? record.liked : i % 4 == 1 ? record.cons : record.text) = texts[i];
    if (i % 4 == 3) record.title = record.author = texts[texts.size() - 1 - i];
    records.push_back(std::move(record));
  }
  EXPECT_THAT(test::disagreements(test::embedded(), records), testing::IsEmpty());
}

TEST(Roads, AgreeOnNothing) { EXPECT_THAT(test::disagreements(test::embedded(), {}), testing::IsEmpty()); }

}  // namespace
}  // namespace pluim
