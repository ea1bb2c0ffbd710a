#include "data/filter_lists.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "data/filter_parser.h"

namespace aisle::data {
namespace {

using Kind = Filter::Kind;
using ParseItem = Filter (*)(const JsonAt& at, std::string_view text);

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\n\r");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\n\r") - begin + 1);
}

Filter leaf(Kind kind, std::string_view attribute, std::string_view value) {
    Filter filter;
    filter.kind = kind;
    filter.attribute = attribute;
    filter.value = value;
    return filter;
}

/// Takes the dash of `-value` off, or the backslash of `\-value`.
Filter with_sign(Kind kind, std::string_view attribute, std::string_view value) {
    if (value.starts_with("\\-")) return leaf(kind, attribute, value.substr(1));
    if (!value.starts_with('-')) return leaf(kind, attribute, value);
    Filter negation;
    negation.kind = Kind::kNot;
    negation.children.push_back(leaf(kind, attribute, value.substr(1)));
    return negation;
}

Filter parse_facet_item(const JsonAt& at, std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view attribute = trimmed(text.substr(0, colon));
    if (colon == std::string_view::npos || attribute.empty()) at.fail("\"attribute:value\"");
    const std::string_view value = text.substr(colon + 1);
    return attribute == "_tags" ? with_sign(Kind::kTag, {}, value)
                                : with_sign(Kind::kFacet, attribute, value);
}

Filter parse_tag_item(const JsonAt&, std::string_view text) {
    return with_sign(Kind::kTag, {}, trimmed(text));
}

/// Reads `price:10` or `price:10 TO 20`.
Filter parse_numeric_range(const JsonAt& at, std::string_view text, std::string_view expected) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) at.fail(expected);
    Filter filter = leaf(Kind::kRange, trimmed(text.substr(0, colon)), {});
    const std::string_view value = trimmed(text.substr(colon + 1));
    const std::size_t to = value.find(" TO ");
    const auto low = parse_filter_number(trimmed(value.substr(0, to)));
    const auto high =
        to == std::string_view::npos ? low : parse_filter_number(trimmed(value.substr(to + 4)));
    if (filter.attribute.empty() || !low || !high) at.fail(expected);
    filter.low = *low;
    if (to == std::string_view::npos)
        filter.kind = Kind::kCompare;
    else
        filter.high = *high;
    return filter;
}

Filter parse_numeric_item(const JsonAt& at, std::string_view text) {
    using Op = Filter::Op;
    constexpr std::string_view kExpected =
        "a comparison such as \"price>=10\" or \"price:10 TO 20\"";
    const std::size_t begin = text.find_first_of("<>=!");
    if (begin == std::string_view::npos) return parse_numeric_range(at, text, kExpected);
    const std::size_t end = begin + (text.substr(begin + 1).starts_with('=') ? 2 : 1);
    constexpr std::pair<std::string_view, Op> kOperators[] = {
        {"<", Op::kLess},      {"<=", Op::kLessEqual},    {"=", Op::kEqual},
        {"!=", Op::kNotEqual}, {">=", Op::kGreaterEqual}, {">", Op::kGreater}};
    const auto* const found =
        std::find_if(std::begin(kOperators), std::end(kOperators), [&](const auto& entry) {
            return entry.first == text.substr(begin, end - begin);
        });
    Filter filter = leaf(Kind::kCompare, trimmed(text.substr(0, begin)), {});
    const auto number = parse_filter_number(trimmed(text.substr(end)));
    if (found == std::end(kOperators) || filter.attribute.empty() || !number) at.fail(kExpected);
    filter.op = found->second;
    filter.low = *number;
    return filter;
}

Filter parse_optional_item(const JsonAt& at, std::string_view text) {
    const std::size_t mark = text.rfind("<score=");
    if (mark == std::string_view::npos || !text.ends_with('>')) return parse_facet_item(at, text);
    int score = 0;
    const char* const last = text.data() + text.size() - 1;
    const auto [stop, error] = std::from_chars(text.data() + mark + 7, last, score);
    if (error != std::errc() || stop != last) at.fail("a whole number in <score=N>");
    Filter filter = parse_facet_item(at, trimmed(text.substr(0, mark)));
    (filter.kind == Kind::kNot ? filter.children.front() : filter).score = score;
    return filter;
}

/// The comma-separated form as the array it stands for: "a:1,(b:2,b:3)" is ["a:1",["b:2","b:3"]].
/// A piece that cannot stand alone as an item belongs to the value before it ("brand:A, Inc").
rapidjson::Document split_at_commas(std::string_view text, ParseItem parse_item) {
    const bool needs_colon = parse_item == parse_facet_item || parse_item == parse_optional_item;
    rapidjson::Document array(rapidjson::kArrayType);
    auto& allocator = array.GetAllocator();
    std::vector<std::string> pieces;
    const auto flush = [&](rapidjson::Value& target) {
        for (const std::string& piece : pieces)
            target.PushBack(rapidjson::Value(piece, allocator), allocator);
        pieces.clear();
    };
    bool in_bracket = false;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        std::string_view piece = text.substr(0, comma);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
        if (!in_bracket && trimmed(piece).starts_with('(')) {
            flush(array);
            in_bracket = true;
            piece = trimmed(piece).substr(1);
        }
        const bool closes = in_bracket && trimmed(piece).ends_with(')');
        if (closes) piece = trimmed(piece).substr(0, trimmed(piece).size() - 1);
        if (needs_colon && !pieces.empty() && piece.find(':') == std::string_view::npos)
            pieces.back().append(",").append(piece);
        else
            pieces.emplace_back(trimmed(piece));
        if (closes) {
            rapidjson::Value group(rapidjson::kArrayType);
            flush(group);
            array.PushBack(group, allocator);
            in_bracket = false;
        }
    }
    flush(array);
    return array;
}

/// Empty arrays and strings give kTrue, which says nothing inside the group around it.
Filter parse_nested(const JsonAt& at, Kind kind, ParseItem parse_item, int depth) {
    if (at.value().IsString()) {
        const std::string_view text = string_of(at.value());
        return trimmed(text).empty() ? Filter() : parse_item(at, text);
    }
    if (!at.value().IsArray()) at.fail("a string or an array");
    if (depth > kMaxFilterDepth) {
        at.fail_with("arrays nested deeper than " + std::to_string(kMaxFilterDepth) + " levels");
    }
    Filter node;
    node.kind = kind;
    const Kind inner = kind == Kind::kAnd ? Kind::kOr : Kind::kAnd;
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const JsonAt element = at.element(i);
        Filter child = parse_nested(element, inner, parse_item, depth + 1);
        if (child.kind != Kind::kTrue) node.children.push_back(std::move(child));
    }
    return node.children.empty() ? Filter() : node;
}

std::vector<Filter> parse_groups(const JsonAt& at, ParseItem parse_item) {
    if (at.value().IsString()) {
        const std::string_view text = trimmed(string_of(at.value()));
        const rapidjson::Document list =
            text.starts_with('[') ? at.parse_embedded(text) : split_at_commas(text, parse_item);
        return parse_groups(at.replaced_by(list), parse_item);
    }
    if (!at.value().IsArray()) at.fail("a string or an array");
    std::vector<Filter> groups;
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const JsonAt element = at.element(i);
        Filter group = parse_nested(element, Kind::kOr, parse_item, 1);
        if (group.kind == Kind::kTrue) continue;
        if (group.kind != Kind::kOr) {
            Filter single;
            single.kind = Kind::kOr;
            single.children.push_back(std::move(group));
            group = std::move(single);
        }
        groups.push_back(std::move(group));
    }
    return groups;
}

Filter parse_list(const JsonAt& at, ParseItem parse_item) {
    Filter all;
    all.children = parse_groups(at, parse_item);
    if (!all.children.empty()) all.kind = Kind::kAnd;
    return all;
}

} // namespace

Filter parse_facet_filters(const JsonAt& at) {
    return parse_list(at, parse_facet_item);
}

Filter parse_numeric_filters(const JsonAt& at) {
    return parse_list(at, parse_numeric_item);
}

Filter parse_tag_filters(const JsonAt& at) {
    return parse_list(at, parse_tag_item);
}

std::vector<Filter> parse_optional_filters(const JsonAt& at) {
    return parse_groups(at, parse_optional_item);
}

} // namespace aisle::data
