// A snapshot or a key is compared with the one of an entry by owner and not by address: an entry
// holds on to neither, so that another may have come to lie where it was.
#include "api/answer_cache.h"

#include <utility>

namespace aisle::api {

namespace {

template <class T>
bool is_same(const std::weak_ptr<const T>& left, const std::shared_ptr<const T>& right) noexcept {
    return !left.owner_before(right) && !right.owner_before(left);
}

/// No name of an index and no JSON that is written here has a line of its own.
std::string text_of(const Question& question) {
    return question.index + '\n' + question.request + '\n' + question.rights;
}

} // namespace

bool AnswerCache::Entry::is_about(const Question& question) const noexcept {
    return is_same(snapshot, question.snapshot) && is_same(key, question.key);
}

std::size_t AnswerCache::Entry::num_bytes() const noexcept {
    std::size_t bytes = kBytesPerEntry + text.size();
    if (answer) bytes += answer->members->num_bytes();
    return bytes;
}

AnswerCache::AnswerCache(std::size_t max_bytes, Metrics& metrics)
    : max_bytes_(max_bytes),
      num_found_(metrics.counter("aisle_kept_answers_found_total",
                                 "Searches whose answer was kept from an earlier one")),
      num_missed_(metrics.counter("aisle_kept_answers_missed_total",
                                  "Searches that were worked out, though an answer may be kept")),
      num_bytes_(metrics.gauge("aisle_kept_answers_bytes", "What kept answers take")) {}

AnswerCache::Found AnswerCache::find(const Question& question) {
    if (max_bytes_ == 0) return {};
    const auto text = text_of(question);
    const std::lock_guard lock(mutex_);
    const auto known = by_text_.find(text);
    const bool is_known = known != by_text_.end() && known->second->is_about(question);
    Entry& entry = recall(question, text);
    const auto& holds = entry.holds;
    if (entry.answer && holds.from <= question.now && question.now < holds.until) {
        num_found_.add();
        return {entry.answer, false};
    }
    num_missed_.add();
    return {nullptr, is_known};
}

void AnswerCache::keep(const Question& question, std::shared_ptr<const KeptAnswer> answer,
                       const data::Period& holds) {
    const auto text = text_of(question);
    if (answer->members->num_bytes() + text.size() + kBytesPerEntry > max_bytes_) return;
    const std::lock_guard lock(mutex_);
    Entry& entry = recall(question, text);
    bytes_ -= entry.num_bytes();
    entry.answer = std::move(answer);
    entry.holds = holds;
    bytes_ += entry.num_bytes();
    drop_oldest();
}

/// The entry of a question, the first of all now; one of another snapshot or key becomes new.
AnswerCache::Entry& AnswerCache::recall(const Question& question, const std::string& text) {
    const auto known = by_text_.find(text);
    if (known != by_text_.end()) {
        entries_.splice(entries_.begin(), entries_, known->second);
    } else {
        Entry& created = entries_.emplace_front();
        created.text = text;
        created.request_begin = question.index.size() + 1;
        created.request_end = created.request_begin + question.request.size();
        by_text_.emplace(created.text, entries_.begin());
        bytes_ += created.num_bytes();
    }
    Entry& entry = entries_.front();
    if (!entry.is_about(question)) {
        bytes_ -= entry.num_bytes();
        entry.snapshot = question.snapshot;
        entry.key = question.key;
        entry.answer = nullptr;
        bytes_ += entry.num_bytes();
    }
    drop_oldest();
    return entries_.front();
}

void AnswerCache::drop_oldest() {
    while (bytes_ > max_bytes_ && entries_.size() > 1) drop_last();
    for (std::size_t i = 0; i < kMaxStaleDropped && entries_.size() > 1; ++i) {
        if (!entries_.back().snapshot.expired()) break;
        drop_last();
    }
    num_bytes_.set(static_cast<std::int64_t>(bytes_));
}

std::vector<std::string> AnswerCache::recent_requests(const std::string& index,
                                                      std::size_t max_requests) const {
    std::vector<std::string> requests;
    const std::lock_guard lock(mutex_);
    for (const auto& entry : entries_) {
        if (requests.size() == max_requests) break;
        const std::string_view text = entry.text;
        if (text.substr(0, entry.request_begin - 1) != index) continue;
        requests.emplace_back(
            text.substr(entry.request_begin, entry.request_end - entry.request_begin));
    }
    return requests;
}

void AnswerCache::drop_last() {
    bytes_ -= entries_.back().num_bytes();
    by_text_.erase(entries_.back().text);
    entries_.pop_back();
}

} // namespace aisle::api
