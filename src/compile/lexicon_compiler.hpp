// From the tables of one language to a Lexicon.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/table.hpp"
#include "compile/phrases.hpp"
#include "lexicon/lexicon.hpp"
#include "pluim/taxonomy.hpp"

namespace pluim::compile {

// Collects the tables of one language. Tables that the analysis does not read yet are checked for their form only.
class LexiconCompiler {
 public:
  LexiconCompiler(const Taxonomy& taxonomy, std::string language) : taxonomy_(taxonomy), language_(std::move(language)) {}

  // `file`: the table's file name ("opinion.tsv"), which says what it is; `name` stands in errors. inflection.tsv first.
  // Errors: invalid_table with file, line and reason.
  Status add(std::string_view file, std::string_view content, std::string_view name);
  // A single cue, of a user's file.
  Status add_cue(std::string_view phrase, Category category, Domain domain);

  // Adds the accent-less spellings and lays out the arrays.
  [[nodiscard]] lexicon::Lexicon::Data finish();

  // Phrases that stand twice in one table, "name:line: …"; the first one counts.
  [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }

 private:
  struct Node {
    std::vector<lexicon::Entry> entries;
    std::uint8_t next = 0;
    std::uint16_t children = 0;
    bool real = false;  // some phrase is written so; not only a spelling without accents
  };
  Status inflection(const base::Table& table);
  Status row(const base::Table& table, const base::TableRow& row, lexicon::Layer layer);
  Result<lexicon::Entry> entry(const base::Table& table, const base::TableRow& row, lexicon::Layer layer);
  Result<std::uint32_t> categories(const base::Table& table, const base::TableRow& row, std::string_view cell);
  // Puts an entry at the end of a phrase. `alias`: only where no real spelling stands. Returns whether it was put.
  bool put(const std::vector<lexicon::Key>& keys, const lexicon::Entry& entry, bool alias);

  const Taxonomy& taxonomy_;
  std::string language_;
  Classes classes_;
  PhraseKeys phrase_keys_;
  std::unordered_map<lexicon::Key, std::uint32_t> edges_;
  std::vector<Node> nodes_{Node{}};
  std::vector<std::uint16_t> lists_;
  std::unordered_map<std::string, std::uint32_t> list_of_;     // equal category cells share a list
  std::vector<std::pair<std::string, lexicon::Entry>> spelt_;  // for the accent-less spellings
  std::vector<std::string> warnings_;
};

}  // namespace pluim::compile
