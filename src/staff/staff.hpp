// Which names of a text are people who work there, and what the others are.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "lexicon/lexicon.hpp"
#include "pluim/analysis.hpp"
#include "tokenize/document.hpp"

namespace pluim::staff {

// A named member of staff in one field.
struct Mention {
  Field field{};
  std::uint32_t first = 0;  // tokens[first, last): the name without title and role
  std::uint32_t last = 0;
  std::uint32_t clause = 0;
  Span role;  // bytes of the role's words; empty if none
  Department department = Department::none;
  float probability = 0.0F;
  bool thanked = false;      // thanks stand before the name
  std::uint32_t person = 0;  // the same number for one person in one review
};

// What all fields of one review share.
struct Knowledge {
  const lexicon::Lexicon* lexicon = nullptr;
  Language language = Language::und;
  std::string_view author;  // the record's fields; a name among them is no staff
  std::string_view property;
  bool owner_response = false;
};

// Buffers of one thread.
struct Scratch {
  struct Name {
    std::uint32_t first, last;
    bool given, clear;  // a given name; one that is nothing else
    bool surname, known_word;
    float score;
    int reason;  // a NameReason, or -1
    Span role;
    Department department;
    bool staff, thanked;
  };
  std::vector<std::uint32_t> people;      // for each token the people-group hit that begins there + 1, or 0
  std::vector<std::uint32_t> people_end;  // … that ends before it
  std::vector<Name> names;
  std::string author, property;  // normalised
  std::string word;
};

// Appends the staff and the other names of one field, in the order of the text.
// Cost: linear in the tokens; what decides about a name stands within a few words of it.
void find(const Knowledge& knowledge, Field field, std::string_view text, const tokenize::Document& document, Scratch& scratch,
          std::vector<Mention>& mentions, std::vector<OtherName>& others);

// Gives one number to the mentions of one person: equal names, or one name a part of the other.
// `text_of` are the fields' texts, by Field.
void link(const std::array<const tokenize::Document*, field_count>& documents, std::vector<Mention>& mentions);

}  // namespace pluim::staff
