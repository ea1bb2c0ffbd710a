#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/ids.h"

namespace aisle::data {

/// One code of a token stream in short; see data/token_streams.h.
using ShortCode = std::uint16_t;

/// One code of a token stream as it is sealed: it stands for a phrase.
using SealedCode = std::uint16_t;

/// Short codes that follow one another in many streams, and each of them by itself. Texts of a
/// store repeat one another, so that a sealed code stands for three of them, and the memory of
/// streams shrinks to as much less as it takes to read them back.
/// Lifetime: borrows the arrays.   Threads: any.
class Phrases {
public:
    /// Short codes in a phrase, at most: as many as are copied in one step.
    static constexpr std::size_t kMaxLength = 8;

    Phrases() = default;

    /// `entries`: of each sealed code, where its phrase begins in `codes`, times 16, and how long
    /// it is.
    Phrases(std::span<const std::uint32_t> entries, std::span<const ShortCode> codes) noexcept
        : entries_(entries), codes_(codes) {}

    [[nodiscard]] static std::uint32_t entry(std::size_t begin, std::size_t length) noexcept {
        return static_cast<std::uint32_t>(begin << 4U | length);
    }

    /// True when kMaxLength codes may be read from where each phrase begins.
    [[nodiscard]] bool fits() const noexcept;

    /// Short codes that `sealed` stand for.
    [[nodiscard]] std::size_t length_of(std::span<const SealedCode> sealed) const noexcept;

    /// Writes what `sealed` stand for to `codes`.
    /// Requires: room for as many, and for kMaxLength more.
    /// Returns:  the end of what was written.
    ShortCode* expand(std::span<const SealedCode> sealed, ShortCode* codes) const noexcept;

private:
    std::span<const std::uint32_t> entries_;
    std::span<const ShortCode> codes_; ///< and kMaxLength more, so that all are copied alike
};

/// One phrase; in the order of its codes.
class Phrase {
public:
    explicit Phrase(ShortCode code = 0) noexcept : codes_{code} {}

    /// Requires: no more than Phrases::kMaxLength in all.
    void append(const Phrase& rest) noexcept {
        std::copy(rest.begin(), rest.end(), codes_.begin() + size_);
        size_ = static_cast<std::uint8_t>(size_ + rest.size_);
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] ShortCode operator[](std::size_t i) const noexcept { return codes_[i]; }

    [[nodiscard]] const ShortCode* begin() const noexcept { return codes_.data(); }

    [[nodiscard]] const ShortCode* end() const noexcept { return codes_.data() + size_; }

    friend auto operator<=>(const Phrase&, const Phrase&) = default;

private:
    std::array<ShortCode, Phrases::kMaxLength> codes_; ///< zeros behind the last
    std::uint8_t size_ = 1;
};

/// Finds phrases in streams, and replaces them in others.
class PhraseEncoder {
public:
    /// `singles`: all short codes that there are.
    /// `samples`: streams like those that will be sealed; with none there are no phrases.
    /// Cost:      about 0.5 microseconds a code of the samples.
    PhraseEncoder(const std::vector<ShortCode>& singles,
                  const std::vector<std::vector<ShortCode>>& samples);

    /// Appends what stands for `stream`.
    /// Requires: no codes but singles.
    void encode(std::span<const ShortCode> stream, std::vector<SealedCode>& sealed) const;

    /// What Phrases are made of.
    [[nodiscard]] const std::vector<std::uint32_t>& entries() const noexcept { return entries_; }

    [[nodiscard]] const std::vector<ShortCode>& codes() const noexcept { return codes_; }

    /// More take more of the cache than they save.
    static constexpr std::size_t kMaxPhrases = 1U << 14U;

private:
    using Samples = std::vector<std::vector<ShortCode>>;

    /// Where the last step of going along a stream has come to: a row of codes that begins some
    /// phrase. The first of them are single codes.
    using Node = std::uint32_t;

    /// Steps from one node to the next by a code, in a table with open addresses.
    class Steps {
    public:
        explicit Steps(std::size_t most);
        /// kNoId where there is none.
        [[nodiscard]] Node find(Node from, ShortCode code) const noexcept;
        void add(Node from, ShortCode code, Node to) noexcept;

    private:
        [[nodiscard]] std::size_t slot_of(std::uint64_t key) const noexcept;
        std::vector<std::uint64_t> slots_; ///< node, code and next node; all ones where free
    };

    void set_phrases(std::vector<Phrase> phrases);
    [[nodiscard]] std::vector<std::uint32_t> count_uses(const Samples& samples) const;
    void number(const std::vector<std::uint32_t>& uses);
    template <class Visit>
    void for_each_phrase(std::span<const ShortCode> stream, Visit&& visit) const;

    std::vector<Phrase> phrases_;     ///< by the code each has at the moment
    Steps steps_{0};                  ///< along phrases
    std::vector<std::uint32_t> ends_; ///< of each node: the phrase that it is, or kNoId
    std::vector<std::uint32_t> entries_;
    std::vector<ShortCode> codes_;
};

} // namespace aisle::data
