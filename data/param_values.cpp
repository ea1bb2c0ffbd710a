#include "data/param_values.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <system_error>

#include "data/filter_parser.h"

namespace aisle::data {
namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::vector<std::string> split_names(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view name = trimmed(text.substr(0, comma));
        if (!name.empty()) names.emplace_back(name);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    return names;
}

std::string joined(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words) {
        if (!text.empty()) text += ", ";
        text += word;
    }
    return text;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Insertions, deletions and replacements between two names, letter case aside.
std::size_t distance_between(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

constexpr std::string_view kLanguages[] = {
    "af", "ar", "az", "be", "bg", "bn", "ca", "cs",    "cy", "da", "de", "el", "en", "eo", "es",
    "et", "eu", "fa", "fi", "fo", "fr", "ga", "gl",    "he", "hi", "hr", "hu", "hy", "id", "is",
    "it", "ja", "ka", "kk", "ko", "ku", "ky", "lt",    "lv", "mi", "mn", "mr", "ms", "mt", "nb",
    "nl", "nn", "no", "ns", "pl", "ps", "pt", "pt-br", "qu", "ro", "ru", "sk", "sl", "sq", "sr",
    "sv", "sw", "ta", "te", "th", "tl", "tn", "tr",    "tt", "uk", "ur", "uz", "vi", "zh"};

} // namespace

bool read_flag(const JsonAt& at) {
    const rapidjson::Value& value = at.value();
    if (value.IsBool()) return value.GetBool();
    if (value.IsInt() && (value.GetInt() == 0 || value.GetInt() == 1)) return value.GetInt() == 1;
    if (value.IsString()) {
        const std::string_view text = string_of(value);
        if (text == "true" || text == "1") return true;
        if (text == "false" || text == "0") return false;
    }
    at.fail("true or false");
}

std::uint32_t read_count(const JsonAt& at, std::uint32_t low, std::uint32_t high) {
    if (!at.value().IsString()) return static_cast<std::uint32_t>(at.as_integer(low, high));
    const std::optional<double> number = parse_filter_number(trimmed(string_of(at.value())));
    const bool fits = number && *number >= low && *number <= high &&
                      *number == static_cast<std::uint32_t>(*number);
    if (!fits) at.fail("an integer from " + std::to_string(low) + " to " + std::to_string(high));
    return static_cast<std::uint32_t>(*number);
}

double read_number(const JsonAt& at) {
    if (!at.value().IsString()) return at.as_number();
    const std::optional<double> number = parse_filter_number(trimmed(string_of(at.value())));
    if (!number) at.fail("a number");
    return *number;
}

std::vector<std::string> read_names(const JsonAt& at) {
    std::vector<std::string> names;
    with_structure(at, [&](const JsonAt& list) {
        if (list.value().IsString()) {
            names = split_names(string_of(list.value()));
            return;
        }
        if (!list.value().IsArray()) list.fail("a list of strings");
        for (rapidjson::SizeType i = 0; i < list.value().Size(); ++i) {
            const JsonAt element = list.element(i);
            const rapidjson::Value& value = element.value();
            if (value.IsNumber() || value.IsBool())
                names.push_back(to_json_text(value));
            else if (!element.as_string().empty())
                names.emplace_back(element.as_string());
        }
    });
    return names;
}

std::span<const std::string_view> language_codes() noexcept {
    return kLanguages;
}

std::vector<std::string> read_languages(const JsonAt& at) {
    std::vector<std::string> codes = read_names(at);
    for (const std::string& code : codes) {
        if (std::find(std::begin(kLanguages), std::end(kLanguages), code) == std::end(kLanguages))
            at.fail_with("expected language codes of ISO 639-1 such as en, got \"" + excerpt(code) +
                         "\"");
    }
    return codes;
}

std::size_t read_choice(const JsonAt& at, std::span<const std::string_view> words) {
    if (at.value().IsString()) {
        const auto found = std::find(words.begin(), words.end(), string_of(at.value()));
        if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    }
    at.fail("one of " + joined(words));
}

void require_choice(const JsonAt& at, std::string_view item,
                    std::span<const std::string_view> words) {
    if (std::find(words.begin(), words.end(), item) == words.end())
        at.fail_with("expected one of " + joined(words) + ", got \"" + excerpt(item) + "\"");
}

void with_structure(const JsonAt& at, const std::function<void(const JsonAt&)>& use) {
    if (at.value().IsString()) {
        const std::string_view text = trimmed(string_of(at.value()));
        if (text.starts_with('[') || text.starts_with('{')) {
            const rapidjson::Document document = at.parse_embedded(text);
            const JsonAt inner = at.replaced_by(document);
            return use(inner);
        }
    }
    use(at);
}

std::string suggestion(std::string_view name, std::span<const std::string_view> known) {
    // Longer than any known name by far: nothing is near, and comparing would cost.
    if (known.empty() || name.size() > 60) return "";
    const auto nearest =
        std::min_element(known.begin(), known.end(), [&](std::string_view a, std::string_view b) {
            return distance_between(name, a) < distance_between(name, b);
        });
    if (distance_between(name, *nearest) > std::max<std::size_t>(1, name.size() / 3)) return "";
    return "; did you mean " + std::string(*nearest) + "?";
}

} // namespace aisle::data
