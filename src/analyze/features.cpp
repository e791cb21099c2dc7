#include "analyze/features.hpp"

#include "base/mapped_file.hpp"

namespace pluim::analyze {

Result<FeatureReader> FeatureReader::load(const std::string& path) {
  auto model = [&]() -> Result<Model> {
    if (path.empty()) return read_model(embedded_model(), nullptr, {});
    auto file = base::MappedFile::open(path);
    if (!file) return std::move(file).error();
    return read_model((*file)->bytes(), *file, {});
  }();
  if (!model) return std::move(model).error();
  FeatureReader reader;
  reader.parts_ = std::make_shared<const Parts>(std::move(*model));
  return reader;
}

void FeatureReader::read(const Review& review, Buffers& buffers, std::vector<SentenceFeatures>& out) const {
  out.clear();
  Analysis analysis;
  parts_->pipeline.read(review, buffers, analysis);
  for (std::size_t f = 0; f < field_count; ++f) {
    const auto& document = buffers.documents[f];
    opinion::cut(document, buffers.learned.sentences);
    for (const auto& sentence : buffers.learned.sentences) {
      SentenceFeatures features;
      features.field = static_cast<Field>(f);
      features.span = sentence.span;
      for (auto k = sentence.first_key; k < sentence.last_key; ++k) {
        features.keys.push_back(document.keys[k]);
        features.kinds.push_back(document.tokens.tokens[document.key_token[k]].kind);
      }
      for (const auto& o : analysis.opinions)
        if (opinion::within(o, features.field, sentence.span)) features.rules.push_back(o);
      out.push_back(std::move(features));
    }
  }
}

}  // namespace pluim::analyze
