#include "data/filter_parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "data/error.h"
#include "data/json.h"

// A hand-written recursive descent, one function a line of the grammar. What needs care:
//
// - A word is a keyword only where one can stand. AND, OR and NOT never start an atom unless
//   quoted; TO means something only after `name:number`, so `size:TO` is a value.
// - `<` opens a comparison or, as `<score=N>`, ends an atom. No number starts with "score", so
//   one look ahead decides.
// - Only brackets recurse; a run of NOTs is counted, and two of them cancel out.

namespace aisle::data {
namespace {

using Kind = Filter::Kind;

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_quote(char c) {
    return c == '\'' || c == '"';
}

bool ends_word(char c) {
    return is_space(c) || std::string_view("()<>=!:'\"").find(c) != std::string_view::npos;
}

/// A name, value or tag. Keywords and numbers are such only when they are not quoted.
struct Word {
    std::string text;
    std::size_t begin = 0; ///< offset in the input
    bool quoted = false;

    [[nodiscard]] bool is(std::string_view keyword) const { return !quoted && text == keyword; }
};

/// Nodes of one kind inside each other say nothing that one node would not.
Filter combine(Kind kind, std::vector<Filter> parts) {
    if (parts.size() == 1) return std::move(parts.front());
    Filter node;
    node.kind = kind;
    for (Filter& part : parts) {
        if (part.kind == kind)
            std::move(part.children.begin(), part.children.end(),
                      std::back_inserter(node.children));
        else
            node.children.push_back(std::move(part));
    }
    return node;
}

class FilterParser {
public:
    explicit FilterParser(std::string_view text) : text_(text) {}

    Filter parse() {
        skip_space();
        if (at_end()) return {};
        Filter filter = parse_and();
        if (!at_end()) fail("AND, OR or the end");
        return filter;
    }

private:
    Filter parse_and() {
        std::vector<Filter> parts;
        do parts.push_back(parse_or());
        while (take_keyword("AND"));
        return combine(Kind::kAnd, std::move(parts));
    }

    Filter parse_or() {
        std::vector<Filter> parts;
        do parts.push_back(parse_term());
        while (take_keyword("OR"));
        return combine(Kind::kOr, std::move(parts));
    }

    Filter parse_term() {
        bool negated = false;
        while (take_keyword("NOT")) negated = !negated;
        Filter term = take('(') ? parse_bracket() : parse_atom();
        if (!negated) return term;
        if (term.kind == Kind::kNot) return std::move(term.children.front());
        Filter negation;
        negation.kind = Kind::kNot;
        negation.children.push_back(std::move(term));
        return negation;
    }

    Filter parse_bracket() {
        if (++depth_ > kMaxFilterDepth) {
            throw Error(ErrorCode::kInvalidRequest,
                        "filters: brackets nested deeper than " + std::to_string(kMaxFilterDepth) +
                            " levels at col " + std::to_string(column(position_)));
        }
        Filter inner = parse_and();
        if (!take(')')) fail("AND, OR or )");
        --depth_;
        return inner;
    }

    Filter parse_atom() {
        constexpr std::string_view kExpected = "a name, a tag, NOT or (";
        if (at_end() || (ends_word(text_[position_]) && !is_quote(text_[position_])))
            fail(kExpected);
        Word name = read_word();
        if (name.is("AND") || name.is("OR")) fail_at(name.begin, kExpected);
        Filter atom;
        if (take(':')) {
            atom = parse_value(std::move(name));
        } else if (const std::optional<Filter::Op> op = take_operator()) {
            atom.kind = Kind::kCompare;
            atom.op = *op;
            atom.attribute = std::move(name.text);
            atom.low = read_number();
        } else {
            atom.kind = Kind::kTag;
            atom.value = std::move(name.text);
        }
        take_score(atom);
        return atom;
    }

    /// What follows `name:`: a value, or two numbers with TO between them.
    Filter parse_value(Word name) {
        if (at_end() || (ends_word(text_[position_]) && !is_quote(text_[position_])))
            fail("a value");
        Word value = read_word();
        if (value.is("AND") || value.is("OR") || value.is("NOT")) fail_at(value.begin, "a value");
        Filter atom;
        const std::optional<double> low =
            value.quoted ? std::nullopt : parse_filter_number(value.text);
        if (low && take_keyword("TO")) {
            atom.kind = Kind::kRange;
            atom.attribute = std::move(name.text);
            atom.low = *low;
            atom.high = read_number();
        } else if (name.text == "_tags") {
            atom.kind = Kind::kTag;
            atom.value = std::move(value.text);
        } else {
            atom.kind = Kind::kFacet;
            atom.attribute = std::move(name.text);
            atom.value = std::move(value.text);
        }
        return atom;
    }

    void take_score(Filter& atom) {
        if (text_.substr(position_, 7) != "<score=") return;
        const std::size_t begin = position_ + 7;
        const std::size_t end = std::min(text_.find('>', begin), text_.size());
        const char* const last = text_.data() + end;
        const auto [stop, error] = std::from_chars(text_.data() + begin, last, atom.score);
        if (error != std::errc() || stop != last || end == text_.size()) {
            position_ = begin;
            fail("a whole number and >");
        }
        position_ = end + 1;
        skip_space();
    }

    std::optional<Filter::Op> take_operator() {
        using Op = Filter::Op;
        // The longer spellings first: `<` begins `<=`.
        constexpr std::pair<std::string_view, Op> kOperators[] = {
            {"<=", Op::kLessEqual}, {">=", Op::kGreaterEqual}, {"!=", Op::kNotEqual},
            {"<", Op::kLess},       {">", Op::kGreater},       {"=", Op::kEqual}};
        if (text_.substr(position_, 7) == "<score=") return std::nullopt;
        for (const auto& [spelling, op] : kOperators) {
            if (text_.substr(position_, spelling.size()) != spelling) continue;
            position_ += spelling.size();
            skip_space();
            return op;
        }
        return std::nullopt;
    }

    double read_number() {
        const std::size_t begin = position_;
        if (!at_end() && !ends_word(text_[position_])) {
            const Word word = read_word();
            if (const std::optional<double> number = parse_filter_number(word.text)) return *number;
        }
        fail_at(begin, "a number");
    }

    /// Requires: the position is at a quote or inside a word.
    Word read_word() {
        Word word;
        word.begin = position_;
        word.quoted = is_quote(text_[position_]);
        if (word.quoted) {
            read_quoted(word);
        } else {
            while (!at_end() && !ends_word(text_[position_])) word.text += text_[position_++];
        }
        skip_space();
        return word;
    }

    void read_quoted(Word& word) {
        const char quote = text_[position_++];
        while (!at_end() && text_[position_] != quote) {
            if (text_[position_] == '\\' && position_ + 1 < text_.size()) ++position_;
            word.text += text_[position_++];
        }
        if (at_end()) fail(std::string("a closing ") + quote);
        ++position_;
        if (word.text.empty()) fail_at(word.begin, "a quoted text that is not empty");
    }

    bool take(char c) {
        if (at_end() || text_[position_] != c) return false;
        ++position_;
        skip_space();
        return true;
    }

    bool take_keyword(std::string_view keyword) {
        const std::size_t end = position_ + keyword.size();
        if (text_.substr(position_, keyword.size()) != keyword) return false;
        if (end < text_.size() && !ends_word(text_[end])) return false;
        position_ = end;
        skip_space();
        return true;
    }

    void skip_space() {
        while (!at_end() && is_space(text_[position_])) ++position_;
    }

    [[nodiscard]] bool at_end() const { return position_ >= text_.size(); }

    [[nodiscard]] std::size_t column(std::size_t offset) const {
        const auto starts_character = [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        };
        const std::string_view before = text_.substr(0, offset);
        return 1 + static_cast<std::size_t>(
                       std::count_if(before.begin(), before.end(), starts_character));
    }

    [[noreturn]] void fail(std::string_view expected) const { fail_at(position_, expected); }

    [[noreturn]] void fail_at(std::size_t offset, std::string_view expected) const {
        std::string token = "end";
        if (offset < text_.size()) {
            std::size_t end = offset + 1;
            if (!ends_word(text_[offset]))
                while (end < text_.size() && !ends_word(text_[end])) ++end;
            token = excerpt(text_.substr(offset, end - offset));
        }
        throw Error(ErrorCode::kInvalidRequest, "filters: Unexpected token " + token +
                                                    ", expected " + std::string(expected) +
                                                    " at col " + std::to_string(column(offset)));
    }

    std::string_view text_;
    std::size_t position_ = 0; ///< never at a space between tokens
    int depth_ = 0;
};

} // namespace

Filter parse_filters(std::string_view text) {
    return FilterParser(text).parse();
}

std::optional<double> parse_filter_number(std::string_view text) {
    // from_chars also reads "inf" and "nan", which are words here.
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    if (digits.empty() || std::string_view(".0123456789").find(digits[0]) == std::string_view::npos)
        return std::nullopt;
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end || !std::isfinite(number)) return std::nullopt;
    return number;
}

} // namespace aisle::data
