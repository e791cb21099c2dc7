// Text for a terminal: how wide it is, what it may contain, colours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pluim::cli {

// Columns that a character takes on a terminal: 0 for combining marks, 2 for East Asian wide ones and emoji.
[[nodiscard]] std::size_t width(char32_t c) noexcept;
[[nodiscard]] std::size_t width(std::string_view text) noexcept;

// Text that can't command the terminal: control characters and ill-formed bytes become U+FFFD, line ends spaces.
[[nodiscard]] std::string harmless(std::string_view text);

// `text` and spaces up to `columns`.
[[nodiscard]] std::string padded(std::string_view text, std::size_t columns);

// Columns of the terminal behind standard output, or 80.
[[nodiscard]] std::size_t terminal_columns() noexcept;

enum class Style : std::uint8_t { none, bold, dim, good, bad, mild, good_text, bad_text, mild_text, name, other_name };

// Hands out escape sequences, or nothing where colour is not wanted.
class Palette {
 public:
  // `when` is auto, always or never; auto colours on a terminal unless NO_COLOR is set and not empty.
  explicit Palette(std::string_view when);
  [[nodiscard]] bool colours() const noexcept { return colours_; }
  // What turns the style on, and all styles off.
  [[nodiscard]] std::string_view on(Style style) const noexcept;
  [[nodiscard]] std::string_view off() const noexcept;
  [[nodiscard]] std::string paint(Style style, std::string_view text) const;

 private:
  bool colours_;
};

}  // namespace pluim::cli
