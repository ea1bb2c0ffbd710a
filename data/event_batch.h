#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/event.h"
#include "data/section_file.h"

namespace aisle::data {

/// A sealed file of events, mapped: a row for each product of an event. Strings are numbered by
/// first occurrence in the file.   Threads: any.
///
/// The batches of a store lie in DATA/events/, named by consecutive numbers.
class EventBatch {
public:
    /// Throws: Error{kCorruptData} naming the file when it is damaged.
    explicit EventBatch(const std::filesystem::path& path);

    [[nodiscard]] std::size_t size() const noexcept { return times_.size(); }

    [[nodiscard]] EventKind kind(std::size_t row) const {
        return static_cast<EventKind>(kinds_[row]);
    }

    [[nodiscard]] std::int64_t time_ms(std::size_t row) const { return times_[row]; }

    [[nodiscard]] std::string_view index(std::size_t row) const { return text(indexes_[row]); }

    [[nodiscard]] std::string_view user(std::size_t row) const { return text(users_[row]); }

    [[nodiscard]] std::string_view object(std::size_t row) const { return text(objects_[row]); }

    [[nodiscard]] std::uint32_t quantity(std::size_t row) const { return quantities_[row]; }

    /// The last operation of the log whose events are in here; 0: they did not come from there.
    [[nodiscard]] std::uint64_t log_position() const noexcept { return log_position_; }

    /// How many products the event of this row had.
    [[nodiscard]] std::uint32_t event_size(std::size_t row) const { return event_sizes_[row]; }

private:
    [[nodiscard]] std::string_view text(std::uint32_t number) const;

    SectionFile file_;
    std::span<const std::uint8_t> kinds_;
    std::span<const std::int64_t> times_;
    std::span<const std::uint32_t> indexes_, users_, objects_, quantities_, event_sizes_;
    std::span<const std::uint64_t> text_offsets_;
    std::string_view texts_;
    std::uint64_t log_position_ = 0;
};

/// Takes all rows of some people out of a sealed batch; false when it has none of theirs. Whoever
/// has it open sees what it was.
/// Throws: Error{kCorruptData} when it is damaged, Error{kUnavailable} when it cannot be written:
///         it stays as it is.
bool forget_users(const std::filesystem::path& batch,
                  const std::set<std::string, std::less<>>& users);

/// Seals events into the next batch of a store, in the order of time, and returns its path.
/// Events without products are left out. The file is there wholly or not at all, and with it
/// `log_position`: whoever replays the log knows what is in already.
/// Threads: any, of any process.
/// Throws:  Error{kConflict} while somebody else appends, Error{kUnavailable}.
std::filesystem::path append_event_batch(const std::filesystem::path& data_dir,
                                         std::span<const Event> events,
                                         std::uint64_t log_position = 0);

/// The batches of a store, the oldest first.
[[nodiscard]] std::vector<std::filesystem::path>
list_event_batches(const std::filesystem::path& data_dir);

} // namespace aisle::data
