// Result<T>: a value, or an Error that says why there is none.
//
//   auto analyzer = pluim::Analyzer::load("reviews.pluim");     // Result<Analyzer>
//   if (!analyzer) return complain(analyzer.error().message);    // "reviews.pluim: checksum differs at byte 64"
//   analyzer->analyze("Lovely stay!");                           // -> and * reach the value
//
// Loading and I/O return a Result; analysis never fails and returns its answer plainly.
// Threads: a Result is a value; treat it as you treat the T inside.
// Errors: value() on an error is a mistake of the caller and throws BadResult; nothing else here throws.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "pluim/export.hpp"

namespace pluim {

enum class ErrorCode : std::uint8_t {
  invalid_argument,  // the caller's options contradict each other, or name something that does not exist
  not_found,         // no such file or directory
  io,                // the file exists but could not be read or written
  invalid_record,    // a review record that does not follow the contract; the next one may
  invalid_table,     // a taxonomy, roster or lexicon table with a broken line; the message names file and line
  corrupt_model,     // bad magic, checksum or section table: not a model, or a damaged one
  model_too_new,     // an intact model whose format this library is too old to read
  self_test_failed,  // an intact model whose own examples come out differently here
  cancelled,         // the caller's sink asked to stop
};

// The stable lower-case name, fit for logs and for matching: "corrupt_model".
[[nodiscard]] PLUIM_EXPORT std::string_view to_string(ErrorCode code) noexcept;

struct Error {
  ErrorCode code = ErrorCode::invalid_argument;
  std::string message;                       // one sentence without a newline; begins with the file and line, if any
  std::optional<std::uint64_t> offset = {};  // the byte of the input where it went wrong, if known
};

// Thrown by Result::value() when there is only an error.
class PLUIM_EXPORT BadResult : public std::exception {
 public:
  explicit BadResult(Error error) : error_(std::move(error)) {}
  [[nodiscard]] const char* what() const noexcept override { return error_.message.c_str(); }
  [[nodiscard]] const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

// The members are those of std::expected<T, Error>, so that this can become an alias once C++23 is the floor.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = Error;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

  // Requires: has_value() is false.
  [[nodiscard]] const Error& error() const& noexcept { return *std::get_if<1>(&state_); }
  [[nodiscard]] Error&& error() && noexcept { return std::move(*std::get_if<1>(&state_)); }

  // Requires: has_value() is true.
  [[nodiscard]] T& operator*() & noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  [[nodiscard]] T* operator->() noexcept { return std::get_if<0>(&state_); }
  [[nodiscard]] const T* operator->() const noexcept { return std::get_if<0>(&state_); }

  // The value, or a thrown BadResult.
  [[nodiscard]] T& value() & {
    if (!has_value()) throw BadResult(error());
    return **this;
  }
  [[nodiscard]] const T& value() const& {
    if (!has_value()) throw BadResult(error());
    return **this;
  }
  [[nodiscard]] T&& value() && {
    if (!has_value()) throw BadResult(error());
    return std::move(**this);
  }

 private:
  std::variant<T, Error> state_;
};

// Success without a value, or an Error.
using Status = Result<std::monostate>;
[[nodiscard]] inline Status ok() { return Status{std::monostate{}}; }

}  // namespace pluim
