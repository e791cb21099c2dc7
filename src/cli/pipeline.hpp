// Records in, lines out: reads on one thread, answers on many, writes on one, in the order of the input.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "io/reader.hpp"
#include "pluim/analyzer.hpp"

namespace pluim::cli {

// What one thread works with.
struct Scratch {
  explicit Scratch(const std::vector<std::string>& keep) : decoder(keep) {}
  io::BatchDecoder decoder;
  Record record;
  Workspace workspace;
  Analysis analysis;
  Tokens tokens;
};

struct Pipeline {
  // Appends the answer to scratch.record, line end included. Called from several threads.
  std::function<void(Scratch& scratch, std::string& out)> answer;
  std::vector<std::string> keep = {};  // fields to hand through
  std::string header = {};             // written before the first answer

  // Reads, answers and writes by FILE…, --lines, --csv-delimiter, --max-line, --threads, --rejects and --output.
  // Returns: the exit status.
  [[nodiscard]] int run(const Arguments& arguments) const;
};

}  // namespace pluim::cli
