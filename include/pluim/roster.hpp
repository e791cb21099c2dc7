// The people who work there: turns a name in a review into an employee of the caller's own list.
//
//   auto roster = pluim::Roster::load("staff.csv");              // columns id,name,aliases,role,department,property,from,to
//   auto a = analyzer->analyze(review, {.roster = &*roster});
//   if (a.staff[0].roster_entry) roster->entry(*a.staff[0].roster_entry).id;   // "e17"
//
// A roster is given per call: one Analyzer serves many tenants. A full name or alias matches without regard to case
// and accents; a given name alone matches when only one entry of the review's property bears it. What fits several
// stays unresolved and is marked ambiguous; a name is never matched by a part of a word.
// Threads: immutable, share freely. Lifetime: must outlive the calls it is given to; copies share their memory.
// Errors: load() and parse() name file and line. Cost: look-ups by hash, independent of the number of entries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pluim/result.hpp"

namespace pluim {

struct RosterEntry {
  std::string id;
  std::string name;                  // "Sanne de Vries"
  std::vector<std::string> aliases;  // "San"; in CSV divided by ';'
  std::string role;
  std::string department;  // a department id, or the caller's own word
  std::string property;    // empty: works at every property
  std::string from, to;    // ISO 8601 dates, inclusive; empty: open
};

class PLUIM_EXPORT Roster {
 public:
  // Reads CSV (header line; the delimiter is recognised) or JSON (an array of objects), told apart by the content.
  [[nodiscard]] static Result<Roster> load(const std::filesystem::path& path);
  // The same from memory; `name` stands in error messages. Borrows nothing.
  [[nodiscard]] static Result<Roster> parse(std::string_view content, std::string_view name = "roster");
  // From entries made by the caller. Errors: invalid_argument for an empty id or name, or an id that stands twice.
  [[nodiscard]] static Result<Roster> from_entries(std::vector<RosterEntry> entries);

  [[nodiscard]] std::size_t size() const noexcept;
  // Requires: index < size().
  [[nodiscard]] const RosterEntry& entry(std::size_t index) const noexcept;

  // The entries that `name` can mean at `property` on `date` (each may be empty): none, one, or several when ambiguous.
  void match(std::string_view name, std::string_view property, std::string_view date, std::vector<std::uint32_t>& out) const;

  class Impl;
  explicit Roster(std::shared_ptr<const Impl> impl) noexcept;
  [[nodiscard]] const Impl& impl() const noexcept { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace pluim
