#include "data/iso8601.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace aisle::data {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Takes exactly `width` digits off the front of `text`.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + width, value);
    if (error != std::errc() || end != text.data() + width) return std::nullopt;
    text.remove_prefix(width);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
    const auto year = take_digits(text, 4);
    if (!year || !take(text, '-')) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(*month), std::chrono::day(*day));
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

/// The seconds since midnight of "hh:mm[:ss[.fraction]]".
std::optional<std::int64_t> take_time(std::string_view& text) {
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    unsigned second = 0;
    if (take(text, ':')) {
        const auto digits = take_digits(text, 2);
        if (!digits || *digits > 59) return std::nullopt;
        second = *digits;
        if (take(text, '.')) {
            const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
            if (end == text.begin()) return std::nullopt;
            text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
        }
    }
    return std::int64_t{*hour} * 3600 + std::int64_t{*minute} * 60 + second;
}

} // namespace

std::optional<std::int64_t> parse_iso8601_utc(std::string_view text) {
    const auto date = take_date(text);
    if (!date) return std::nullopt;
    const std::int64_t midnight = std::chrono::sys_seconds(*date).time_since_epoch().count();
    if (text.empty()) return midnight;
    if (!take(text, 'T')) return std::nullopt;
    const auto time = take_time(text);
    if (!time || (text != "Z" && text != "+00:00")) return std::nullopt;
    return midnight + *time;
}

} // namespace aisle::data
