// What scrapers leave in texts: HTML entities ("caf&eacute;", "don&#39;t"), and UTF-8 that was read as Windows-1252 ("cafÃ©").
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pluim::unicode {

// A stretch that stands for one character.
struct Artefact {
  std::size_t size = 0;  // bytes; 0 if none begins there
  char32_t code_point = 0;
};

// The entity or the misread character that begins at text[at]. Cost: a few bytes are looked at.
[[nodiscard]] Artefact artefact_at(std::string_view text, std::size_t at) noexcept;

// Whether `text` may hold one at all: cheap, and true too often rather than too seldom.
[[nodiscard]] bool may_hold_artefacts(std::string_view text) noexcept;

// Appends `text` with each artefact replaced by its character.
void append_repaired(std::string_view text, std::string& out);

}  // namespace pluim::unicode
