#include "data/iso_time.h"

#include <charconv>
#include <chrono>
#include <system_error>

namespace aisle::data {
namespace {

/// Reads fields off the front of a text; once one is wrong, `ok` stays false.
struct Fields {
    std::string_view rest;
    bool ok = true;

    int digits(std::size_t count) {
        int number = 0;
        const std::string_view field = rest.substr(0, count);
        ok = ok && field.size() == count &&
             field.find_first_not_of("0123456789") == std::string_view::npos;
        if (!ok) return 0;
        std::from_chars(field.data(), field.data() + count, number);
        rest.remove_prefix(count);
        return number;
    }

    bool take(char c) {
        if (!ok || rest.empty() || rest.front() != c) return false;
        rest.remove_prefix(1);
        return true;
    }

    void require(char c) { ok = take(c); }

    void skip_fraction() {
        if (!take('.')) return;
        const std::size_t end = rest.find_first_not_of("0123456789");
        ok = end != 0 && !rest.empty();
        if (ok) rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
    }
};

/// Reads "Z", "+01:00", "-0530" or nothing. Seconds east of UTC.
std::int64_t read_offset(Fields& fields) {
    if (fields.rest.empty() || fields.take('Z')) return 0;
    const bool west = fields.rest.front() == '-';
    if (!west && fields.rest.front() != '+') return fields.ok = false, 0;
    fields.rest.remove_prefix(1);
    const std::int64_t hours = fields.digits(2);
    fields.take(':');
    const std::int64_t minutes = fields.digits(2);
    fields.ok = fields.ok && hours < 24 && minutes < 60;
    return (west ? -1 : 1) * (hours * 3600 + minutes * 60);
}

} // namespace

std::optional<std::int64_t> parse_iso_time(std::string_view text) {
    Fields fields{text};
    const int year = fields.digits(4);
    fields.require('-');
    const int month = fields.digits(2);
    fields.require('-');
    const int day = fields.digits(2);
    std::int64_t seconds = 0;
    if (fields.ok && !fields.rest.empty()) {
        if (!fields.take(' ')) fields.require('T');
        const int hour = fields.digits(2);
        fields.require(':');
        const int minute = fields.digits(2);
        const int second = fields.take(':') ? fields.digits(2) : 0;
        fields.skip_fraction();
        // A leap second counts as the one after it, as Unix time has it.
        fields.ok = fields.ok && hour < 24 && minute < 60 && second <= 60;
        if (fields.ok) seconds = hour * 3600 + minute * 60 + second - read_offset(fields);
    }
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!fields.ok || !fields.rest.empty() || !date.ok()) return std::nullopt;
    const auto days = std::chrono::sys_days(date).time_since_epoch().count();
    return static_cast<std::int64_t>(days) * 86400 + seconds;
}

} // namespace aisle::data
