// The taxonomy's tables in memory, and how they are read.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bundle/bundle.hpp"
#include "pluim/taxonomy.hpp"

namespace pluim::taxonomy {

// A phrase of a user's file that names a category of theirs.
struct UserCue {
  std::string language;
  std::string phrase;
  Category category{};
  Domain domain{};
};

using Labels = std::vector<std::pair<std::string, std::string>>;  // language, label

// Reads tables in the form of models/taxonomy. Named sources in the order of adding; errors carry file and line.
class Builder {
 public:
  Builder();
  ~Builder();
  // `name` is the path below models/taxonomy for the model's own tables ("views/dalata4.tsv" is a view, and so on);
  // any other name is a user's file, whose new ids must begin with "x.".
  Status add(std::string_view name, std::string_view content, bool user);
  [[nodiscard]] const std::vector<UserCue>& cues() const noexcept { return cues_; }
  [[nodiscard]] Taxonomy finish();

 private:
  std::shared_ptr<Taxonomy::Impl> impl_;
  std::vector<UserCue> cues_;
};

// The section "taxonomy.v1": the tables themselves, so that a model's taxonomy is read by the code that reads a user's.
void write(const std::vector<std::pair<std::string, std::string>>& tables, bundle::SectionWriter& out);
Status read(bundle::Bytes section, Builder& builder);

}  // namespace pluim::taxonomy

namespace pluim {

class Taxonomy::Impl {
 public:
  // Look-ups by a view, without making a string.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
  };
  template <class T>
  using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

  static constexpr std::size_t most_domains = 32;
  static constexpr std::size_t most_categories = 60000;
  struct InDomain {
    Department department = Department::none;
    std::uint8_t stage = 0;  // an index into stages, counted from 1; 0 is none
  };
  struct Node {
    std::string id;
    Category family{};
    std::uint32_t domains = 0;  // a bit for each domain
    taxonomy::Labels labels;
    std::vector<std::pair<Domain, InDomain>> in;
  };
  struct Named {
    std::string id;
    taxonomy::Labels labels;
  };
  struct View {
    std::string id;
    std::vector<Named> buckets;
    std::vector<std::uint16_t> bucket_of;                      // for each category; 0xFFFF is none
    std::vector<std::pair<std::string, std::uint16_t>> rules;  // id or family or *, bucket
  };

  std::vector<Node> nodes;
  Map<Category> by_id;
  std::vector<std::string> domains, stages;
  std::vector<std::string> departments;
  Map<taxonomy::Labels> terms;  // "layer id"
  std::vector<View> views;

  [[nodiscard]] const Node* node(Category c) const noexcept {
    const auto i = static_cast<std::size_t>(c);
    return i < nodes.size() ? &nodes[i] : nullptr;
  }
};

}  // namespace pluim
