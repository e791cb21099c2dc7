// The members of an input record, by name: one table for JSON, CSV and whatever comes.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "pluim/record.hpp"

namespace pluim::io {

struct StringField {
  std::string_view name;
  std::string Record::*member;
};
struct BoolField {
  std::string_view name;
  bool Record::*member;
};

// The text fields stand first, in the order of Field.
inline constexpr std::array<StringField, 16> string_fields{{
    {"title", &Record::title},
    {"text", &Record::text},
    {"liked", &Record::liked},
    {"disliked", &Record::disliked},
    {"pros", &Record::pros},
    {"cons", &Record::cons},
    {"advice", &Record::advice},
    {"question", &Record::question},
    {"language", &Record::language},
    {"domain", &Record::domain},
    {"rating_scale", &Record::rating_scale},
    {"source", &Record::source},
    {"property", &Record::property},
    {"department", &Record::department},
    {"published_at", &Record::published_at},
    {"author", &Record::author},
}};
inline constexpr std::array<BoolField, 2> bool_fields{{
    {"owner_response", &Record::owner_response},
    {"translated", &Record::translated},
}};

inline constexpr std::string_view no_text_field = "it has none of the text fields title, text, liked, disliked, pros, cons and advice";

// Back to an empty record, keeping the memory.
void clear(Record& record) noexcept;

}  // namespace pluim::io
