#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "data/error.h"
#include "data/filter.h"

// Short ways to write the trees that the filter tests expect, and the errors.

namespace aisle::data::testing_filters {

using Kind = Filter::Kind;
using Op = Filter::Op;

inline Filter facet(std::string attribute, std::string value, int score = 1) {
    Filter filter;
    filter.kind = Kind::kFacet;
    filter.attribute = std::move(attribute);
    filter.value = std::move(value);
    filter.score = score;
    return filter;
}

inline Filter tag(std::string value) {
    Filter filter;
    filter.kind = Kind::kTag;
    filter.value = std::move(value);
    return filter;
}

inline Filter compare(std::string attribute, Op op, double low) {
    Filter filter;
    filter.kind = Kind::kCompare;
    filter.op = op;
    filter.attribute = std::move(attribute);
    filter.low = low;
    return filter;
}

inline Filter range(std::string attribute, double low, double high) {
    Filter filter;
    filter.kind = Kind::kRange;
    filter.attribute = std::move(attribute);
    filter.low = low;
    filter.high = high;
    return filter;
}

inline Filter node(Kind kind, std::vector<Filter> children) {
    Filter filter;
    filter.kind = kind;
    filter.children = std::move(children);
    return filter;
}

inline Filter all_of(std::vector<Filter> children) {
    return node(Kind::kAnd, std::move(children));
}

inline Filter any_of(std::vector<Filter> children) {
    return node(Kind::kOr, std::move(children));
}

inline Filter none_of(Filter child) {
    return node(Kind::kNot, {std::move(child)});
}

/// The message of the Error{kInvalidRequest} that an action ends with, or nothing.
inline std::string error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
        return error.what();
    }
    return "";
}

} // namespace aisle::data::testing_filters
