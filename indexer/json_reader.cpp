// Cutting is the easy half. The other half is where to go on behind a record that is broken:
//
//   - A record on a line of its own: at the next line.
//   - A record spread over lines, which shows in its first line ending with '{', '[' or ',':
//     at the next line that opens an object no deeper to the right. Its remaining lines would
//     otherwise be reported one by one.
//   - An array: likewise; behind a value that is no object, at the next element.
//
// A broken record is still in the window, so going on near its start costs one more look at
// its bytes. That stays linear even for hostile input: a line that opens a record without
// closing it raises the depth, and beyond the depth that JsonBoundary tracks we go on behind
// the break instead.
#include "indexer/json_reader.h"

#include <algorithm>
#include <string>

#include "indexer/object_end.h"

namespace aisle::indexer {

namespace {

/// Enough of a broken record to find its objectID in.
constexpr std::size_t kKeptOfBroken = 1024;
constexpr std::size_t kShownBytes = 20;

bool is_spread_over_lines(std::string_view record) {
    const std::string_view first = record.substr(0, record.find('\n'));
    const std::size_t last = first.find_last_not_of(" \t\r");
    return first.size() < record.size() && last != std::string_view::npos &&
           std::string_view("{[,").find(first[last]) != std::string_view::npos;
}

/// The first few bytes up to the end of the line, for a message. What is not printable ASCII
/// becomes '?': the input may be anything.
std::string shown(std::string_view bytes) {
    std::string text(bytes.substr(0, std::min(kShownBytes, bytes.find_first_of("\r\n"))));
    std::ranges::replace_if(
        text, [](char c) { return c < ' ' || c > '~'; }, '?');
    return "'" + text + "'";
}

std::string too_large(std::size_t limit) {
    return "the record is larger than " + std::to_string(limit) + " bytes";
}

} // namespace

std::optional<RawRecord> JsonReader::next() {
    if (shape_ == Shape::kArray) return next_of_array();
    if (!window_.skip_space()) return std::nullopt;
    if (window_.bytes().front() == '{') return read_object();
    RawRecord record = not_an_object();
    window_.skip_line();
    return record;
}

std::optional<RawRecord> JsonReader::next_of_array() {
    if (expected_ == Expected::kNothing) return std::nullopt;
    if (!window_.skip_space()) return end_of_array();
    if (expected_ == Expected::kOpening) {
        window_.consume(1);
        expected_ = Expected::kFirst;
        if (!window_.skip_space()) return end_of_array();
    }
    const char c = window_.bytes().front();
    if (c == ']' && expected_ != Expected::kElement) return end_of_array();
    if (expected_ == Expected::kSeparator) {
        if (c != ',') return broken("expected ',' or ']' after the record before", {});
        window_.consume(1);
        expected_ = Expected::kElement;
        if (!window_.skip_space()) return end_of_array();
    }
    expected_ = Expected::kSeparator;
    if (window_.bytes().front() == '{') return read_object();
    RawRecord record = not_an_object();
    pass_over_value();
    return record;
}

std::optional<RawRecord> JsonReader::end_of_array() {
    expected_ = Expected::kNothing;
    if (window_.bytes().empty()) {
        return RawRecord{"", window_.line(), "the input ends inside the array: ']' is missing"};
    }
    window_.consume(1);
    if (!window_.skip_space()) return std::nullopt;
    window_.fetch_at_least(kShownBytes);
    const std::string found = shown(window_.bytes());
    return RawRecord{"", window_.line(), "expected nothing after the array, found " + found};
}

RawRecord JsonReader::read_object() {
    const auto quick = find_object_end(window_.bytes());
    if (quick.size > 0 && quick.size <= max_record_bytes_) {
        RawRecord record{std::string(window_.bytes().substr(0, quick.size)), window_.line(), ""};
        if (quick.has_line_feed) {
            window_.consume(quick.size);
        } else {
            window_.consume_within_line(quick.size);
        }
        return record;
    }
    JsonBoundary boundary;
    for (;;) {
        const std::string_view bytes = window_.bytes();
        const auto state = boundary.advance(bytes);
        if (boundary.offset() > max_record_bytes_) return pass_over_large(boundary);
        if (state == JsonBoundary::State::kComplete) {
            RawRecord record{std::string(bytes.substr(0, boundary.offset())), window_.line(), ""};
            window_.consume(boundary.offset());
            return record;
        }
        if (state == JsonBoundary::State::kBroken) return broken(boundary.defect(), boundary);
        if (!window_.fetch()) return broken("the input ends inside the record", boundary);
    }
}

RawRecord JsonReader::pass_over_large(JsonBoundary& boundary) {
    const std::size_t kept = std::min(kKeptOfBroken, max_record_bytes_);
    RawRecord record{std::string(window_.bytes().substr(0, kept)), window_.line(),
                     too_large(max_record_bytes_)};
    auto state = JsonBoundary::State::kOpen;
    // The record may be complete already: scanning it again from its start tells.
    boundary = {};
    do {
        state = boundary.advance(window_.bytes());
        window_.consume(boundary.offset());
        boundary.forget_scanned();
    } while (state == JsonBoundary::State::kOpen && window_.fetch());
    if (state == JsonBoundary::State::kBroken) window_.skip_line();
    return record;
}

RawRecord JsonReader::broken(std::string_view reason, const JsonBoundary& boundary) {
    // What lies behind the break must not matter: how much of it is here is chance.
    const std::string_view scanned = window_.bytes().substr(0, boundary.offset());
    const std::uint64_t column = window_.column();
    RawRecord record{std::string(scanned.substr(0, kKeptOfBroken)), window_.line(),
                     std::string(reason)};
    const bool may_be_inside = shape_ == Shape::kArray || is_spread_over_lines(scanned);
    if (boundary.was_too_deep()) window_.consume(boundary.offset());
    if (!may_be_inside) {
        window_.skip_line();
        return record;
    }
    skip_to_record(column);
    record.defect += window_.bytes().empty()
                         ? "; the rest of the input is skipped"
                         : "; reading goes on in line " + std::to_string(window_.line());
    expected_ = window_.bytes().empty() ? Expected::kNothing : Expected::kFirst;
    return record;
}

RawRecord JsonReader::not_an_object() {
    window_.fetch_at_least(kShownBytes);
    return {"", window_.line(), "expected a JSON object, found " + shown(window_.bytes())};
}

/// Passes over an element of the array that is no object.
void JsonReader::pass_over_value() {
    const char first = window_.bytes().front();
    if (first == '[' || first == '"') {
        JsonBoundary boundary;
        auto state = JsonBoundary::State::kOpen;
        do {
            state = boundary.advance(window_.bytes());
            window_.consume(boundary.offset());
            boundary.forget_scanned();
        } while (state == JsonBoundary::State::kOpen && window_.fetch());
        return;
    }
    do {
        const std::size_t end = window_.bytes().find_first_of(",]\n");
        window_.consume(std::min(end, window_.bytes().size()));
        if (end != std::string_view::npos) return;
    } while (window_.fetch());
}

/// Moves to the first later line that opens an object at `column` or before it.
void JsonReader::skip_to_record(std::uint64_t column) {
    for (;;) {
        window_.skip_line();
        if (!window_.skip_space()) return;
        if (shape_ == Shape::kArray && window_.bytes().front() == ',') {
            window_.consume(1);
            if (!window_.skip_space()) return;
        }
        if (window_.bytes().front() == '{' && window_.column() <= column) return;
    }
}

} // namespace aisle::indexer
