#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace aisle::bench {

/// One query of a judged set.
struct JudgedQuery {
    std::string id;
    std::string text;
};

/// How relevant products are to one query: gains, 0 for the lowest rating of the whole set.
using Gains = std::map<std::string, double, std::less<>>;

/// The judgements of a set, by query id.
using Judgements = std::map<std::string, Gains, std::less<>>;

/// Reads queries from a table with the columns query_id and query, in this order when there is
/// no header. A query id that comes twice keeps its first text.
/// Throws: Error{kInvalidRequest} naming the line that lacks a cell; as read_table.
[[nodiscard]] std::vector<JudgedQuery> read_queries(const std::filesystem::path& path);

/// Reads judgements: query_id, product_id and rating (a number) or label (Exact, Partial or
/// Irrelevant), in this order when there is no header; or the four columns of TREC. The first
/// judgement of a pair counts. A table without query_id may name its queries by their text.
/// Throws: Error{kInvalidRequest} naming the line and the rating that is none; as read_table.
[[nodiscard]] Judgements read_judgements(const std::filesystem::path& path);

} // namespace aisle::bench
