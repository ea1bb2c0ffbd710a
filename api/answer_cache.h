#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/index_registry.h"
#include "api/kept_text.h"
#include "api/key_state.h"
#include "api/metrics.h"
#include "api/search_response.h"
#include "data/offers.h"

namespace aisle::api {

/// An answer to a search, as whoever asks the same gets it.
struct KeptAnswer {
    std::shared_ptr<const KeptText> members; ///< that last, without braces
    PassingMembers passing = {};             ///< which others it has
    std::uint64_t num_hits = 0;
    bool has_full_page = false;
};

/// What an answer depends on. Equal questions have equal answers.
struct Question {
    std::string index;
    std::string request; ///< as JSON
    std::string rights;  ///< by which it is asked
    SnapshotPointer snapshot;
    KeyEntryPointer key; ///< null for admins
    std::int64_t now = 0;
};

/// The last answers to searches that were asked more than once.
///
/// Shoppers ask the same again and again: category pages, the first letters of whatever they type,
/// the words of the season. An answer is kept together with the snapshot that it came from and for
/// as long as no offer and no rule begins or ends, so that it is never an old one: whatever is
/// published, found or priced otherwise is asked anew. The first time a question is asked only the
/// question is kept, as most are never asked again.
/// Threads: any; two that ask the same at the same time both work it out.
class AnswerCache {
public:
    /// `max_bytes`: of all that is kept together; 0 keeps nothing.
    AnswerCache(std::size_t max_bytes, Metrics& metrics);

    AnswerCache(const AnswerCache&) = delete;
    AnswerCache& operator=(const AnswerCache&) = delete;

    struct Found {
        std::shared_ptr<const KeptAnswer> answer; ///< null: it has to be worked out
        bool is_wanted = false;                   ///< and should then be kept
    };

    [[nodiscard]] Found find(const Question& question);

    /// Keeps an answer, which is right during `holds`; drops what was not asked for longest.
    void keep(const Question& question, std::shared_ptr<const KeptAnswer> answer,
              const data::Period& holds);

    /// What was asked of an index lately, the last first, at most `max_requests`: requests as JSON.
    [[nodiscard]] std::vector<std::string> recent_requests(const std::string& index,
                                                           std::size_t max_requests) const;

    /// What an entry takes beside its texts.
    static constexpr std::size_t kBytesPerEntry = 512;
    /// Entries of snapshots that are gone, dropped with every question: more than come, so that
    /// none pile up, and not all at once, so that nobody waits.
    static constexpr std::size_t kMaxStaleDropped = 4;

private:
    struct Entry {
        std::string text;              ///< index, request and rights, a line each
        std::size_t request_begin = 0; ///< in `text`
        std::size_t request_end = 0;
        std::weak_ptr<const search::Snapshot> snapshot;
        std::weak_ptr<const KeyEntry> key;
        std::shared_ptr<const KeptAnswer> answer; ///< null: asked once
        data::Period holds;

        [[nodiscard]] bool is_about(const Question& question) const noexcept;
        [[nodiscard]] std::size_t num_bytes() const noexcept;
    };

    using Entries = std::list<Entry>;

    Entry& recall(const Question& question, const std::string& text);
    void drop_oldest();
    void drop_last();

    const std::size_t max_bytes_;
    Counter& num_found_;
    Counter& num_missed_;
    Gauge& num_bytes_;
    mutable std::mutex mutex_;
    std::size_t bytes_ = 0;                                           // guarded by mutex_
    Entries entries_;                                                 ///< the last asked first
    std::unordered_map<std::string_view, Entries::iterator> by_text_; ///< views of their texts
};

} // namespace aisle::api
