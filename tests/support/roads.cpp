#include "support/roads.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/utf8.hpp"
#include "support/texts.hpp"

namespace pluim::test {
namespace {

std::string json_of(const Analyzer& analyzer, const Record& record, const Analysis& analysis) {
  std::string line;
  append_json(line, analyzer, record, analysis);
  return line;
}

// A JSON string. Requires: `text` is UTF-8.
std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out.append({'\\', c});
    else if (static_cast<unsigned char>(c) < 0x20)
      out += std::string("\\u00") + "0123456789abcdef"[c >> 4] + "0123456789abcdef"[c & 15];
    else
      out += c;
  }
  return out + '"';
}

// Every member of a record, as the input contract has it.
std::string input_line(const Record& r) {
  std::string out = "{\"id\":" + (r.id.empty() ? "null" : r.id) + ",\"text\":" + json_string(r.text);
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += std::string(",\"") + name + "\":" + json_string(value);
  };
  add("title", r.title), add("liked", r.liked), add("disliked", r.disliked), add("pros", r.pros), add("cons", r.cons),
      add("advice", r.advice);
  add("question", r.question), add("language", r.language), add("domain", r.domain), add("rating_scale", r.rating_scale),
      add("source", r.source);
  add("property", r.property), add("department", r.department), add("published_at", r.published_at), add("author", r.author);
  if (r.rating) out += ",\"rating\":" + std::to_string(*r.rating);
  if (r.owner_response) out += ",\"owner_response\":true";
  if (r.translated) out += ",\"translated\":true";
  return out + "}";
}

class TemporaryFolder {
 public:
  TemporaryFolder() : path_(std::filesystem::temp_directory_path() / ("pluim_roads_" + std::to_string(std::random_device{}()))) {
    std::filesystem::create_directory(path_);
  }
  ~TemporaryFolder() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

std::vector<std::string> by_program(const std::vector<Record>& records) {
  const TemporaryFolder folder;
  const auto in = folder.path() / "in.jsonl";
  const auto out = folder.path() / "out.jsonl";
  std::ofstream file(in, std::ios::binary);
  for (const auto& record : records) file << input_line(record) << '\n';
  file.close();
  const std::string command = "'" PLUIM_PROGRAM "' analyze --threads 2 '" + in.string() + "' > '" + out.string() + "' 2> '" +
                              (folder.path() / "err").string() + "'";
  std::vector<std::string> lines;
  if (std::system(command.c_str()) != 0) {
    std::ifstream said(folder.path() / "err", std::ios::binary);
    lines.push_back("the program failed: " + std::string(std::istreambuf_iterator<char>(said), {}));
  }
  std::ifstream read(out, std::ios::binary);
  for (std::string line; std::getline(read, line);) lines.push_back(line);
  return lines;
}

bool is_text(const Record& r) {
  return base::is_utf8(r.title + r.text + r.liked + r.disliked + r.pros + r.cons + r.advice + r.author + r.property);
}

}  // namespace

const Analyzer& embedded() {
  static const Analyzer one = Analyzer::embedded({.self_test = false}).value();
  return one;
}

std::vector<std::string> answers(const Analyzer& analyzer, const std::vector<Record>& records) {
  std::vector<std::string> out;
  for (const auto& record : records) out.push_back(json_of(analyzer, record, analyzer.analyze(record.review())));
  return out;
}

std::vector<std::string> disagreements(const Analyzer& analyzer, const std::vector<Record>& records) {
  const auto expected = answers(analyzer, records);
  std::vector<std::string> different;
  const auto compare = [&](const std::string& road, std::size_t i, const std::string& answer) {
    if (answer == expected[i]) return;
    const auto& r = records[i];
    different.push_back(road + ", record " + std::to_string(i) + " " + shown(r.text + r.liked + r.disliked) + "\n  " + answer +
                        "\n  instead of\n  " + expected[i]);
  };

  Workspace workspace;
  Analysis analysis;
  // Forward, backward, and each after a long text that leaves every buffer dirty.
  for (std::size_t i = 0; i < records.size(); ++i) {
    analyzer.analyze(records[i].review(), {}, workspace, analysis);
    compare("workspace", i, json_of(analyzer, records[i], analysis));
  }
  std::string dirt;
  for (int i = 0; i < 8; ++i) dirt += "Bedankt Sanne van de receptie, maar de kamer was niet schoon! ";
  for (std::size_t i = records.size(); i-- > 0;) {
    analyzer.analyze(
        {.title = dirt, .text = dirt, .liked = dirt, .disliked = dirt, .pros = dirt, .cons = dirt, .advice = dirt, .author = "Sanne"}, {},
        workspace, analysis);
    analyzer.analyze(records[i].review(), {}, workspace, analysis);
    compare("workspace after another text", i, json_of(analyzer, records[i], analysis));
  }

  std::vector<Review> reviews;
  for (const auto& record : records) reviews.push_back(record.review());
  for (const unsigned threads : {1U, 2U, 4U}) {
    const auto road = "batch on " + std::to_string(threads) + " threads";
    std::size_t next = 0;
    const auto status = analyzer.analyze_batch(reviews,
                                               [&](std::size_t i, const Analysis& a) {
                                                 if (i != next++)
                                                   different.push_back(road + ": review " + std::to_string(i) + " out of order");
                                                 compare(road, i, json_of(analyzer, records[i], a));
                                                 return true;
                                               },
                                               {.threads = threads});
    if (!status) different.push_back(road + ": " + status.error().message);
    if (next != records.size()) different.push_back(road + ": " + std::to_string(next) + " answers");
  }

  // JSON holds text only: what is ill-formed cannot take this road.
  std::vector<Record> texts;
  std::vector<std::size_t> number;
  for (std::size_t i = 0; i < records.size(); ++i)
    if (is_text(records[i])) {
      texts.push_back(records[i]);
      number.push_back(i);
    }
  const auto lines = by_program(texts);
  if (lines.size() != texts.size())
    different.push_back("program: " + std::to_string(lines.size()) + " lines for " + std::to_string(texts.size()) +
                        " records, first: " + (lines.empty() ? "" : lines[0]));
  for (std::size_t i = 0; i < std::min(lines.size(), texts.size()); ++i) compare("program", number[i], lines[i]);
  return different;
}

}  // namespace pluim::test
