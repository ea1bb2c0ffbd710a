#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/ids.h"
#include "data/section_file.h"

namespace aisle::data {

/// Compresses records one by one against a dictionary trained on a sample of them, so that
/// reading one record needs no other.   Threads: one RecordCompressor per thread.
class RecordCompressor {
public:
    /// `dictionary` may be empty.
    explicit RecordCompressor(std::string_view dictionary);
    RecordCompressor(RecordCompressor&&) noexcept;
    ~RecordCompressor();

    /// Appends the compressed form of `json` to `out`.
    void append(std::string_view json, std::string& out);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A dictionary for RecordCompressor; empty when the sample is too small to learn from.
[[nodiscard]] std::string train_dictionary(const std::vector<std::string>& sample);

/// The stored records of one segment: compact JSON, compressed. Immutable, mapped from
/// `records.bin`.   Threads: any.
class Records {
public:
    explicit Records(const SectionFile& file);
    ~Records();

    [[nodiscard]] std::uint32_t size() const noexcept {
        return static_cast<std::uint32_t>(offsets_.size() - 1);
    }

    /// What the records are compressed against; may be empty.
    [[nodiscard]] std::string_view dictionary() const noexcept { return dictionary_; }

    /// The JSON text of one record. Throws: Error{kCorruptData} when it does not decompress.
    [[nodiscard]] std::string read(Ordinal product) const;

private:
    struct Impl;
    std::span<const std::uint64_t> offsets_;
    std::string_view data_;
    std::string_view dictionary_;
    std::unique_ptr<Impl> impl_;
};

} // namespace aisle::data
