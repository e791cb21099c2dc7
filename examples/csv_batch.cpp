// csv_batch FILE [THREADS]: reads a CSV of reviews, analyses them on all cores, and prints for each property which families
// guests praise and complain about. Columns are found by their names: text or review, title, liked, disliked, pros, cons,
// advice, property, domain, language; others are ignored, and so is a row that has none of the texts.
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <pluim/pluim.hpp>
#include <string>
#include <vector>

namespace {

using Row = std::vector<std::string>;

// RFC 4180 in a few lines: the whole file at once, the delimiter by what the first line holds most of. `pluim analyze` reads
// what spreadsheets write besides, a chunk at a time.
std::vector<Row> parse_csv(std::string_view csv) {
  if (csv.substr(0, 3) == "\xEF\xBB\xBF") csv.remove_prefix(3);
  char delimiter = ',';
  std::size_t most = 0;
  for (const char c : {',', ';', '\t'}) {
    std::size_t count = 0;
    for (const char at : csv.substr(0, csv.find('\n'))) count += at == c ? 1 : 0;
    if (count > most) delimiter = c, most = count;
  }
  std::vector<Row> rows;
  Row row(1);
  bool quoted = false;
  const auto end_row = [&] {
    if (row.size() > 1 || !row[0].empty()) rows.push_back(std::move(row));
    row = Row(1);
  };
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (quoted) {
      if (c != '"')
        row.back() += c;
      else if (i + 1 < csv.size() && csv[i + 1] == '"')
        row.back() += csv[++i];
      else
        quoted = false;
    } else if (c == '"' && row.back().empty()) {
      quoted = true;
    } else if (c == delimiter) {
      row.emplace_back();
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r') {
      row.back() += c;
    }
  }
  end_row();
  return rows;
}

struct Count {
  int positive = 0, negative = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: csv_batch FILE [THREADS]\n";
    return 2;
  }
  unsigned threads = 0;  // one for each core
  if (argc == 3) {
    const std::string_view word = argv[2];
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), threads);
    if (error != std::errc{} || end != word.data() + word.size()) {
      std::cerr << "csv_batch: '" << word << "' is no number of threads\n";
      return 2;
    }
  }
  std::ifstream file(argv[1], std::ios::binary);
  if (!file) {
    std::cerr << "csv_batch: cannot read " << argv[1] << '\n';
    return 2;
  }
  const std::string csv{std::istreambuf_iterator<char>(file), {}};
  const auto rows = parse_csv(csv);
  if (rows.empty()) {
    std::cerr << "csv_batch: " << argv[1] << " has no header\n";
    return 2;
  }

  // Where each column of the header goes; the reviews borrow the rows' strings.
  const std::map<std::string_view, std::string_view pluim::Review::*> known{
      {"text", &pluim::Review::text},     {"review", &pluim::Review::text},       {"title", &pluim::Review::title},
      {"liked", &pluim::Review::liked},   {"disliked", &pluim::Review::disliked}, {"pros", &pluim::Review::pros},
      {"cons", &pluim::Review::cons},     {"advice", &pluim::Review::advice},     {"property", &pluim::Review::property},
      {"domain", &pluim::Review::domain}, {"language", &pluim::Review::language}};
  std::vector<pluim::Review> reviews;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    pluim::Review review;
    for (std::size_t c = 0; c < rows[r].size() && c < rows[0].size(); ++c)
      if (const auto column = known.find(rows[0][c]); column != known.end()) review.*column->second = rows[r][c];
    bool any = false;
    for (std::size_t f = 0; f < pluim::field_count; ++f) any |= !review.field(static_cast<pluim::Field>(f)).empty();
    if (any) reviews.push_back(review);
  }

  const auto analyzer = pluim::Analyzer::embedded();
  if (!analyzer) {
    std::cerr << "csv_batch: " << analyzer.error().message << '\n';
    return 1;
  }
  const auto& taxonomy = analyzer->taxonomy();
  std::map<std::string_view, std::map<std::string_view, Count>> properties;
  // One call at a time and in the order of the reviews, so the sink needs no lock.
  const auto sink = [&](std::size_t index, const pluim::Analysis& analysis) {
    auto& families = properties[reviews[index].property];
    for (const auto& family : analysis.families) {
      auto& count = families[taxonomy.label(family.family, "en")];
      const auto polarity = family.sentiment.polarity;
      if (polarity == pluim::Polarity::positive || polarity == pluim::Polarity::mixed) ++count.positive;
      if (polarity == pluim::Polarity::negative || polarity == pluim::Polarity::mixed) ++count.negative;
    }
    return true;
  };
  if (const auto status = analyzer->analyze_batch(reviews, sink, {.threads = threads}); !status) {
    std::cerr << "csv_batch: " << status.error().message << '\n';
    return 1;
  }
  std::cout << reviews.size() << " reviews\n";
  for (const auto& [property, families] : properties) {
    std::cout << '\n' << (property.empty() ? "(no property)" : property) << std::endl;  // printf() writes the rest
    for (const auto& [family, count] : families)
      std::printf("  %-32.*s %4d praise %4d complain\n", static_cast<int>(family.size()), family.data(), count.positive, count.negative);
    std::fflush(stdout);
  }
}
