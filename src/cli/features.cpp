// pluim features: what models/train learns from
#include <fmt/format.h>

#include <iterator>
#include <mutex>

#include "analyze/features.hpp"
#include "cli/commands.hpp"
#include "cli/common.hpp"
#include "cli/exit.hpp"
#include "cli/pipeline.hpp"

namespace pluim::cli {

int features(const Arguments& arguments) {
  const auto reader = analyze::FeatureReader::load(std::string(arguments.value("--model")));
  if (!reader) return complain(reader.error().message, exit_nothing_done);
  const bool grams = arguments.has("--grams");
  Pipeline pipeline;
  pipeline.answer = [&](Scratch& scratch, std::string& out) {
    thread_local analyze::Buffers buffers;
    thread_local std::vector<analyze::SentenceFeatures> sentences;
    thread_local std::vector<std::uint64_t> hashes;
    reader->read(scratch.record.review(), buffers, sentences);
    const auto to = std::back_inserter(out);
    fmt::format_to(to, "{{\"id\":{},\"sentences\":[", scratch.record.id);
    for (std::size_t s = 0; s < sentences.size(); ++s) {
      const auto& sentence = sentences[s];
      fmt::format_to(to, "{}{{\"field\":\"{}\",\"start\":{},\"end\":{},\"keys\":[", s > 0 ? "," : "", to_string(sentence.field),
                     sentence.span.begin, sentence.span.end);
      for (std::size_t k = 0; k < sentence.keys.size(); ++k) {
        if (k > 0) out.push_back(',');
        // Text, since not every reader of JSON has whole numbers of 64 bits.
        if (opinion::alike(sentence.kinds[k]))
          fmt::format_to(to, "\"<{}>\"", to_string(sentence.kinds[k]));
        else
          fmt::format_to(to, "\"{}\"", sentence.keys[k]);
      }
      out += "],\"rules\":[";
      for (std::size_t k = 0; k < sentence.rules.size(); ++k) {
        const auto& o = sentence.rules[k];
        fmt::format_to(to, "{}[\"{}\",\"{}\",{:.4f},{:.4f}]", k > 0 ? "," : "", reader->taxonomy().id(o.category), to_string(o.polarity),
                       o.probability, o.score);
      }
      out += "]}";
    }
    out.push_back(']');
    if (grams) {
      hashes.clear();
      learn::append_grams(scratch.record.text, hashes);
      fmt::format_to(to, ",\"grams\":[");
      for (std::size_t k = 0; k < hashes.size(); ++k) fmt::format_to(to, "{}\"{}\"", k > 0 ? "," : "", hashes[k]);
      out.push_back(']');
    }
    out += "}\n";
  };
  return pipeline.run(arguments);
}

}  // namespace pluim::cli
