// Bytes -> Bundle::open and Analyzer::from_bytes, as they come and with magic, format, size and checksum put right, so that
// the fuzzer reaches the sections; what opens must also analyse.
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/hash.hpp"
#include "bundle/bundle.hpp"
#include "pluim/pluim.hpp"

namespace {

std::size_t touched = 0;

void open(pluim::bundle::Bytes bytes) {
  if (const auto bundle = pluim::bundle::Bundle::open(bytes))
    for (const auto& [name, content] : bundle->sections())
      for (const auto byte : content) touched += static_cast<std::size_t>(byte);
  if (const auto analyzer = pluim::Analyzer::from_bytes(bytes, {.self_test = false})) {
    const auto a =
        analyzer->analyze({.title = "Good", .text = "The room was not clean, but Sanne at the desk was great. De kamer was vies."});
    pluim::Record record;
    std::string line;
    pluim::append_json(line, *analyzer, record, a);
    touched += line.size();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  open(std::as_bytes(std::span(data, size)));
  if (size < 64) return 0;
  std::vector<std::uint8_t> file(data, data + size);
  const std::uint32_t format = 1;
  const std::uint64_t bytes = size;
  std::memcpy(file.data(), "PLUIM\r\n\x1a", 8);
  std::memcpy(file.data() + 8, &format, 4);
  std::memcpy(file.data() + 16, &bytes, 8);
  const auto all = std::as_bytes(std::span<const std::uint8_t>(file));
  const auto sum = pluim::bundle::checksum(all);
  std::memcpy(file.data() + 24, &sum, 8);
  open(all);
  return 0;
}
