// The taxonomy: what an opinion can be about, and what it is called.
//
//   const pluim::Taxonomy& t = analyzer->taxonomy();
//   auto c = t.find("food_drink.breakfast");                     // std::optional<Category>
//   t.label(*c, "nl");                                           // "Ontbijt"
//   t.id(t.family(*c));                                          // "food_drink"
//   t.department_id(t.department(*c, t.find_domain("hotel").value()));  // "food_beverage"
//
// Ids are `family` or `family.sub`, lower-case ASCII, stable, never reused. Domains are hotel, restaurant, retail and
// employer; a user's file adds leaves and domains (models/taxonomy/README.md).
// Threads: immutable, share freely. Lifetime: the views live as long as the Taxonomy or the Analyzer it came from.
// Errors: a function given a Category of another taxonomy answers with an empty view. Cost: look-ups, no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pluim/result.hpp"

namespace pluim {

// A family or a sub-category of one Taxonomy. The number is an index, not an identity: store the id, not the number.
enum class Category : std::uint16_t {};
// One of the taxonomy's domains: hotel, restaurant, retail, employer, or a user's own.
enum class Domain : std::uint8_t {};
// Where in the house somebody works, or who must act: an index into the taxonomy's open list of departments.
enum class Department : std::uint8_t { none = 255 };

class PLUIM_EXPORT Taxonomy {
 public:
  [[nodiscard]] std::size_t size() const noexcept;  // categories, families included
  [[nodiscard]] std::optional<Category> find(std::string_view id) const noexcept;
  [[nodiscard]] std::string_view id(Category category) const noexcept;
  [[nodiscard]] bool is_family(Category category) const noexcept;
  [[nodiscard]] Category family(Category category) const noexcept;  // itself, for a family
  [[nodiscard]] bool in_domain(Category category, Domain domain) const noexcept;
  // The label in `language`, or in English where that has none, or the id.
  [[nodiscard]] std::string_view label(Category category, std::string_view language) const noexcept;
  [[nodiscard]] Department department(Category category, Domain domain) const noexcept;   // the default, may be none
  [[nodiscard]] std::string_view stage(Category category, Domain domain) const noexcept;  // journey stage

  [[nodiscard]] std::size_t domain_count() const noexcept;
  [[nodiscard]] std::optional<Domain> find_domain(std::string_view id) const noexcept;
  [[nodiscard]] std::string_view domain_id(Domain domain) const noexcept;

  [[nodiscard]] std::size_t department_count() const noexcept;
  [[nodiscard]] std::optional<Department> find_department(std::string_view id) const noexcept;
  [[nodiscard]] std::string_view department_id(Department department) const noexcept;  // empty for none

  // The label of a department, stage, friction type or other closed vocabulary: layer "department", id "kitchen".
  [[nodiscard]] std::string_view term(std::string_view layer, std::string_view id, std::string_view language) const noexcept;

  // The bucket of `category` in a named view ("dalata4", "booking7"), "other" where none holds it.
  // An unknown view gives an empty answer.
  [[nodiscard]] std::string_view bucket(std::string_view view, Category category) const noexcept;
  [[nodiscard]] std::size_t view_count() const noexcept;
  [[nodiscard]] std::string_view view_id(std::size_t index) const noexcept;

  class Impl;
  explicit Taxonomy(std::shared_ptr<const Impl> impl) noexcept;
  [[nodiscard]] const Impl& impl() const noexcept { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace pluim
