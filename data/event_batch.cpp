#include "data/event_batch.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>
#include <unordered_map>

#include "data/error.h"
#include "data/file_lock.h"

namespace aisle::data {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".events";
constexpr std::size_t kNumberDigits = 8;

/// Numbers strings and keeps them one behind the other.
class Texts {
public:
    std::uint32_t number_of(const std::string& text) {
        const auto [at, is_new] =
            numbers_.try_emplace(text, static_cast<std::uint32_t>(numbers_.size()));
        if (is_new) {
            blob_ += text;
            offsets_.push_back(blob_.size());
        }
        return at->second;
    }

    void put(SectionFileWriter& out) const {
        out.put("texts.offsets", offsets_);
        out.put("texts.blob", std::string_view(blob_));
    }

private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<std::uint64_t> offsets_{0};
    std::string blob_;
};

/// The columns of a batch as they are written.
struct Rows {
    std::vector<std::uint8_t> kinds;
    std::vector<std::int64_t> times;
    std::vector<std::uint32_t> indexes, users, objects, quantities, event_sizes;
    Texts texts;

    void add(const Event& event) {
        for (const EventObject& object : event.objects) {
            kinds.push_back(static_cast<std::uint8_t>(event.kind));
            times.push_back(event.time_ms);
            indexes.push_back(texts.number_of(event.index));
            users.push_back(texts.number_of(event.user_token));
            objects.push_back(texts.number_of(object.object_id));
            quantities.push_back(object.quantity);
            event_sizes.push_back(static_cast<std::uint32_t>(event.objects.size()));
        }
    }

    void add(const EventBatch& batch, std::size_t row) {
        kinds.push_back(static_cast<std::uint8_t>(batch.kind(row)));
        times.push_back(batch.time_ms(row));
        indexes.push_back(texts.number_of(std::string(batch.index(row))));
        users.push_back(texts.number_of(std::string(batch.user(row))));
        objects.push_back(texts.number_of(std::string(batch.object(row))));
        quantities.push_back(batch.quantity(row));
        event_sizes.push_back(batch.event_size(row));
    }

    void write(const fs::path& path, std::uint64_t log_position) const {
        SectionFileWriter out(path);
        out.put("log_position", std::span<const std::uint64_t>(&log_position, 1));
        out.put("kinds", kinds);
        out.put("times", times);
        out.put("indexes", indexes);
        out.put("users", users);
        out.put("objects", objects);
        out.put("quantities", quantities);
        out.put("event_sizes", event_sizes);
        texts.put(out);
        out.finish();
    }
};

std::uint64_t number_of(const fs::path& path) {
    const std::string stem = path.stem();
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
    return error == std::errc() && end == stem.data() + stem.size() ? number : 0;
}

} // namespace

EventBatch::EventBatch(const fs::path& path)
    : file_(path),
      kinds_(file_.array<std::uint8_t>("kinds")),
      times_(file_.array<std::int64_t>("times")),
      indexes_(file_.array<std::uint32_t>("indexes")),
      users_(file_.array<std::uint32_t>("users")),
      objects_(file_.array<std::uint32_t>("objects")),
      quantities_(file_.array<std::uint32_t>("quantities")),
      event_sizes_(file_.array<std::uint32_t>("event_sizes")),
      text_offsets_(file_.array<std::uint64_t>("texts.offsets")),
      texts_(file_.text("texts.blob")) {
    const std::size_t rows = times_.size();
    if (kinds_.size() != rows || quantities_.size() != rows || event_sizes_.size() != rows)
        file_.fail("columns differ in length");
    if (std::ranges::any_of(
            kinds_, [](auto kind) { return kind > static_cast<int>(EventKind::kPurchase); }))
        file_.fail("section kinds holds no kind of event");
    if (text_offsets_.empty() || text_offsets_.back() != texts_.size() ||
        !std::is_sorted(text_offsets_.begin(), text_offsets_.end()))
        file_.fail("section texts.offsets does not fit");
    // Batches from before the server took events do not have it.
    if (file_.contains("log_position")) {
        const auto position = file_.array<std::uint64_t>("log_position");
        if (position.size() != 1) file_.fail("section log_position does not fit");
        log_position_ = position.front();
    }
    for (const auto column : {indexes_, users_, objects_}) {
        if (column.size() != rows) file_.fail("columns differ in length");
        if (std::ranges::any_of(column,
                                [&](auto text) { return text + 1 >= text_offsets_.size(); }))
            file_.fail("a column names a text that does not exist");
    }
}

std::string_view EventBatch::text(std::uint32_t number) const {
    return texts_.substr(text_offsets_[number], text_offsets_[number + 1] - text_offsets_[number]);
}

bool forget_users(const fs::path& path, const std::set<std::string, std::less<>>& users) {
    const EventBatch batch(path);
    Rows rows;
    for (std::size_t row = 0; row < batch.size(); ++row) {
        if (!users.contains(batch.user(row))) rows.add(batch, row);
    }
    if (rows.times.size() == batch.size()) return false;
    auto staging = path;
    staging.replace_extension(".new");
    rows.write(staging, batch.log_position());
    std::error_code error;
    fs::rename(staging, path, error);
    if (error) throw Error(ErrorCode::kUnavailable, "cannot write " + path.string());
    return true;
}

fs::path append_event_batch(const fs::path& data_dir, std::span<const Event> events,
                            std::uint64_t log_position) {
    std::vector<const Event*> in_order;
    for (const Event& event : events) in_order.push_back(&event);
    std::stable_sort(in_order.begin(), in_order.end(),
                     [](const Event* a, const Event* b) { return a->time_ms < b->time_ms; });
    Rows rows;
    for (const Event* event : in_order) rows.add(*event);

    const fs::path directory = data_dir / "events";
    std::error_code error;
    fs::create_directories(directory, error);
    if (error) throw Error(ErrorCode::kUnavailable, "cannot create " + directory.string());
    const FileLock lock(directory / "append.lock"); // or two would take the same number
    const auto batches = list_event_batches(data_dir);
    std::string name = std::to_string(batches.empty() ? 1 : number_of(batches.back()) + 1);
    name.insert(0, name.size() < kNumberDigits ? kNumberDigits - name.size() : 0, '0');
    const fs::path path = directory / (name + std::string(kExtension));
    const fs::path staging = directory / (name + ".new");
    rows.write(staging, log_position);
    fs::rename(staging, path, error);
    if (error) throw Error(ErrorCode::kUnavailable, "cannot write " + path.string());
    return path;
}

std::vector<fs::path> list_event_batches(const fs::path& data_dir) {
    std::vector<fs::path> batches;
    std::error_code error;
    for (fs::directory_iterator it(data_dir / "events", error), end; !error && it != end;
         it.increment(error)) {
        if (it->path().extension() == kExtension && number_of(it->path()) > 0)
            batches.push_back(it->path());
    }
    std::sort(batches.begin(), batches.end(),
              [](const fs::path& a, const fs::path& b) { return number_of(a) < number_of(b); });
    return batches;
}

} // namespace aisle::data
