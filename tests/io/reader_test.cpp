#include "io/reader.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/utf8.hpp"
#include "io/writer.hpp"

namespace pluim::io {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// A folder of the test's own.
class Files : public testing::Test {
 protected:
  Files() : folder_(std::filesystem::path(testing::TempDir()) / ("pluim-io-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~Files() override { std::filesystem::remove_all(folder_); }

  std::string path(std::string_view name) const { return (folder_ / name).string(); }
  std::string file(std::string_view name, std::string_view content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }
  // The same content, compressed by the writer where the name says so.
  std::string packed(std::string_view name, std::string_view content) const {
    auto out = Writer::open(path(name));
    EXPECT_TRUE(out);
    EXPECT_TRUE(out->write(content));
    EXPECT_TRUE(out->close());
    return path(name);
  }
  static std::string content(const std::string& name) {
    std::ifstream in(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path folder_;
};

struct Result {
  std::vector<std::string> answered;  // "id: text"
  std::vector<std::string> rejected;  // "line:byte: reason"
  std::vector<std::string> inputs;    // of the rejects
  std::vector<std::string> failures;
  std::size_t largest_batch = 0;
};

Result read(std::vector<std::string> sources, ReadOptions options = {}, const std::vector<std::string>& keep = {}) {
  Result out;
  Reader reader(std::move(sources), options);
  BatchDecoder decoder(keep);
  Record record;
  for (Batch batch; reader.next(batch);) {
    out.largest_batch = std::max(out.largest_batch, batch.bytes.size());
    for (const auto& raw : batch.records) {
      if (const auto reject = decoder.decode(batch, raw, record)) {
        out.rejected.push_back(std::to_string(reject->line) + ":" + std::to_string(reject->byte) + ": " + reject->reason);
        out.inputs.push_back(reject->input);
      } else {
        out.answered.push_back(record.id + ": " + record.text);
        for (const auto& [name, value] : record.kept) out.answered.back() += " " + name + "=" + value;
      }
    }
    if (batch.failure) out.failures.push_back(batch.failure->message);
  }
  return out;
}

constexpr std::string_view three = "{\"id\":\"a\",\"text\":\"one\"}\n{\"text\":\"two\"}\r\n\n  \n{\"text\":\"three\"}";

TEST_F(Files, JsonLines) {
  const auto all = read({file("a.jsonl", three)});
  EXPECT_THAT(all.answered, ElementsAre("\"a\": one", "2: two", "5: three"));
  EXPECT_THAT(all.rejected, IsEmpty());
  EXPECT_THAT(all.failures, IsEmpty());
}

TEST_F(Files, CompressedIsTheSame) {
  const auto plain = read({file("a.jsonl", three)});
  for (const char* name : {"a.jsonl.gz", "a.jsonl.zst"}) EXPECT_EQ(read({packed(name, three)}).answered, plain.answered) << name;
  // By the content, whatever the name says.
  std::filesystem::rename(path("a.jsonl.gz"), path("b.jsonl"));
  EXPECT_EQ(read({path("b.jsonl")}).answered, plain.answered);
}

TEST_F(Files, MembersAndFramesThatFollowEachOther) {
  for (const std::string ending : {"gz", "zst"}) {
    const auto twice = content(packed("x." + ending, "{\"text\":\"a\"}\n")) + content(packed("y." + ending, "{\"text\":\"b\"}\n"));
    EXPECT_THAT(read({file("two.jsonl." + ending, twice)}).answered, ElementsAre("1: a", "2: b")) << ending;
  }
  const auto padded = content(packed("z.gz", "{\"text\":\"a\"}\n")) + std::string(600, '\0');
  EXPECT_THAT(read({file("padded.jsonl", padded)}).answered, ElementsAre("1: a"));
}

TEST_F(Files, TruncatedDataAnswersWhatCameBefore) {
  std::string lines;
  for (int i = 0; i < 20000; ++i) lines += "{\"text\":\"" + std::to_string(i * 7919 % 100003) + "\"}\n";
  for (const std::string ending : {"gz", "zst"}) {
    auto bytes = content(packed("whole." + ending, lines));
    bytes.resize(bytes.size() / 2);
    const auto all = read({file("cut.jsonl." + ending, bytes), file("next.jsonl", "{\"text\":\"fine\"}\n")});
    EXPECT_GT(all.answered.size(), ending == "gz" ? 5000U : 0U);
    EXPECT_EQ(all.answered.back(), "1: fine");
    ASSERT_EQ(all.failures.size(), 1U);
    EXPECT_THAT(all.failures[0], EndsWith(ending == "gz" ? "the gzip data ends early" : "the zstd data ends early"));
    EXPECT_LE(all.rejected.size(), 1U);
    if (!all.rejected.empty()) {
      EXPECT_THAT(all.rejected[0], HasSubstr("the input breaks off in this line"));
    }
  }
}

TEST_F(Files, DamagedData) {
  auto gzip = content(packed("a.gz", three));
  gzip[gzip.size() / 2] = static_cast<char>(gzip[gzip.size() / 2] ^ 0x55);
  EXPECT_THAT(read({file("bad.jsonl.gz", gzip)}).failures, ElementsAre(HasSubstr("the gzip data is damaged")));
  EXPECT_THAT(read({file("tail.jsonl.gz", content(packed("b.gz", three)) + "rubbish")}).failures,
              ElementsAre(HasSubstr("the gzip data is damaged")));
  auto zstd = content(packed("a.zst", three));
  zstd.back() = static_cast<char>(zstd.back() ^ 1);
  EXPECT_THAT(read({file("bad.jsonl.zst", zstd)}).failures, ElementsAre(HasSubstr("the zstd data is damaged")));
}

TEST_F(Files, ABadLineNeverTakesItsNeighboursAlong) {
  const auto all = read(
      {file("a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"tw\n{\"text\":\"\xFF\"}\n{\"id\":1}\n{\"text\":2}\nnull\n{\"text\":\"last\"}\n")});
  EXPECT_THAT(all.answered, ElementsAre("1: one", "7: last"));
  EXPECT_THAT(all.rejected, ElementsAre("2:8: it is not JSON: the string is never closed at byte 8",
                                        "3:9: it is not JSON: ill-formed UTF-8 (0xFF) at byte 9",
                                        "4:0: it has none of the text fields title, text, liked, disliked, pros, cons and advice at byte 0",
                                        "5:8: text is a number, not text at byte 8", "6:0: it is null, not an object at byte 0"));
  EXPECT_EQ(all.inputs[1], "{\"text\":\"\uFFFD\"}");
}

TEST_F(Files, ALongLineIsRejectedWithoutBeingHeld) {
  const ReadOptions options{.max_line = 100000};
  const std::string exact = "{\"text\":\"" + std::string(100000 - 11, 'x') + "\"}";
  const auto name = file("a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"" + std::string(5000000, 'y') + "\"}\n" + exact + "\r\n{\"text\":\"" +
                                        std::string(100001, 'z') + "\"}");
  const auto all = read({name}, options);
  ASSERT_EQ(all.answered.size(), 2U);
  EXPECT_EQ(all.answered[1].size(), 3 + exact.size() - 11);
  EXPECT_THAT(all.rejected,
              ElementsAre("2:100000: the line is longer than 100000 bytes", "4:100000: the line is longer than 100000 bytes"));
  EXPECT_LE(all.inputs[0].size(), 1024U);
  EXPECT_LT(all.largest_batch, 500000U);
}

TEST_F(Files, RejectedInputIsCutBetweenCharacters) {
  std::string line = "oops ";
  for (int i = 0; i < 1000; ++i) line += "\u20AC";
  const auto all = read({file("a.jsonl", line)});
  ASSERT_EQ(all.inputs.size(), 1U);
  EXPECT_LE(all.inputs[0].size(), 1024U);
  EXPECT_GT(all.inputs[0].size(), 1020U);
  EXPECT_TRUE(base::is_utf8(all.inputs[0]));
}

TEST_F(Files, Csv) {
  const auto all =
      read({file("a.csv", "\xEF\xBB\xBFid;Text;Rating;translated\r\nr1;\"mooi; \"\"stil\"\"\r\nen schoon\";4,5;yes\r\n;ok;;\r\n")});
  EXPECT_THAT(all.answered, ElementsAre("\"r1\": mooi; \"stil\"\r\nen schoon", "4: ok"));
}

TEST_F(Files, CsvRejectsRowsByTheirLine) {
  const auto all = read({file("a.csv", "id,text,rating,owner_response\n1,a,3,true\n2,b\n3,\"c\n4,d,bad,no\n5,e,1,perhaps\n6,\xFF,,\n")});
  EXPECT_THAT(all.answered, ElementsAre("\"1\": a", "\"6\": \xFF"));
  EXPECT_THAT(all.rejected,
              ElementsAre("3:0: the row has 2 cells, the header 4", "4:2: a quoted cell is never closed at byte 2",
                          "5:4: rating is text, not a number at byte 4", "6:6: owner_response is neither true nor false at byte 6"));
  EXPECT_EQ(all.inputs[0], "2,b");
}

TEST_F(Files, CsvNeedsATextColumn) {
  EXPECT_THAT(read({file("a.csv", "id,review\n1,x\n")}).failures,
              ElementsAre(EndsWith("a.csv:1: no column is named title, text, liked, disliked, pros, cons or advice")));
  EXPECT_THAT(read({file("b.csv", "text,Text\n1,x\n")}).failures, ElementsAre(EndsWith("b.csv:1: the column 'Text' stands twice")));
  const auto empty = read({file("c.csv", ""), file("d.jsonl", "")});
  EXPECT_THAT(empty.failures, IsEmpty());
  EXPECT_THAT(empty.answered, IsEmpty());
}

TEST_F(Files, KeepHandsThrough) {
  const std::vector<std::string> keep{"Room", "score"};
  EXPECT_THAT(read({file("a.csv", "score,text,Room\n7,x,\"2\"\"4\"\n")}, {}, keep).answered,
              ElementsAre("2: x Room=\"2\\\"4\" score=\"7\""));
  EXPECT_THAT(read({file("a.jsonl", "{\"score\":7.0,\"text\":\"x\",\"Room\":null}")}, {}, keep).answered,
              ElementsAre("1: x Room=null score=7.0"));
}

TEST_F(Files, TellsTheFormatByTheContentWhereTheNameIsSilent) {
  EXPECT_THAT(read({file("a", "{\"text\":\"x\"}\n")}).answered, ElementsAre("1: x"));
  EXPECT_THAT(read({file("b", "rubbish\n{\"text\":\"x\"}\n")}).answered, ElementsAre("2: x"));
  EXPECT_THAT(read({file("c.txt", "text\nx\n")}).answered, ElementsAre("2: x"));
  EXPECT_THAT(read({file("d.tsv", "id\ttext\n1\tx, y\n")}).answered, ElementsAre("\"1\": x, y"));
  EXPECT_THAT(read({file("e.txt", "id#text\n1#x\n")}, {.delimiter = '#'}).answered, ElementsAre("\"1\": x"));
}

TEST_F(Files, Lines) {
  const std::string text("\xEF\xBB\xBF{one}\r\n\n \nb\0d\n\xFF", 18);
  const auto all = read({file("a.jsonl", text)}, {.format = Format::lines});
  EXPECT_THAT(all.answered, ElementsAre("1: {one}", "3:  ", std::string("4: b\0d", 6), "5: \xFF"));
}

TEST_F(Files, ASourceThatCantBeReadIsNamed) {
  const auto all = read({path("absent.jsonl"), path(""), file("a.jsonl", three), file("utf16.csv", std::string("\xFF\xFEt\0", 4))});
  EXPECT_EQ(all.answered.size(), 3U);
  EXPECT_THAT(all.failures, ElementsAre(EndsWith("absent.jsonl: no such file"), EndsWith("is a directory, not a file"),
                                        EndsWith("is UTF-16; UTF-8 is needed")));
}

TEST_F(Files, BatchesAreBounded) {
  std::string lines;
  for (int i = 0; i < 3000; ++i) lines += "{\"text\":\"" + std::string(100, 'x') + "\"}\n";
  const auto all = read({file("a.jsonl", lines)}, {.batch_bytes = 5000, .batch_records = 30});
  EXPECT_EQ(all.answered.size(), 3000U);
  EXPECT_EQ(all.answered.back().substr(0, 5), "3000:");
  EXPECT_LE(all.largest_batch, 5200U);
}

// Who writes a line and waits for its answer gets it.
TEST_F(Files, APipeThatPausesGivesWhatItHas) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const int before = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  const std::string line = "{\"text\":\"x\"}\n";
  ASSERT_EQ(::write(ends[1], line.data(), line.size()), static_cast<ssize_t>(line.size()));
  Reader reader({"-"}, {});
  Batch batch;
  ASSERT_TRUE(reader.next(batch));  // would hang if it waited for more
  EXPECT_EQ(batch.records.size(), 1U);
  ::close(ends[1]);
  EXPECT_FALSE(reader.next(batch));
  ::dup2(before, STDIN_FILENO);
  ::close(before);
  ::close(ends[0]);
}

TEST(RejectJson, IsALineOfTheContract) {
  std::string out;
  append_json(out, Reject{.source = "a\"b", .line = 2, .byte = 17, .reason = "why", .input = "\uFFFD"});
  EXPECT_EQ(out, "{\"source\":\"a\\\"b\",\"line\":2,\"byte\":17,\"reason\":\"why\",\"input\":\"\uFFFD\"}");
}

TEST_F(Files, WriterPacksTheSameHoweverItIsCalled) {
  std::string text;
  for (int i = 0; i < 60000; ++i) text += std::to_string(i * 7919 % 100003) + "\n";
  for (const std::string ending : {"gz", "zst"}) {
    const auto whole = content(packed("whole." + ending, text));
    auto out = Writer::open(path("parts." + ending));
    ASSERT_TRUE(out);
    for (std::size_t at = 0; at < text.size(); at += 777) ASSERT_TRUE(out->write(std::string_view(text).substr(at, 777)));
    ASSERT_TRUE(out->close());
    EXPECT_EQ(content(path("parts." + ending)), whole) << ending;
    EXPECT_LT(whole.size(), text.size());
  }
}

TEST_F(Files, WriterSaysWhereItFailed) {
  const auto folder = Writer::open(path(""));
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error().message, HasSubstr("can't be written"));
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP();
  auto full = Writer::open("/dev/full");
  ASSERT_TRUE(full);
  const auto written = full->write("x");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, StartsWith("/dev/full: can't be written"));
}

}  // namespace
}  // namespace pluim::io
