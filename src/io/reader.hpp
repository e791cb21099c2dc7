// Records from files and standard input: JSONL, CSV or plain lines, plain, gzip or zstd, in flat memory.
//
//   io::Reader reader({"reviews.jsonl.gz", "-"}, {});
//   io::BatchDecoder decoder(keep);
//   for (io::Batch batch; reader.next(batch);)                   // cuts the bytes into records; cheap, serial
//     for (const io::RawRecord& raw : batch.records)             // the rest can run elsewhere, batch by batch
//       if (auto reject = decoder.decode(batch, raw, record)) complain(*reject);
//
// A bad line never takes its neighbours along, a bad source never another one. Empty lines are passed over, CRLF, a byte
// order mark, NUL bytes and a missing last line end are all right. A record's number is its (first) line's, from 1.
// Threads: a Reader and a BatchDecoder belong to one at a time; a Batch is a value.
// Cost: a batch holds at most ReadOptions::batch_bytes and one record more; a longer line than max_line is never held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.hpp"
#include "io/input.hpp"
#include "io/record_parser.hpp"
#include "pluim/record.hpp"

namespace pluim::io {

enum class Format : std::uint8_t { automatic, jsonl, csv, lines };

struct ReadOptions {
  Format format = Format::automatic;  // by the name's ending, else by the content: a line that begins with '{' is JSONL
  char delimiter = '\0';              // of CSV; 0: recognised
  std::size_t max_line = std::size_t{64} << 20;
  std::size_t batch_bytes = std::size_t{256} << 10;
  std::size_t batch_records = 256;
};

// A record that can't be read, and why.
struct Reject {
  std::string source;
  std::uint64_t line = 0;
  std::uint64_t byte = 0;  // counted from the record's first byte
  std::string reason;      // one sentence
  std::string input;       // how it begins, at most 1 KiB, valid UTF-8
};
// Appends {"source":…,"line":…,"byte":…,"reason":…,"input":…} without a newline.
void append_json(std::string& out, const Reject& reject);

struct CsvColumn {
  std::string title;  // without spaces around it
  std::string field;  // the title in lower case: the name of a record's member, or of nothing
};

struct RawRecord {
  std::uint64_t line = 0;
  std::size_t begin = 0, end = 0;              // of Batch::bytes: the line; for CSV the cells behind each other
  std::size_t first_cell = 0, cell_count = 0;  // of Batch::cell_ends
  std::string fault;                           // why it can't be read, found already; bytes hold how it begins
  std::uint64_t fault_at = 0;
};

// Records of one source that stand together.
struct Batch {
  std::string source;
  Format format = Format::jsonl;
  std::shared_ptr<const std::vector<CsvColumn>> columns;
  std::string bytes;
  std::vector<std::size_t> cell_ends;  // of bytes, one a CSV cell
  std::vector<RawRecord> records;
  std::optional<Error> failure;  // the source can't be read, or not beyond these records
  std::uint64_t consumed = 0;    // bytes of all sources' files so far, before decompression
};

class Reader {
 public:
  // Sources are paths, "-" is standard input.
  Reader(std::vector<std::string> sources, ReadOptions options);
  // False when all sources are done. `batch` is overwritten, its memory reused.
  [[nodiscard]] bool next(Batch& batch);

 private:
  struct Source {
    explicit Source(Input opened) : input(std::move(opened)) {}
    Input input;
    Format format = Format::automatic;
    std::string pending;       // of lines: bytes that were not yet taken
    std::size_t at = 0;        // of pending: the begin of the next line
    std::size_t searched = 0;  // of pending: no line end before it
    std::uint64_t line = 1;
    bool ended = false, skipping = false;
    base::CsvParser csv;
    base::CsvRow row;
    std::shared_ptr<const std::vector<CsvColumn>> columns;
  };

  [[nodiscard]] std::optional<Error> open(const std::string& path);
  [[nodiscard]] std::optional<Error> fill(Batch& batch);
  [[nodiscard]] std::optional<Error> read_block();
  [[nodiscard]] std::optional<Error> take_rows(Batch& batch);
  void take_lines(Batch& batch);
  void reject_rest(Batch& batch);
  [[nodiscard]] bool full(const Batch& batch) const noexcept;

  std::vector<std::string> sources_;
  ReadOptions options_;
  std::size_t next_source_ = 0;
  std::optional<Source> source_;
  std::vector<char> block_;
  std::uint64_t consumed_ = 0;  // of the sources that are done
};

// Turns raw records into records. Borrows `keep`.
class BatchDecoder {
 public:
  explicit BatchDecoder(std::span<const std::string> keep = {}) : keep_(keep), parser_(keep) {}
  // The record, its id the line number where it has none; or why there is none, and `record` is then unspecified.
  [[nodiscard]] std::optional<Reject> decode(const Batch& batch, const RawRecord& raw, Record& record);

 private:
  void decode_row(const Batch& batch, const RawRecord& raw, Record& record) const;

  std::span<const std::string> keep_;
  RecordParser parser_;
};

}  // namespace pluim::io
