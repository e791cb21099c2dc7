// A linear classifier over hashed features, in small integers: every machine gives the same sums.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bundle/bundle.hpp"
#include "pluim/result.hpp"

namespace pluim::learn {

inline constexpr std::size_t most_labels = 32;  // a row of weights is one 32-byte load

class HashedLinear {
 public:
  using Sums = std::array<std::int32_t, most_labels>;

  HashedLinear() = default;  // no buckets: every sum is 0
  // `weights`: buckets × most_labels, buckets a power of two. `scale`: what one unit of weight is worth in logits.
  HashedLinear(std::vector<std::int8_t> weights, float scale);
  [[nodiscard]] static Result<HashedLinear> read(bundle::Bytes section, std::shared_ptr<const void> owner);
  void write(bundle::SectionWriter& out) const;

  // Adds the weights of features, given by their hashes, to the sums of all labels.
  void add(std::span<const std::uint64_t> features, Sums& sums) const noexcept;
  [[nodiscard]] float scale() const noexcept { return scale_; }
  [[nodiscard]] bool empty() const noexcept { return weights_.empty(); }

 private:
  std::span<const std::int8_t> weights_;
  std::size_t mask_ = 0;
  float scale_ = 1.0F;
  std::shared_ptr<const void> owner_;
};

}  // namespace pluim::learn
