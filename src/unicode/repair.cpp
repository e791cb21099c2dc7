#include "unicode/repair.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.hpp"

namespace pluim::unicode {
namespace {

struct Entity {
  std::string_view name;
  char32_t code_point;
};
// HTML 4's names of Latin-1 letters and of the punctuation that editors make, sorted.
constexpr std::array<Entity, 84> entities = {{
    {"AElig", 0xC6},   {"Aacute", 0xC1},  {"Acirc", 0xC2},   {"Agrave", 0xC0}, {"Aring", 0xC5},   {"Atilde", 0xC3},   {"Auml", 0xC4},
    {"Ccedil", 0xC7},  {"Eacute", 0xC9},  {"Ecirc", 0xCA},   {"Egrave", 0xC8}, {"Euml", 0xCB},    {"Iacute", 0xCD},   {"Icirc", 0xCE},
    {"Igrave", 0xCC},  {"Iuml", 0xCF},    {"Ntilde", 0xD1},  {"OElig", 0x152}, {"Oacute", 0xD3},  {"Ocirc", 0xD4},    {"Ograve", 0xD2},
    {"Oslash", 0xD8},  {"Otilde", 0xD5},  {"Ouml", 0xD6},    {"Uacute", 0xDA}, {"Ucirc", 0xDB},   {"Ugrave", 0xD9},   {"Uuml", 0xDC},
    {"aacute", 0xE1},  {"acirc", 0xE2},   {"acute", 0xB4},   {"aelig", 0xE6},  {"agrave", 0xE0},  {"amp", '&'},       {"apos", '\''},
    {"aring", 0xE5},   {"atilde", 0xE3},  {"auml", 0xE4},    {"bull", 0x2022}, {"ccedil", 0xE7},  {"deg", 0xB0},      {"eacute", 0xE9},
    {"ecirc", 0xEA},   {"egrave", 0xE8},  {"euml", 0xEB},    {"euro", 0x20AC}, {"gt", '>'},       {"hellip", 0x2026}, {"iacute", 0xED},
    {"icirc", 0xEE},   {"iexcl", 0xA1},   {"igrave", 0xEC},  {"iquest", 0xBF}, {"iuml", 0xEF},    {"laquo", 0xAB},    {"ldquo", 0x201C},
    {"lsquo", 0x2018}, {"lt", '<'},       {"mdash", 0x2014}, {"nbsp", 0xA0},   {"ndash", 0x2013}, {"ntilde", 0xF1},   {"oacute", 0xF3},
    {"ocirc", 0xF4},   {"oelig", 0x153},  {"ograve", 0xF2},  {"oslash", 0xF8}, {"otilde", 0xF5},  {"ouml", 0xF6},     {"pound", 0xA3},
    {"quot", '"'},     {"raquo", 0xBB},   {"rdquo", 0x201D}, {"reg", 0xAE},    {"rsquo", 0x2019}, {"sbquo", 0x201A},  {"shy", 0xAD},
    {"szlig", 0xDF},   {"trade", 0x2122}, {"uacute", 0xFA},  {"ucirc", 0xFB},  {"ugrave", 0xF9},  {"uuml", 0xFC},     {"yuml", 0xFF},
}};

// The byte that Windows-1252 shows as `c`, or 0.
constexpr unsigned windows_1252(char32_t c) noexcept {
  if (c >= 0xA0 && c <= 0xFF) return static_cast<unsigned>(c);
  constexpr std::array<char32_t, 32> high = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
                                             0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                             0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
  for (unsigned i = 0; i < high.size(); ++i)
    if (high[i] == c) return 0x80 + i;
  return 0;
}

Artefact entity_at(std::string_view text, std::size_t at) noexcept {
  const auto rest = text.substr(at + 1, 10);
  const auto end = rest.find(';');
  if (end == std::string_view::npos || end < 2) return {};
  const auto name = rest.substr(0, end);
  if (name[0] != '#') {
    const auto found =
        std::lower_bound(entities.begin(), entities.end(), name, [](const Entity& e, std::string_view n) { return e.name < n; });
    if (found == entities.end() || found->name != name) return {};
    return {end + 2, found->code_point};
  }
  const bool hex = name.size() > 2 && (name[1] | 0x20) == 'x';
  char32_t value = 0;
  for (const char c : name.substr(hex ? 2 : 1)) {
    const bool digit = c >= '0' && c <= '9';
    const char lower = static_cast<char>(c | 0x20);
    if (!digit && !(hex && lower >= 'a' && lower <= 'f')) return {};
    value = value * (hex ? 16 : 10) + static_cast<char32_t>(digit ? c - '0' : lower - 'a' + 10);
    if (value > 0x10FFFF) return {};
  }
  if (value < 0x20 || (value >= 0xD800 && value < 0xE000)) return {};
  return {end + 2, value};
}

// UTF-8's lead bytes of two and three read as letters (Â Ã Ä Å â), and what followed them.
Artefact misread_at(std::string_view text, std::size_t at) noexcept {
  const auto first = base::decode(text, at);
  const unsigned lead = first.valid ? windows_1252(first.code_point) : 0;
  const std::size_t needed = lead >= 0xC2 && lead <= 0xC5 ? 1 : lead == 0xE2 ? 2 : 0;
  if (needed == 0) return {};
  char32_t value = needed == 1 ? lead & 0x1F : lead & 0x0F;
  std::size_t size = first.size;
  for (std::size_t i = 0; i < needed; ++i) {
    if (at + size >= text.size()) return {};
    const auto next = base::decode(text, at + size);
    const unsigned byte = next.valid ? windows_1252(next.code_point) : 0;
    if (byte < 0x80 || byte > 0xBF) return {};
    value = value << 6 | (byte & 0x3F);
    size += next.size;
  }
  // "Â°" and "Ä°" can be meant; what comes out as a control or a space proves nothing either.
  if (needed == 1 && value < 0xC0 && lead == 0xC2) return {};
  return {size, value};
}

}  // namespace

Artefact artefact_at(std::string_view text, std::size_t at) noexcept {
  if (at + 3 >= text.size()) return {};
  if (text[at] == '&') return entity_at(text, at);
  return static_cast<unsigned char>(text[at]) == 0xC3 ? misread_at(text, at) : Artefact{};
}

bool may_hold_artefacts(std::string_view text) noexcept {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '&') return true;
    const auto next = static_cast<unsigned char>(text[i + 1]);
    if (static_cast<unsigned char>(text[i]) == 0xC3 && ((next >= 0x82 && next <= 0x85) || next == 0xA2)) return true;
  }
  return false;
}

void append_repaired(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size();) {
    if (const auto a = artefact_at(text, i); a.size != 0) {
      base::encode(a.code_point, out);
      i += a.size;
    } else {
      out.push_back(text[i++]);
    }
  }
}

}  // namespace pluim::unicode
