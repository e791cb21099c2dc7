#include "pluim/taxonomy.hpp"

#include <algorithm>

#include "taxonomy/taxonomy_data.hpp"

namespace pluim {
namespace {

std::string_view pick(const taxonomy::Labels& labels, std::string_view language, std::string_view otherwise) noexcept {
  std::string_view english;
  for (const auto& [code, text] : labels) {
    if (code == language) return text;
    if (code == "en") english = text;
  }
  return english.empty() ? otherwise : english;
}

template <class Index>
std::optional<Index> index_of(const std::vector<std::string>& list, std::string_view id) noexcept {
  const auto found = std::find(list.begin(), list.end(), id);
  if (found == list.end()) return std::nullopt;
  return static_cast<Index>(found - list.begin());
}

const Taxonomy::Impl::InDomain* in_domain_of(const Taxonomy::Impl& impl, Category category, Domain domain) noexcept {
  const auto* node = impl.node(category);
  if (node == nullptr) return nullptr;
  for (const auto& [d, info] : node->in)
    if (d == domain) return &info;
  return nullptr;
}

}  // namespace

Taxonomy::Taxonomy(std::shared_ptr<const Impl> impl) noexcept : impl_(std::move(impl)) {}

std::size_t Taxonomy::size() const noexcept { return impl_->nodes.size(); }

std::optional<Category> Taxonomy::find(std::string_view id) const noexcept {
  const auto found = impl_->by_id.find(id);
  if (found == impl_->by_id.end()) return std::nullopt;
  return found->second;
}

std::string_view Taxonomy::id(Category category) const noexcept {
  const auto* node = impl_->node(category);
  return node ? std::string_view(node->id) : std::string_view{};
}

bool Taxonomy::is_family(Category category) const noexcept {
  const auto* node = impl_->node(category);
  return node && node->family == category;
}

Category Taxonomy::family(Category category) const noexcept {
  const auto* node = impl_->node(category);
  return node ? node->family : category;
}

bool Taxonomy::in_domain(Category category, Domain domain) const noexcept {
  const auto* node = impl_->node(category);
  const auto d = static_cast<unsigned>(domain);
  return node && d < Impl::most_domains && (node->domains >> d & 1U) != 0;
}

std::string_view Taxonomy::label(Category category, std::string_view language) const noexcept {
  const auto* node = impl_->node(category);
  return node ? pick(node->labels, language, node->id) : std::string_view{};
}

Department Taxonomy::department(Category category, Domain domain) const noexcept {
  const auto* info = in_domain_of(*impl_, category, domain);
  return info ? info->department : Department::none;
}

std::string_view Taxonomy::stage(Category category, Domain domain) const noexcept {
  const auto* info = in_domain_of(*impl_, category, domain);
  return info && info->stage != 0 ? std::string_view(impl_->stages[info->stage - 1U]) : std::string_view{};
}

std::size_t Taxonomy::domain_count() const noexcept { return impl_->domains.size(); }
std::optional<Domain> Taxonomy::find_domain(std::string_view id) const noexcept { return index_of<Domain>(impl_->domains, id); }
std::string_view Taxonomy::domain_id(Domain domain) const noexcept {
  const auto i = static_cast<std::size_t>(domain);
  return i < impl_->domains.size() ? std::string_view(impl_->domains[i]) : std::string_view{};
}

std::size_t Taxonomy::department_count() const noexcept { return impl_->departments.size(); }
std::optional<Department> Taxonomy::find_department(std::string_view id) const noexcept {
  return index_of<Department>(impl_->departments, id);
}
std::string_view Taxonomy::department_id(Department department) const noexcept {
  const auto i = static_cast<std::size_t>(department);
  return i < impl_->departments.size() ? std::string_view(impl_->departments[i]) : std::string_view{};
}

std::string_view Taxonomy::term(std::string_view layer, std::string_view id, std::string_view language) const noexcept {
  const auto found = impl_->terms.find(std::string(layer) + ' ' + std::string(id));
  if (found == impl_->terms.end()) return {};
  return pick(found->second, language, std::string_view(found->first).substr(layer.size() + 1));
}

std::string_view Taxonomy::bucket(std::string_view view, Category category) const noexcept {
  for (const auto& v : impl_->views) {
    if (v.id != view) continue;
    const auto i = static_cast<std::size_t>(category);
    if (i >= v.bucket_of.size()) return {};
    return v.bucket_of[i] < v.buckets.size() ? std::string_view(v.buckets[v.bucket_of[i]].id) : std::string_view("other");
  }
  return {};
}

std::size_t Taxonomy::view_count() const noexcept { return impl_->views.size(); }
std::string_view Taxonomy::view_id(std::size_t index) const noexcept {
  return index < impl_->views.size() ? std::string_view(impl_->views[index].id) : std::string_view{};
}

}  // namespace pluim
