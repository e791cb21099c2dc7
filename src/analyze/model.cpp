#include "analyze/model.hpp"

#include <algorithm>

#include "base/table.hpp"
#include "compile/lexicon_compiler.hpp"
#include "taxonomy/taxonomy_data.hpp"

namespace pluim::analyze {
namespace {

Error corrupt(std::string message) { return Error{ErrorCode::corrupt_model, std::move(message)}; }

Status add_user_cues(const taxonomy::Builder& builder, Model& model) {
  for (std::size_t l = 0; l < language_count; ++l) {
    const auto code = to_string(static_cast<Language>(l));
    // A compiler holds a tokenizer, which takes milliseconds to make.
    if (std::none_of(builder.cues().begin(), builder.cues().end(), [&](const auto& cue) { return cue.language == code; })) continue;
    compile::LexiconCompiler compiler(model.taxonomy, std::string(code));
    for (const auto& cue : builder.cues()) {
      if (cue.language != code) continue;
      auto status = compiler.add_cue(cue.phrase, cue.category, cue.domain);
      if (!status) return status;
    }
    model.user[l] = lexicon::Lexicon(compiler.finish());
  }
  for (const auto& cue : builder.cues())
    if (!language_from_string(cue.language))
      return Error{ErrorCode::invalid_table, "cues in '" + cue.language + "': the language is not known"};
  return ok();
}

}  // namespace

Result<Model> read_model(bundle::Bytes bytes, std::shared_ptr<const void> owner, const LoadOptions& options) {
  auto opened = bundle::Bundle::open(bytes, std::move(owner));
  if (!opened) return std::move(opened).error();
  Model model;
  model.bundle = std::move(*opened);
  const auto& bundle = model.bundle;

  const auto info = bundle.section("info.v1");
  const auto tables = bundle.section("taxonomy.v1");
  const auto examples = bundle.section("selftest.v1");
  if (!info || !tables || !examples) return corrupt("the model lacks a section that every model has");
  bundle::SectionReader info_in(*info);
  model.info.name = info_in.text();
  model.info.version = info_in.text();
  if (!info_in.complete()) return corrupt("the model's name is cut off");
  model.info.fingerprint = bundle.fingerprint();
  model.info.bytes = bundle.size();

  taxonomy::Builder builder;
  auto status = taxonomy::read(*tables, builder);
  if (!status) return corrupt("the taxonomy is broken: " + status.error().message);
  for (const auto& addition : options.taxonomies) {
    status = builder.add(addition.name, addition.content, true);
    if (!status) return std::move(status).error();
  }
  model.taxonomy = builder.finish();
  if (model.taxonomy.domain_count() == 0 || model.taxonomy.size() == 0) return corrupt("the taxonomy is empty");
  for (std::size_t d = 0; d < model.taxonomy.domain_count(); ++d) {
    const auto domain = static_cast<Domain>(d);
    auto general = model.taxonomy.find("experience.general");
    if (const auto employer = model.taxonomy.find("employer.general"); employer && model.taxonomy.in_domain(*employer, domain))
      general = employer;
    if (!general) return corrupt("the taxonomy has no experience.general");
    model.general.push_back(*general);
  }

  if (const auto section = bundle.section("language.v1")) {
    auto read = learn::HashedLinear::read(*section, bundle.owner());
    if (!read) return std::move(read).error();
    model.language = std::move(*read);
  }
  if (const auto section = bundle.section("student.v1"); section) {
    auto read = learn::Student::read(*section, bundle.fingerprint(), bundle.owner());
    if (!read) return std::move(read).error();
    auto names = opinion::StudentNames::match(*read, model.taxonomy);
    if (!names) return std::move(names).error();
    model.student = std::move(*read);
    model.student_names = std::move(*names);
  }
  for (std::size_t l = 0; l < language_count; ++l) {
    const auto language = static_cast<Language>(l);
    const auto section = bundle.section("lexicon." + std::string(to_string(language)) + ".v1");
    if (!section) continue;
    auto read = lexicon::Lexicon::read(*section, model.taxonomy, bundle.owner());
    if (!read) return std::move(read).error();
    model.lexicons[l] = std::move(*read);
    model.info.languages.push_back(language);
  }
  bundle::SectionReader examples_in(*examples);
  model.self_test = examples_in.text();
  if (!examples_in.complete()) return corrupt("the self-test is cut off");
  status = add_user_cues(builder, model);
  if (!status) return std::move(status).error();
  return model;
}

Status self_test(const Analyzer& analyzer, std::string_view examples) {
  auto table = base::Table::parse(examples, "self-test");
  if (!table) return std::move(table).error();
  const auto failed = [&](const base::TableRow& row, std::string what) {
    return Error{ErrorCode::self_test_failed, table->error(row, what).message};
  };
  const auto cell = [&](const base::TableRow& row, std::string_view title) {
    const auto i = table->column(title);
    return i == base::Table::npos ? std::string_view{} : row.cells[i];
  };
  const auto& tax = analyzer.taxonomy();
  std::vector<std::string_view> wanted;
  for (const auto& row : table->rows()) {
    const auto text = cell(row, "text");
    const auto a = analyzer.analyze(Review{.text = text, .domain = cell(row, "domain")});
    if (to_string(a.language) != cell(row, "lang")) return failed(row, "the language is '" + std::string(to_string(a.language)) + "'");
    base::split(cell(row, "opinions"), ';', wanted);
    for (const auto& want : wanted) {
      const auto found = std::any_of(a.opinions.begin(), a.opinions.end(), [&](const Opinion& o) {
        const auto id = tax.id(o.category);
        return want.starts_with(id) && want.size() > id.size() && want[id.size()] == ':' &&
               want.substr(id.size() + 1) == to_string(o.polarity);
      });
      if (!found) return failed(row, "opinion '" + std::string(want) + "' is missing");
    }
    base::split(cell(row, "staff"), ';', wanted);
    bool same = wanted.size() == a.staff.size();
    for (std::size_t i = 0; same && i < wanted.size(); ++i) same = slice(text, a.staff[i].span) == wanted[i];
    if (!same) return failed(row, "other staff than '" + std::string(cell(row, "staff")) + "'");
  }
  return ok();
}

}  // namespace pluim::analyze
