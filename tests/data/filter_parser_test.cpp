// Properties of data/filter_parser.h:
//   1. Each form of atom is read as what it says; quotes and escapes take its characters literally.
//   2. OR binds tighter than AND, NOT tightest; brackets override both, at any depth.
//   3. A random tree, printed with random spacing, quoting and superfluous brackets, is read back.
//   4. The tree's truth equals that of a reading that rewrites the tokens of the text instead.
//   5. Errors name the token, what was expected and the column in characters.
//   6. Random garbage is read or refused with Error{kInvalidRequest}, and deep nesting is refused.
#include "data/filter_parser.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "data/filter_lists.h"
#include "tests/data/filter_builders.h"

namespace aisle::data {
namespace {

using namespace testing_filters;

std::string parse_error_of(std::string_view filters) {
    return error_of([&] { (void)parse_filters(filters); });
}

std::string bracketed(std::string_view text) {
    return std::string("(").append(text).append(")");
}

TEST(FilterParser, ReadsEveryFormOfAtom) {
    EXPECT_EQ(parse_filters("brand:Lumina"), facet("brand", "Lumina"));
    EXPECT_EQ(parse_filters(" a.b-c : 'Say \\'hi\\' \\\\ AND' "),
              facet("a.b-c", "Say 'hi' \\ AND"));
    EXPECT_EQ(parse_filters("\"brand name\":\"x:y\""), facet("brand name", "x:y"));
    EXPECT_EQ(parse_filters("price:10"), facet("price", "10"));
    EXPECT_EQ(parse_filters("in_stock:true"), facet("in_stock", "true"));
    EXPECT_EQ(parse_filters("price:-1.5 TO 20"), range("price", -1.5, 20));
    EXPECT_EQ(parse_filters("size:TO"), facet("size", "TO"));
    EXPECT_EQ(parse_filters("price:'10' AND x"), all_of({facet("price", "10"), tag("x")}));
    EXPECT_EQ(parse_filters("price>=10"), compare("price", Op::kGreaterEqual, 10));
    EXPECT_EQ(parse_filters("price < -1e3"), compare("price", Op::kLess, -1000));
    EXPECT_EQ(parse_filters("price<=1"), compare("price", Op::kLessEqual, 1));
    EXPECT_EQ(parse_filters("price > .5"), compare("price", Op::kGreater, 0.5));
    EXPECT_EQ(parse_filters("price=1764547200"), compare("price", Op::kEqual, 1764547200));
    EXPECT_EQ(parse_filters("price != 3"), compare("price", Op::kNotEqual, 3));
    EXPECT_EQ(parse_filters("sale"), tag("sale"));
    EXPECT_EQ(parse_filters("_tags:sale"), tag("sale"));
    EXPECT_EQ(parse_filters("'AND'"), tag("AND"));
    EXPECT_EQ(parse_filters("brand:A<score=3>"), facet("brand", "A", 3));
    EXPECT_EQ(parse_filters("\xC3\xBC:\xC3\xA9"), facet("\xC3\xBC", "\xC3\xA9"));
    EXPECT_EQ(parse_filters(""), Filter());
    EXPECT_EQ(parse_filters(" \n"), Filter());
}

TEST(FilterParser, BindsOrTighterThanAnd) {
    EXPECT_EQ(parse_filters("a OR b AND c"), all_of({any_of({tag("a"), tag("b")}), tag("c")}));
    EXPECT_EQ(parse_filters("a AND b OR c"), all_of({tag("a"), any_of({tag("b"), tag("c")})}));
    EXPECT_EQ(parse_filters("a OR (b AND c)"), any_of({tag("a"), all_of({tag("b"), tag("c")})}));
    EXPECT_EQ(parse_filters("NOT a OR b"), any_of({none_of(tag("a")), tag("b")}));
    EXPECT_EQ(parse_filters("NOT (a AND b)"), none_of(all_of({tag("a"), tag("b")})));
    EXPECT_EQ(parse_filters("NOT NOT a"), tag("a"));
    EXPECT_EQ(parse_filters("NOT (NOT a)"), tag("a"));
    EXPECT_EQ(parse_filters("(a)AND(b)"), all_of({tag("a"), tag("b")}));
    EXPECT_EQ(parse_filters("a OR p:1 OR p>1"),
              any_of({tag("a"), facet("p", "1"), compare("p", Op::kGreater, 1)}));
    EXPECT_EQ(parse_filters("ANDY OR NOTE"), any_of({tag("ANDY"), tag("NOTE")}));
}

TEST(FilterParser, NamesTokenExpectationAndColumn) {
    EXPECT_EQ(parse_error_of("brand:A foo"),
              "filters: Unexpected token foo, expected AND, OR or the end at col 9");
    EXPECT_EQ(parse_error_of("(brand:A"),
              "filters: Unexpected token end, expected AND, OR or ) at col 9");
    EXPECT_EQ(parse_error_of("brand:"), "filters: Unexpected token end, expected a value at col 7");
    EXPECT_EQ(parse_error_of("price>=abc"),
              "filters: Unexpected token abc, expected a number at col 8");
    EXPECT_EQ(parse_error_of("price:1 TO x"),
              "filters: Unexpected token x, expected a number at col 12");
    EXPECT_EQ(parse_error_of("price>nan"),
              "filters: Unexpected token nan, expected a number at col 7");
    EXPECT_EQ(parse_error_of("a AND"),
              "filters: Unexpected token end, expected a name, a tag, NOT or ( at col 6");
    EXPECT_EQ(parse_error_of("OR a"),
              "filters: Unexpected token OR, expected a name, a tag, NOT or ( at col 1");
    EXPECT_EQ(parse_error_of("a)"),
              "filters: Unexpected token ), expected AND, OR or the end at col 2");
    EXPECT_EQ(parse_error_of("\xC3\xBC:\xC3\xA9 x"),
              "filters: Unexpected token x, expected AND, OR or the end at col 5");
    EXPECT_EQ(parse_error_of("a:'b"),
              "filters: Unexpected token end, expected a closing ' at col 5");
    EXPECT_EQ(parse_error_of("a:''"),
              "filters: Unexpected token ', expected a quoted text that is not empty at col 3");
    EXPECT_EQ(parse_error_of("a:b<score=x>"),
              "filters: Unexpected token x, expected a whole number and > at col 11");
    EXPECT_NE(parse_error_of("a:b:c"), "");
    EXPECT_NE(parse_error_of("()"), "");
    EXPECT_NE(parse_error_of(":b"), "");
    EXPECT_NE(parse_error_of("a:b NOT c:d"), "");
}

TEST(FilterParser, RefusesDeepNestingButNotManyNots) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '(') + "a" + std::string(depth, ')');
    };
    EXPECT_EQ(parse_filters(nested(kMaxFilterDepth)), tag("a"));
    EXPECT_THAT(parse_error_of(nested(kMaxFilterDepth + 1)),
                testing::HasSubstr("deeper than 50 levels"));
    EXPECT_THAT(parse_error_of(std::string(1'000'000, '(')),
                testing::HasSubstr("deeper than 50 levels"));
    std::string nots;
    for (int i = 0; i < 100'001; ++i) nots += "NOT ";
    EXPECT_EQ(parse_filters(nots + "a"), none_of(tag("a")));
}

/// Builds random trees in the parser's normal form and prints them.
class RandomFilters {
public:
    explicit RandomFilters(unsigned seed) : random_(seed) {}

    Filter tree(int depth, Kind parent = Kind::kTrue) {
        const unsigned choice = depth == 0 ? 0 : pick(5);
        if (choice == 1 && parent != Kind::kNot) {
            Filter child = tree(depth - 1, Kind::kNot);
            return none_of(std::move(child));
        }
        if (choice == 2 && parent != Kind::kAnd) return inner(Kind::kAnd, depth);
        if (choice >= 3 && parent != Kind::kOr) return inner(Kind::kOr, depth);
        return atom();
    }

    /// Brackets where the grammar needs them, and sometimes where it does not.
    std::string print(const Filter& filter) {
        const bool superfluous = pick(6) == 0;
        const std::string text = print_plain(filter);
        return superfluous ? bracketed(space() + text + space()) : text;
    }

    unsigned pick(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

private:
    Filter inner(Kind kind, int depth) {
        std::vector<Filter> children;
        for (unsigned i = 0, count = 2 + pick(2); i < count; ++i)
            children.push_back(tree(depth - 1, kind));
        return node(kind, std::move(children));
    }

    Filter atom() {
        switch (pick(4)) {
        case 0:
            return tag(word());
        case 1:
            return compare(word(), static_cast<Op>(pick(6)), number());
        case 2:
            return range(word(), number(), number());
        default:
            return facet(word(), word(), pick(4) == 0 ? static_cast<int>(pick(9)) : 1);
        }
    }

    double number() { return (static_cast<double>(pick(2000)) - 1000) / 8; }

    std::string word() {
        static const std::vector<std::string> kWords = {
            "a",   "brand", "AND",        "OR",          "NOT", "TO",
            "x y", "it's",  "say \"hi\"", "back\\slash", "-5",  "10",
            "a.b", "(",     "<score=2>",  "\xC3\xBC",    ":",   "!="};
        return kWords[pick(static_cast<unsigned>(kWords.size()))];
    }

    std::string space() { return std::string(pick(3), ' '); }

    std::string print_word(const std::string& text) {
        const bool plain = text == "a" || text == "brand" || text == "a.b" || text == "\xC3\xBC" ||
                           text == "-5" || text == "10" || text == "TO";
        if (plain && pick(3) > 0) return text;
        const char quote = pick(2) == 0 ? '"' : '\'';
        std::string quoted(1, quote);
        for (const char c : text) {
            if (c == quote || c == '\\' || pick(8) == 0) quoted += '\\';
            quoted += c;
        }
        return quoted + quote;
    }

    static std::string print_number(double number) {
        char text[32];
        std::snprintf(text, sizeof(text), "%.3f", number);
        return text;
    }

    std::string print_atom(const Filter& filter) {
        static const char* const kOps[] = {"<", "<=", "=", "!=", ">=", ">"};
        if (filter.kind == Kind::kTag)
            return (pick(3) == 0 ? "_tags" + space() + ":" + space() : "") +
                   print_word(filter.value);
        std::string text = print_word(filter.attribute) + space();
        if (filter.kind == Kind::kCompare)
            return text + kOps[static_cast<int>(filter.op)] + space() + print_number(filter.low);
        if (filter.kind == Kind::kRange)
            return text + ":" + space() + print_number(filter.low) + " TO " +
                   print_number(filter.high);
        text.append(":").append(space()).append(print_word(filter.value));
        if (filter.score != 1) text += space() + "<score=" + std::to_string(filter.score) + ">";
        return text;
    }

    std::string print_plain(const Filter& filter) {
        if (filter.kind == Kind::kNot) {
            const Filter& child = filter.children.front();
            const bool bracket = child.kind == Kind::kAnd || child.kind == Kind::kOr;
            return std::string("NOT ").append(bracket ? bracketed(print_plain(child))
                                                      : print(child));
        }
        if (filter.kind != Kind::kAnd && filter.kind != Kind::kOr) return print_atom(filter);
        std::string text;
        for (const Filter& child : filter.children) {
            if (!text.empty()) text += filter.kind == Kind::kAnd ? " AND " : " OR ";
            const bool bracket = filter.kind == Kind::kOr && child.kind == Kind::kAnd;
            text += bracket ? bracketed(print_plain(child)) : print(child);
        }
        return text;
    }

    std::mt19937 random_;
};

TEST(FilterParser, ReadsBackRandomTrees) {
    for (unsigned seed = 0; seed < 5'000; ++seed) {
        RandomFilters random(seed);
        const Filter tree = random.tree(4);
        const std::string text = random.print(tree);
        ASSERT_EQ(parse_filters(text), tree) << text;
    }
}

/// Rewrites a token list until one truth value is left: innermost brackets first, in them NOT,
/// then OR, then AND. 1 and 0 are truth values, n o a the operators.
bool truth_by_rewriting(std::string tokens) {
    const auto replace = [&](std::string_view from, std::string_view to) {
        const std::size_t at = tokens.find(from);
        if (at != std::string::npos) tokens.replace(at, from.size(), to);
        return at != std::string::npos;
    };
    const auto reduce_flat = [](std::string flat) {
        const auto rewrite = [&](const std::string& from, const std::string& to) {
            for (std::size_t at; (at = flat.find(from)) != std::string::npos;)
                flat.replace(at, from.size(), to);
        };
        for (std::size_t before = 0; before != flat.size();) {
            before = flat.size();
            rewrite("n1", "0");
            rewrite("n0", "1");
        }
        const auto fold = [&](char op, char absorbing) {
            for (std::size_t at; (at = flat.find(op)) != std::string::npos;) {
                const bool absorbs = flat[at - 1] == absorbing || flat[at + 1] == absorbing;
                flat.replace(at - 1, 3, 1, absorbs ? absorbing : (absorbing == '1' ? '0' : '1'));
            }
        };
        fold('o', '1');
        fold('a', '0');
        return flat;
    };
    while (tokens.find('(') != std::string::npos) {
        const std::size_t close = tokens.find(')');
        const std::size_t open = tokens.rfind('(', close);
        const std::string inner = tokens.substr(open + 1, close - open - 1);
        replace(bracketed(inner), reduce_flat(inner));
    }
    return reduce_flat(tokens) == "1";
}

bool truth_of(const Filter& filter, unsigned assignment) {
    const auto holds = [&](const Filter& child) { return truth_of(child, assignment); };
    switch (filter.kind) {
    case Kind::kTag:
        return ((assignment >> (filter.value[0] - 'p')) & 1U) != 0;
    case Kind::kNot:
        return !holds(filter.children.front());
    case Kind::kAnd:
        return std::all_of(filter.children.begin(), filter.children.end(), holds);
    case Kind::kOr:
        return std::any_of(filter.children.begin(), filter.children.end(), holds);
    default:
        ADD_FAILURE();
        return false;
    }
}

/// A random sentence of the grammar over the tags p to s.
std::string random_sentence(RandomFilters& random, int depth) {
    std::string text;
    for (unsigned i = 0, terms = 1 + random.pick(4); i < terms; ++i) {
        if (i > 0) text += random.pick(2) == 0 ? "a" : "o";
        for (unsigned nots = random.pick(3); nots > 1; --nots) text += "n";
        if (depth > 0 && random.pick(3) == 0)
            text += bracketed(random_sentence(random, depth - 1));
        else
            text += static_cast<char>('p' + random.pick(4));
    }
    return text;
}

TEST(FilterParser, AgreesWithARewritingEvaluator) {
    for (unsigned seed = 0; seed < 2'000; ++seed) {
        RandomFilters random(seed);
        const std::string tokens = random_sentence(random, 3);
        std::string text;
        for (const char c : tokens)
            text += c == 'a' ? " AND " : c == 'o' ? " OR " : c == 'n' ? " NOT " : std::string(1, c);
        const Filter filter = parse_filters(text);
        for (unsigned assignment = 0; assignment < 16; ++assignment) {
            std::string valued = tokens;
            for (char& c : valued)
                if (c >= 'p' && c <= 's') c = ((assignment >> (c - 'p')) & 1U) != 0 ? '1' : '0';
            ASSERT_EQ(truth_of(filter, assignment), truth_by_rewriting(valued)) << text;
        }
    }
}

TEST(FilterParser, SurvivesRandomGarbage) {
    const std::vector<std::string> pieces = {
        "a",       ":",    " ",    "AND", " OR ", "NOT ",  "(",  ")",  "'", "\"",
        "\\",      "<",    ">=",   "!",   "1.5",  " TO ",  "-",  ",",  "[", "]",
        "<score=", "\xC3", "\xBC", "e9",  "",     "_tags", "\n", "inf"};
    std::mt19937 random(3);
    for (int i = 0; i < 30'000; ++i) {
        std::string text;
        for (std::size_t n = random() % 14; n > 0; --n) text += pieces[random() % pieces.size()];
        rapidjson::Value value(rapidjson::StringRef(text.data(), text.size()));
        const JsonAt at(value, "x");
        (void)parse_error_of(text);
        for (Filter (*parse)(const JsonAt&) :
             {parse_facet_filters, parse_numeric_filters, parse_tag_filters})
            (void)error_of([&] { (void)parse(at); });
        (void)error_of([&] { (void)parse_optional_filters(at); });
    }
}

} // namespace
} // namespace aisle::data
