#include <algorithm>

#include "base/table.hpp"
#include "taxonomy/taxonomy_data.hpp"

namespace pluim::taxonomy {
namespace {

using Impl = Taxonomy::Impl;
using base::Table;
using base::TableRow;

bool is_id(std::string_view id) noexcept {
  if (id.empty() || id.front() == '.' || id.back() == '.') return false;
  return std::all_of(id.begin(), id.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; });
}

bool is_language(std::string_view column) noexcept {
  return (column.size() == 2 || column.size() == 3) &&
         std::all_of(column.begin(), column.end(), [](char c) { return c >= 'a' && c <= 'z'; }) && column != "id";
}

Labels labels_of(const Table& table, const TableRow& row) {
  Labels labels;
  for (std::size_t i = 0; i < table.columns().size(); ++i)
    if (is_language(table.columns()[i]) && !row.cells[i].empty()) labels.emplace_back(table.columns()[i], row.cells[i]);
  return labels;
}

std::string_view cell(const Table& table, const TableRow& row, std::string_view column) noexcept {
  const auto i = table.column(column);
  return i == Table::npos ? std::string_view{} : row.cells[i];
}

// domains.tsv, departments.tsv, stages.tsv, labels.tsv: an id a row, with its labels as terms.
Status add_terms(const Table& table, std::string_view layer, std::vector<std::string>* list, Impl& impl) {
  for (const auto& row : table.rows()) {
    if (!row.directive.empty()) return table.error(row, "a directive has no meaning here");
    const auto id = cell(table, row, "id");
    if (!is_id(id)) return table.error(row, "'" + std::string(id) + "' is no id: lower-case letters, digits, '_' and '.'");
    const auto of = layer.empty() ? cell(table, row, "layer") : layer;
    if (!impl.terms.emplace(std::string(of) + ' ' + std::string(id), labels_of(table, row)).second)
      return table.error(row, "'" + std::string(id) + "' stands twice");
    if (list) list->emplace_back(id);
  }
  return ok();
}

Status add_view(const Table& table, std::string_view id, Impl& impl) {
  Impl::View view{.id = std::string(id), .buckets = {}, .bucket_of = {}, .rules = {}};
  std::vector<std::string_view> ids;
  for (const auto& row : table.rows()) {
    if (!row.directive.empty()) return table.error(row, "a directive has no meaning here");
    const auto bucket = cell(table, row, "bucket");
    if (!is_id(bucket)) return table.error(row, "'" + std::string(bucket) + "' is no bucket id");
    base::split(cell(table, row, "ids"), ' ', ids);
    if (ids.empty()) return table.error(row, "bucket '" + std::string(bucket) + "' lists no ids");
    for (const auto& item : ids) {
      const bool friction = impl.terms.contains("friction " + std::string(item)) || item.ends_with(".*");
      if (item != "*" && !friction && !impl.by_id.contains(std::string(item)))
        return table.error(row, "'" + std::string(item) + "' is no category");
      view.rules.emplace_back(item, static_cast<std::uint16_t>(view.buckets.size()));
    }
    view.buckets.push_back({std::string(bucket), labels_of(table, row)});
  }
  impl.views.push_back(std::move(view));
  return ok();
}

class DomainReader {
 public:
  DomainReader(const Table& table, bool user, Impl& impl, std::vector<UserCue>& cues)
      : table_(table), user_(user), impl_(impl), cues_(cues) {}

  Status run() {
    if (table_.column("id") == Table::npos) return table_.header_error("has no column 'id'");
    for (const auto& title : table_.columns()) {
      const bool known = title == "id" || title == "department" || title == "stage" || is_language(title) ||
                         (user_ && (title == "like" || title.starts_with("cues.")));
      if (!known) return table_.header_error("does not know the column '" + std::string(title) + "'");
    }
    for (const auto& row : table_.rows()) {
      auto status = row.directive.empty() ? category(row) : directive(row);
      if (!status) return status;
    }
    return ok();
  }

 private:
  Status directive(const TableRow& row) {
    if (row.directive != "domain" || row.cells.size() != 1) return table_.error(row, "expected '@domain <id>'");
    const std::string id(row.cells[0]);
    if (!is_id(id)) return table_.error(row, "'" + id + "' is no domain id");
    auto found = std::find(impl_.domains.begin(), impl_.domains.end(), id);
    if (found == impl_.domains.end()) {
      if (!user_ || !id.starts_with("x."))
        return table_.error(row, "domain '" + id + "' is not known; a domain of your own begins with 'x.'");
      if (impl_.domains.size() == Impl::most_domains) return table_.error(row, "there are at most 32 domains");
      impl_.domains.push_back(id);
      found = impl_.domains.end() - 1;
    }
    domain_ = static_cast<int>(found - impl_.domains.begin());
    return ok();
  }

  Status category(const TableRow& row) {
    if (domain_ < 0) return table_.error(row, "stands before any '@domain'");
    const std::string id(cell(table_, row, "id"));
    if (!is_id(id)) return table_.error(row, "'" + id + "' is no id: lower-case letters, digits, '_' and '.'");
    const auto domain = static_cast<Domain>(domain_);
    const bool own_domain = impl_.domains[static_cast<std::size_t>(domain_)].starts_with("x.");
    if (user_ && !own_domain && !id.starts_with("x."))
      return table_.error(row, "'" + id + "' is not yours to add: an id of your own begins with 'x.'");

    Impl::InDomain info;
    Category family{};
    bool has_family = false;
    if (const std::string like(cell(table_, row, "like")); !like.empty()) {
      const auto found = impl_.by_id.find(like);
      if (found == impl_.by_id.end()) return table_.error(row, "'" + like + "' in column 'like' is no category");
      const auto& node = impl_.nodes[static_cast<std::size_t>(found->second)];
      family = node.family;
      has_family = true;
      for (const auto& [d, theirs] : node.in)
        if (d == domain) info = theirs;
    }
    if (const auto department = cell(table_, row, "department"); !department.empty()) {
      auto found = std::find(impl_.departments.begin(), impl_.departments.end(), department);
      if (found == impl_.departments.end()) {
        // The list of departments is open: a user's file may name its own.
        if (!user_ || !is_id(department) || impl_.departments.size() >= 250)
          return table_.error(row, "'" + std::string(department) + "' is no department");
        impl_.departments.emplace_back(department);
        found = impl_.departments.end() - 1;
      }
      info.department = static_cast<Department>(found - impl_.departments.begin());
    }
    if (const auto stage = cell(table_, row, "stage"); !stage.empty()) {
      const auto found = std::find(impl_.stages.begin(), impl_.stages.end(), stage);
      if (found == impl_.stages.end()) return table_.error(row, "'" + std::string(stage) + "' is no stage");
      info.stage = static_cast<std::uint8_t>(found - impl_.stages.begin() + 1);
    }

    auto found = impl_.by_id.find(id);
    if (found == impl_.by_id.end()) {
      if (impl_.nodes.size() == Impl::most_categories) return table_.error(row, "there are too many categories");
      const auto self = static_cast<Category>(impl_.nodes.size());
      if (!has_family) {
        // "family.sub" belongs to the family whose row stands before it; an id of one part is a family.
        const auto dot = id.starts_with("x.") ? std::string::npos : id.find('.');
        if (dot == std::string::npos) {
          family = self;
        } else {
          const auto parent = impl_.by_id.find(id.substr(0, dot));
          if (parent == impl_.by_id.end()) return table_.error(row, "'" + id + "' stands before its family '" + id.substr(0, dot) + "'");
          family = parent->second;
        }
      }
      impl_.nodes.push_back({.id = id, .family = family, .domains = 0, .labels = labels_of(table_, row), .in = {}});
      found = impl_.by_id.emplace(id, self).first;
    }
    auto& node = impl_.nodes[static_cast<std::size_t>(found->second)];
    const std::uint32_t bit = 1U << domain_;
    if ((node.domains & bit) != 0) return table_.error(row, "'" + id + "' stands twice in this domain");
    node.domains |= bit;
    node.in.emplace_back(domain, info);
    return cues(row, found->second, domain);
  }

  Status cues(const TableRow& row, Category category, Domain domain) {
    std::vector<std::string_view> phrases;
    for (std::size_t i = 0; i < table_.columns().size(); ++i) {
      const auto title = table_.columns()[i];
      if (!title.starts_with("cues.")) continue;
      base::split(row.cells[i], ';', phrases);
      for (const auto& phrase : phrases) cues_.push_back({std::string(title.substr(5)), std::string(phrase), category, domain});
    }
    return ok();
  }

  const Table& table_;
  bool user_;
  Impl& impl_;
  std::vector<UserCue>& cues_;
  int domain_ = -1;
};

}  // namespace

Builder::Builder() : impl_(std::make_shared<Impl>()) {}
Builder::~Builder() = default;

Status Builder::add(std::string_view name, std::string_view content, bool user) {
  auto table = Table::parse(content, name);
  if (!table) return std::move(table).error();
  if (user) return DomainReader(*table, true, *impl_, cues_).run();
  if (name == "domains.tsv") return add_terms(*table, "domain", &impl_->domains, *impl_);
  if (name == "departments.tsv") return add_terms(*table, "department", &impl_->departments, *impl_);
  if (name == "stages.tsv") return add_terms(*table, "stage", &impl_->stages, *impl_);
  if (name == "labels.tsv") return add_terms(*table, "", nullptr, *impl_);
  if (name.starts_with("views/") && name.ends_with(".tsv")) return add_view(*table, name.substr(6, name.size() - 10), *impl_);
  return DomainReader(*table, false, *impl_, cues_).run();
}

Taxonomy Builder::finish() {
  for (auto& view : impl_->views) {
    view.bucket_of.assign(impl_->nodes.size(), 0xFFFF);
    const auto rule = [&](std::string_view id) {
      for (const auto& [key, bucket] : view.rules)
        if (key == id) return bucket;
      return std::uint16_t{0xFFFF};
    };
    // A sub-category listed in full wins over its family, and that over the rest.
    for (std::size_t i = 0; i < impl_->nodes.size(); ++i) {
      const auto& node = impl_->nodes[i];
      auto bucket = rule(node.id);
      if (bucket == 0xFFFF) bucket = rule(impl_->nodes[static_cast<std::size_t>(node.family)].id);
      if (bucket == 0xFFFF) bucket = rule("*");
      view.bucket_of[i] = bucket;
    }
  }
  return Taxonomy(impl_);
}

void write(const std::vector<std::pair<std::string, std::string>>& tables, bundle::SectionWriter& out) {
  out.number(tables.size());
  for (const auto& [name, content] : tables) {
    out.text(name);
    out.text(content);
  }
}

Status read(bundle::Bytes section, Builder& builder) {
  bundle::SectionReader in(section);
  const auto count = in.number();
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
    const auto name = in.text();
    const auto content = in.text();
    if (in.failed()) break;
    auto status = builder.add(name, content, false);
    if (!status) return status;
  }
  if (!in.complete()) return Error{ErrorCode::corrupt_model, "the taxonomy's section is cut off"};
  return ok();
}

}  // namespace pluim::taxonomy
