#include "io/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "io/csv_columns.hpp"
#include "io/json_text.hpp"
#include "io/record_fields.hpp"

namespace pluim::io {
namespace {

constexpr std::size_t block_size = std::size_t{64} << 10;
constexpr std::size_t reject_input_limit = 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_blank(std::string_view line) noexcept { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

// What the name says, else what the bytes look like: one line that begins with '{' is enough for JSONL.
Format recognise(std::string_view path, std::string_view first, const ReadOptions& options) {
  if (options.format != Format::automatic) return options.format;
  const auto name = without_codec(path);
  for (const std::string_view ending : {".jsonl", ".ndjson", ".json"})
    if (name.ends_with(ending)) return Format::jsonl;
  for (const std::string_view ending : {".csv", ".tsv"})
    if (name.ends_with(ending)) return Format::csv;
  if (options.delimiter != '\0') return Format::csv;
  while (!first.empty()) {
    const auto begin = std::min(first.find_first_not_of(" \t"), first.size());
    if (first.substr(begin).starts_with('{')) return Format::jsonl;
    first.remove_prefix(std::min(first.find('\n'), first.size() - 1) + 1);
  }
  return Format::csv;
}

std::string readable(std::size_t bytes) {
  constexpr std::size_t mebibyte = std::size_t{1} << 20;
  return bytes % mebibyte == 0 ? fmt::format("{} MiB", bytes / mebibyte) : fmt::format("{} bytes", bytes);
}

std::string too_long(const ReadOptions& options) { return fmt::format("the line is longer than {}", readable(options.max_line)); }

void add_record(Batch& batch, std::uint64_t line, std::string_view bytes) {
  RawRecord raw{.line = line, .begin = batch.bytes.size(), .fault = {}};
  batch.bytes += bytes;
  raw.end = batch.bytes.size();
  batch.records.push_back(std::move(raw));
}

void add_row(Batch& batch, const base::CsvRow& row) {
  RawRecord raw{
      .line = row.line, .begin = batch.bytes.size(), .first_cell = batch.cell_ends.size(), .cell_count = row.cells.size(), .fault = {}};
  for (const auto cell : row.cells) {
    batch.bytes += cell;
    batch.cell_ends.push_back(batch.bytes.size());
  }
  raw.end = batch.bytes.size();
  batch.records.push_back(std::move(raw));
}

void add_reject(Batch& batch, std::uint64_t line, std::string_view input, std::string reason, std::uint64_t at) {
  // Some bytes more than are shown, so that the last character can be whole.
  add_record(batch, line, input.substr(0, reject_input_limit + 4));
  batch.records.back().fault = std::move(reason);
  batch.records.back().fault_at = at;
}

}  // namespace

void append_json(std::string& out, const Reject& reject) {
  out += "{\"source\":";
  append_json_string(out, reject.source);
  fmt::format_to(std::back_inserter(out), ",\"line\":{},\"byte\":{},\"reason\":", reject.line, reject.byte);
  append_json_string(out, reject.reason);
  out += ",\"input\":";
  append_json_string(out, reject.input);
  out.push_back('}');
}

Reader::Reader(std::vector<std::string> sources, ReadOptions options)
    : sources_(std::move(sources)), options_(options), block_(block_size) {}

bool Reader::full(const Batch& batch) const noexcept {
  return batch.records.size() >= options_.batch_records || batch.bytes.size() >= options_.batch_bytes;
}

bool Reader::next(Batch& batch) {
  batch.bytes.clear();
  batch.cell_ends.clear();
  batch.records.clear();
  batch.failure.reset();
  for (;;) {
    if (!source_) {
      if (next_source_ == sources_.size()) return false;
      batch.source = sources_[next_source_++];
      batch.failure = open(batch.source);
    }
    if (source_ && !batch.failure) {
      batch.source = sources_[next_source_ - 1];
      batch.failure = fill(batch);
      batch.format = source_->format;
      batch.columns = source_->columns;
    }
    const bool done = !source_ || batch.failure || (source_->ended && !full(batch));
    batch.consumed = consumed_ + (source_ ? source_->input.consumed() : 0);
    if (done) {
      consumed_ = batch.consumed;
      source_.reset();
    }
    if (batch.failure || !batch.records.empty()) return true;
  }
}

std::optional<Error> Reader::open(const std::string& path) {
  auto input = Input::open(path);
  if (!input) return std::move(input).error();
  source_.emplace(std::move(*input));
  auto got = source_->input.read(block_);
  if (!got) return std::move(got).error();
  std::string_view first(block_.data(), *got);
  source_->ended = first.empty();
  if (first.starts_with("\xFF\xFE") || first.starts_with("\xFE\xFF"))
    return Error{ErrorCode::io, fmt::format("{}: is UTF-16; UTF-8 is needed", path)};
  const auto text = first.starts_with(byte_order_mark) ? first.substr(byte_order_mark.size()) : first;
  source_->format = recognise(path, text, options_);
  source_->csv = base::CsvParser({.delimiter = options_.delimiter, .max_row = options_.max_line});
  if (source_->format == Format::csv) {
    source_->csv.feed(first);  // it sees to the byte order mark itself, and counts it
  } else {
    source_->pending = text;
  }
  return {};
}

std::optional<Error> Reader::fill(Batch& batch) {
  for (;;) {
    if (source_->format == Format::csv) {
      if (auto error = take_rows(batch)) return error;
    } else {
      take_lines(batch);
    }
    if (full(batch) || source_->ended) return {};
    // Who waits for answers to what was written so far shall not wait for more to be written.
    if (!batch.records.empty() && !source_->input.ready()) return {};
    if (auto error = read_block()) {
      reject_rest(batch);
      return error;
    }
  }
}

std::optional<Error> Reader::read_block() {
  auto got = source_->input.read(block_);
  if (!got) return std::move(got).error();
  source_->ended = *got == 0;
  const std::string_view bytes(block_.data(), *got);
  if (source_->format == Format::csv) {
    source_->csv.feed(bytes);
  } else {
    source_->pending.erase(0, source_->at);
    source_->searched -= source_->at;
    source_->at = 0;
    source_->pending += bytes;
  }
  if (source_->ended) source_->csv.finish();
  return {};
}

void Reader::take_lines(Batch& batch) {
  auto& s = *source_;
  const auto add = [&](std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() > options_.max_line) return add_reject(batch, s.line, line, too_long(options_), options_.max_line);
    if (!(s.format == Format::jsonl ? is_blank(line) : line.empty())) add_record(batch, s.line, line);
  };
  while (!full(batch)) {
    const auto end = s.pending.find('\n', s.searched);
    const auto line = std::string_view(s.pending).substr(s.at, end == std::string::npos ? end : end - s.at);
    if (end != std::string::npos) {
      if (!std::exchange(s.skipping, false)) add(line);
      ++s.line;
      s.at = s.searched = end + 1;
      continue;
    }
    s.searched = s.pending.size();
    if (s.ended && !s.skipping) add(line);
    if (!s.ended && !s.skipping && line.size() > options_.max_line + 1) {  // 1: it may be a carriage return
      add_reject(batch, s.line, line, too_long(options_), options_.max_line);
      s.skipping = true;
    }
    if (s.ended || s.skipping) s.at = s.pending.size();
    return;
  }
}

std::optional<Error> Reader::take_rows(Batch& batch) {
  auto& s = *source_;
  while (!full(batch) && s.csv.next(s.row)) {
    if (!s.columns) {
      auto columns = csv_columns(s.row, batch.source);
      if (!columns) return std::move(columns).error();
      s.columns = std::make_shared<const std::vector<CsvColumn>>(std::move(*columns));
    } else if (auto fault = check_row(s.row, *s.columns)) {
      const bool long_row = s.row.fault == base::CsvFault::too_long;
      add_reject(batch, s.row.line, s.row.raw, long_row ? too_long(options_) : std::move(fault->reason), fault->at);
    } else {
      add_row(batch, s.row);
    }
  }
  return {};
}

// The source broke off: what stands there unfinished is no record, but it shall not vanish either.
void Reader::reject_rest(Batch& batch) {
  auto& s = *source_;
  const auto reject = [&](std::uint64_t line, std::string_view rest) {
    add_reject(batch, line, rest, "the input breaks off in this line", rest.size());
  };
  if (s.format == Format::csv) {
    s.csv.finish();
    while (s.csv.next(s.row)) reject(s.row.line, s.row.raw);
  } else if (!s.skipping && s.at < s.pending.size()) {
    reject(s.line, std::string_view(s.pending).substr(s.at));
  }
}

std::optional<Reject> BatchDecoder::decode(const Batch& batch, const RawRecord& raw, Record& record) {
  const auto bytes = std::string_view(batch.bytes).substr(raw.begin, raw.end - raw.begin);
  const auto reject = [&](std::string_view reason, std::uint64_t at) {
    Reject out{.source = batch.source, .line = raw.line, .byte = at, .reason = std::string(reason), .input = {}};
    append_valid_utf8(out.input, bytes, reject_input_limit);
    return out;
  };
  if (!raw.fault.empty()) return reject(raw.fault, raw.fault_at);
  if (batch.format == Format::jsonl) {
    if (auto status = parser_.parse(bytes, record); !status) return reject(status.error().message, status.error().offset.value_or(0));
  } else {
    clear(record);
    if (batch.format == Format::csv) {
      decode_row(batch, raw, record);
    } else {
      record.text = bytes;
    }
  }
  if (record.id.empty()) record.id = std::to_string(raw.line);
  return {};
}

void BatchDecoder::decode_row(const Batch& batch, const RawRecord& raw, Record& record) const {
  std::size_t begin = raw.begin;
  for (std::size_t i = 0; i < raw.cell_count; ++i) {
    const std::size_t end = batch.cell_ends[raw.first_cell + i];
    const auto cell = std::string_view(batch.bytes).substr(begin, end - begin);
    const auto& column = (*batch.columns)[i];
    set_cell(record, column, cell);
    if (std::find(keep_.begin(), keep_.end(), column.title) != keep_.end()) {
      record.kept.emplace_back(column.title, std::string());
      append_json_string(record.kept.back().second, cell);
    }
    begin = end;
  }
  const auto rank = [&](const auto& kept) { return std::find(keep_.begin(), keep_.end(), kept.first); };
  std::sort(record.kept.begin(), record.kept.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
}

}  // namespace pluim::io
