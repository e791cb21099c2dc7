// Reads CSV: RFC 4180 and what spreadsheets really write, a chunk at a time.
//
//   base::CsvParser csv;                                        // {.delimiter = ';'} or recognised from the first row
//   base::CsvRow row;
//   csv.feed("id;text\r\n1;\"mooi, en\n\"\"stil\"\"\"\r\n");
//   csv.finish();
//   csv.next(row);                                              // cells "id", "text" at line 1
//   csv.next(row);                                              // cells "1", "mooi, en\n\"stil\"" at line 2
//
// Delimiters are , ; TAB and |. A byte order mark and Excel's line "sep=;" are skipped, empty lines too; CRLF, LF and a
// missing last line end are all right. A broken row never takes its neighbours along: it is reported by its first line
// alone, and reading goes on at the line after, also where an unclosed quote had swallowed it.
// Threads: one at a time. Lifetime: a row's views are good until the next call. Errors: CsvRow::fault, never more.
// Cost: one pass; holds one row (at most Options::max_row bytes) and one chunk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pluim::base {

enum class CsvFault : std::uint8_t { none, unclosed_quote, text_after_quote, too_long };
// "a quoted cell is never closed" …
[[nodiscard]] std::string_view to_string(CsvFault fault) noexcept;

struct CsvRow {
  std::uint64_t line = 0;               // of its first byte, counted from 1
  std::uint64_t byte = 0;               // of its first byte in the input
  std::string_view raw;                 // its bytes without the line end; its first line alone if there is a fault
  std::vector<std::string_view> cells;  // unquoted; empty if there is a fault
  std::vector<std::size_t> cell_at;     // where the text of each begins in `raw`
  CsvFault fault = CsvFault::none;
  std::size_t fault_at = 0;  // the byte of `raw` where it went wrong
};

class CsvParser {
 public:
  struct Options {
    char delimiter = '\0';  // 0: recognised from the first row
    std::size_t max_row = std::size_t{64} << 20;
  };
  CsvParser() : CsvParser(Options{}) {}
  explicit CsvParser(Options options) : options_(options) {}

  // Adds bytes. `chunk` is copied.
  void feed(std::string_view chunk);
  // Says that no more bytes come.
  void finish() noexcept { finished_ = true; }
  // The next row; false when it needs more bytes or, after finish(), when there are none left.
  [[nodiscard]] bool next(CsvRow& row);
  // 0 until the first row was read.
  [[nodiscard]] char delimiter() const noexcept { return options_.delimiter; }

 private:
  enum class State : std::uint8_t { cell_start, plain, quoted, after_quote, broken };
  enum class Step : std::uint8_t { more, row, fault };
  struct Cell {  // offsets from the row's first byte
    std::size_t begin = 0, end = 0;
    bool quoted = false, escaped = false;
  };

  [[nodiscard]] bool start();
  [[nodiscard]] bool skip_line();
  [[nodiscard]] Step scan();
  [[nodiscard]] Step end_of_input();
  [[nodiscard]] Step fail(CsvFault fault, std::size_t at);
  void close_cell(std::size_t end);
  void emit(CsvRow& row);
  void consume();

  Options options_;
  std::string buffer_;
  std::string unescaped_;  // cells that had doubled quotes
  std::vector<Cell> cells_;
  Cell cell_;
  std::size_t begin_ = 0;   // of the row in the buffer
  std::size_t scan_ = 0;    // the next byte to look at
  std::uint64_t base_ = 0;  // where the buffer begins in the input
  std::uint64_t line_ = 1;  // of the row
  CsvFault fault_ = CsvFault::none;
  std::size_t fault_at_ = 0;  // from the row's first byte
  State state_ = State::cell_start;
  bool started_ = false, finished_ = false, skipping_ = false;
};

}  // namespace pluim::base
