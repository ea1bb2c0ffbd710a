#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include <rapidjson/document.h>

namespace aisle::indexer {

/// Parses the JSON of nearly all records with simdjson, in less than half of the time that
/// RapidJSON takes, to the same tree. Very large texts, whole numbers beyond 64 bits and everything
/// that is wrong it leaves to parse_json, which also finds the words for it.
/// Threads: one. Memory: some times the largest text it has read.
class QuickJson {
public:
    QuickJson();
    QuickJson(const QuickJson&) = delete;
    QuickJson& operator=(const QuickJson&) = delete;
    ~QuickJson();

    /// What was read, or that it is left to others.
    struct Result {
        bool is_read = false;
        bool is_compact = false; ///< the text is the one that the tree would be written as
    };

    /// Parses an object into `tree`, whose memory is `memory`.
    [[nodiscard]] Result parse(std::string_view text, rapidjson::Value& tree,
                               rapidjson::MemoryPoolAllocator<>& memory);

    /// Longer texts are left to others: a thread keeps the memory that one takes.
    static constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;

private:
    struct Parser;

    std::unique_ptr<Parser> parser_;
};

} // namespace aisle::indexer
