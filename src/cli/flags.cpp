#include "cli/flags.hpp"

namespace pluim::cli {
namespace {

constexpr std::uint32_t bit(Command c) { return std::uint32_t{1} << static_cast<unsigned>(c); }
template <class... C>
constexpr std::uint32_t in(C... commands) {
  return (bit(commands) | ...);
}

using enum Command;

constexpr std::array<CommandInfo, command_count> commands{{
    {"analyze", "say what each review judges, and whom it names",
     "Reads reviews and writes one JSON object a line (or CSV, one row a finding) in the order of the input. What a record "
     "says of itself (language, domain) goes before --language and --domain. A record that can't be read goes to the "
     "rejects or to standard error, and the others are answered."},
    {"tokenize", "cut texts into tokens, sentences and clauses",
     "Reads the field `text` of each record. Level token writes tokens with kind, norm and flags, sentences and clauses; the "
     "other levels write the byte offsets of all boundaries by UAX #29, the first 0, the last the length."},
    {"language", "tell the language of texts",
     "Reads the field `text` of each record and writes its language, and the spans of sentences in one language."},
    {"features", "write what a model is trained on",
     "Reads reviews and writes for each its sentences as the network reads them: the keys of the words, and what the rules "
     "found. models/train learns from it."},
    {"explain", "explain one review to a person",
     "Shows the text with its opinions and names marked, then what was found and why. Without TEXT it reads standard input."},
    {"model info", "say which model this is", "Without MODEL it is the one that is built in."},
    {"model verify", "check a model's bytes and run its own examples", "Without MODEL it is the one that is built in."},
    {"taxonomy list", "list the categories", "Writes a line for each: id, label, domains, divided by TAB."},
    {"taxonomy show", "tell all of one category", ""},
    {"taxonomy check", "check files that add to the taxonomy", "The exit status is 1 if a file is wrong."},
    {"info", "tell versions, languages and libraries", ""},
    {"bench", "measure the speed on a file of reviews", "Reads the records, then analyses them over and over on one thread."},
    {"man", "write the manual page", "", true},
    {"completions", "write the completions of a shell", "", true},
}};

constexpr std::uint32_t over_records = in(analyze, tokenize, language, features);
constexpr std::uint32_t with_taxonomy = in(analyze, explain, taxonomy_list, taxonomy_show, bench);

constexpr std::array table{
    Flag{over_records, "FILE", "", Value::file, "FILE", "", "-",
         "JSONL, CSV with a header, or plain lines; plain, gzip or zstd; '-' is standard input; a pattern in quotes is expanded", false,
         true},
    Flag{in(bench), "FILE", "", Value::file, "FILE", "", "", "the reviews, in any form that analyze reads", true, true},
    Flag{in(explain), "TEXT", "", Value::text, "TEXT", "", "", "the review; without it, standard input"},
    Flag{in(model_info, model_verify), "MODEL", "", Value::file, "MODEL", "", "", "a model file"},
    Flag{in(taxonomy_show), "ID", "", Value::text, "ID", "", "", "a category, such as food_drink.breakfast", true},
    Flag{in(taxonomy_check), "FILE", "", Value::file, "FILE", "", "", "files that add to the taxonomy", true, true},
    Flag{in(completions), "SHELL", "", Value::choice, "SHELL", "bash zsh fish", "", "the shell", true},

    Flag{in(analyze, explain, taxonomy_list), "--domain", "-d", Value::text, "DOMAIN", "", "",
         "hotel, restaurant, retail, employer or one of your own; else it is recognised"},
    Flag{in(analyze, tokenize, explain), "--language", "-l", Value::text, "TAG", "", "",
         "the language of the texts (BCP 47); else it is recognised"},
    Flag{in(taxonomy_list, taxonomy_show), "--language", "-l", Value::text, "TAG", "", "en", "the language of the labels"},
    Flag{in(tokenize), "--level", "", Value::choice, "LEVEL", "token word sentence grapheme", "token", "what to cut into"},
    Flag{in(analyze), "--offsets", "", Value::choice, "UNIT", "byte code_point utf16", "byte", "the unit of start and end"},
    Flag{in(analyze, explain), "--roster", "-r", Value::file, "FILE", "", "",
         "the people who work there (CSV or JSON), to resolve names by"},
    Flag{in(analyze), "--keep", "-k", Value::text, "FIELD,...", "", "", "fields of the input to hand through, divided by commas"},
    Flag{in(analyze), "--format", "-f", Value::choice, "FORMAT", "jsonl csv", "jsonl", "what to write"},
    Flag{in(analyze, explain), "--threshold", "", Value::fraction, "P", "", "0.25", "leave out opinions that are less probable"},
    Flag{in(analyze, explain), "--staff-threshold", "", Value::fraction, "P", "", "0.5", "leave out names of staff that are less probable"},
    Flag{in(features), "--grams", "", Value::none, "", "", "", "also the hashes of the text's character n-grams"},
    Flag{in(explain), "--field", "", Value::choice, "FIELD", "title text liked disliked pros cons advice", "text",
         "the field that TEXT stands in"},
    Flag{in(explain), "--color", "", Value::choice, "WHEN", "auto always never", "auto",
         "whether to colour; auto: on a terminal, unless NO_COLOR is set"},
    Flag{over_records | in(bench), "--lines", "", Value::none, "", "", "", "each line of the input is a text"},
    Flag{over_records | in(bench), "--csv-delimiter", "", Value::text, "CHAR", "", "",
         "what divides the cells of CSV; else it is recognised"},
    Flag{over_records, "--max-line", "", Value::number, "MIB", "", "64", "reject a line (or CSV row) that is longer than this, in MiB"},
    Flag{over_records, "--threads", "-j", Value::number, "N", "", "0", "how many threads work; 0: one for each core"},
    Flag{over_records, "--rejects", "", Value::file, "FILE", "", "",
         "where to write records that can't be read, as JSONL; else to standard error"},
    Flag{over_records, "--output", "-o", Value::file, "FILE", "", "-", "where to write; .gz and .zst are compressed"},
    Flag{in(info), "--markdown", "", Value::none, "", "", "", "write a table of languages and layers in Markdown"},
    Flag{in(bench), "--seconds", "", Value::fraction, "S", "", "2", "how long to measure"},
    Flag{over_records | with_taxonomy | in(taxonomy_check, info), "--model", "-m", Value::file, "FILE", "", "",
         "a model file instead of the built-in model"},
    Flag{with_taxonomy, "--taxonomy", "", Value::file, "FILE", "", "", "a file that adds to the taxonomy; may be given again", false, true},
};

}  // namespace

const CommandInfo& info(Command command) noexcept { return commands[static_cast<std::size_t>(command)]; }
std::span<const Flag> flags() noexcept { return table; }

}  // namespace pluim::cli
