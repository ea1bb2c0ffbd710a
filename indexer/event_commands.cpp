// The commands around events. This is the one place of the batch side that knows recommend/: it
// turns the events of a store into what trainers read, and seals what they make.

#include "indexer/event_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "data/error.h"
#include "data/event_batch.h"
#include "data/event_parser.h"
#include "data/index_directory.h"
#include "data/iso_time.h"
#include "indexer/content_reader.h"
#include "indexer/record_reader.h"
#include "recommend/model_set.h"
#include "recommend/store_trainer.h"

namespace aisle::indexer {

namespace {

namespace fs = std::filesystem;
using data::ErrorCode;

constexpr std::size_t kMaxShownErrors = 5;

/// Names of our members by the columns of a table that stand for them.
using ColumnNames = std::map<std::string, std::string, std::less<>>;

ColumnNames parse_columns(const std::vector<std::string>& columns) {
    ColumnNames names;
    for (const auto& column : columns) {
        const auto equals = column.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == column.size()) {
            throw data::Error(ErrorCode::kInvalidRequest,
                              "columns: expected member=column, got " + column);
        }
        names[column.substr(equals + 1)] = column.substr(0, equals);
    }
    return names;
}

bool is_whole_number(const rapidjson::Value& value) {
    return value.IsInt64();
}

/// A time in a table: milliseconds, seconds or ISO 8601.
std::optional<std::int64_t> to_milliseconds(const rapidjson::Value& value) {
    constexpr std::int64_t kLatestSeconds = 100'000'000'000;
    if (is_whole_number(value)) {
        const std::int64_t number = value.GetInt64();
        return number < kLatestSeconds ? number * 1000 : number;
    }
    if (value.IsNumber()) return static_cast<std::int64_t>(value.GetDouble() * 1000);
    if (!value.IsString()) return std::nullopt;
    const auto seconds = data::parse_iso_time(data::string_of(value));
    if (!seconds) return std::nullopt;
    return *seconds * 1000;
}

/// Kinds of events as tables call them, in the protocol's words.
void set_kind(const std::string& kind, rapidjson::Document& event) {
    auto& allocator = event.GetAllocator();
    const auto set = [&](const char* name, const char* value) {
        event.RemoveMember(name);
        event.AddMember(rapidjson::StringRef(name), rapidjson::StringRef(value), allocator);
    };
    if (kind == "view" || kind == "click" || kind == "conversion") return;
    set("eventType", "conversion");
    if (kind == "addtocart" || kind == "addToCart" || kind == "cart") {
        set("eventSubtype", "addToCart");
    } else if (kind == "purchase" || kind == "transaction" || kind == "buy") {
        set("eventSubtype", "purchase");
    } else {
        event.RemoveMember("eventType");
        event.AddMember("eventType", rapidjson::Value(kind.c_str(), allocator), allocator);
    }
}

std::string text_of(const rapidjson::Value& value) {
    return value.IsString() ? std::string(data::string_of(value)) : data::to_json_text(value);
}

/// A row of a table as an event of the protocol: a row is about one product, and a table has no
/// names for its events.
rapidjson::Document event_of_row(const rapidjson::Document& row, const ColumnNames& columns) {
    rapidjson::Document event(rapidjson::kObjectType);
    auto& allocator = event.GetAllocator();
    const rapidjson::Value& members = row;
    for (const auto& member : members.GetObject()) {
        const std::string column(data::string_of(member.name));
        const auto mapped = columns.find(column);
        const std::string name = mapped == columns.end() ? column : mapped->second;
        rapidjson::Value key(name.c_str(), allocator);
        if (name == "timestamp") {
            const auto time = to_milliseconds(member.value);
            if (time) event.AddMember(key, rapidjson::Value(*time), allocator);
            continue;
        }
        rapidjson::Value value;
        if (member.value.IsArray()) {
            value.CopyFrom(member.value, allocator);
        } else {
            value.SetString(text_of(member.value), allocator);
        }
        if (name == "objectIDs" && value.IsString()) {
            rapidjson::Value list(rapidjson::kArrayType);
            list.PushBack(value, allocator);
            value = list;
        }
        event.AddMember(key, value, allocator);
    }
    const auto* kind = data::find_member(event, "eventType");
    if (kind != nullptr && kind->IsString()) set_kind(text_of(*kind), event);
    if (data::find_member(event, "eventName") == nullptr) {
        event.AddMember("eventName", "Imported", allocator);
    }
    return event;
}

/// Reads events one by one, counting those that cannot be used.
class EventImport {
public:
    explicit EventImport(const EventsCommand& command)
        : command_(command),
          columns_(parse_columns(command.columns)),
          reader_(RecordReader::open(command.events_file,
                                     {.format = parse_record_format(command.format)})) {
        if (command.on_error != "skip" && command.on_error != "fail") {
            throw data::Error(ErrorCode::kInvalidRequest,
                              "on-error: expected skip or fail, got " + command.on_error);
        }
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        rules_.now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
        rules_.max_age_ms = 0;
    }

    void run() {
        while (const auto record = reader_.next()) {
            try {
                if (!record->defect.empty()) {
                    throw data::Error(ErrorCode::kInvalidRequest, record->defect);
                }
                add(record->text);
            } catch (const data::Error& error) {
                refuse(record->line, error);
            }
        }
    }

    [[nodiscard]] const std::vector<data::Event>& events() const { return events_; }

    [[nodiscard]] std::size_t num_skipped() const { return num_skipped_; }

private:
    void add(const std::string& text) {
        auto document = data::parse_json(text);
        if (document.IsObject() && reader_.format() == RecordFormat::kCsv) {
            document = event_of_row(document, columns_);
        }
        if (document.IsObject() && !command_.index.empty() &&
            data::find_member(document, "index") == nullptr) {
            document.AddMember("index", rapidjson::Value(command_.index, document.GetAllocator()),
                               document.GetAllocator());
        }
        auto event = data::parse_event(data::JsonAt(document), rules_);
        if (event) events_.push_back(std::move(*event));
    }

    void refuse(std::uint64_t line, const data::Error& error) {
        const auto message =
            fmt::format("{}: line {}: {}", command_.events_file, line, error.what());
        if (command_.on_error == "fail") throw data::Error(error.code(), message);
        if (num_skipped_++ < kMaxShownErrors) fmt::print("  skipped {}\n", message);
    }

    const EventsCommand& command_;
    ColumnNames columns_;
    RecordReader reader_;
    data::EventRules rules_;
    std::vector<data::Event> events_;
    std::size_t num_skipped_ = 0;
};

std::vector<std::unique_ptr<data::EventBatch>> open_batches(const fs::path& data_dir) {
    std::vector<std::unique_ptr<data::EventBatch>> batches;
    for (const auto& path : data::list_event_batches(data_dir)) {
        batches.push_back(std::make_unique<data::EventBatch>(path));
    }
    return batches;
}

using Batches = std::vector<std::unique_ptr<data::EventBatch>>;

/// Calls visit(batch, row) for what says something about a product of `index`. A list of hits
/// that was seen is no interest in any of them.
template <class Visit>
void for_each_row(const Batches& batches, std::string_view index, Visit&& visit) {
    for (const auto& batch : batches) {
        for (std::size_t row = 0; row < batch->size(); ++row) {
            const bool is_impression =
                batch->kind(row) == data::EventKind::kView && batch->event_size(row) > 1;
            if (batch->index(row) == index && !is_impression) visit(*batch, row);
        }
    }
}

recommend::Deed deed_of(data::EventKind kind) {
    switch (kind) {
    case data::EventKind::kAddToCart:
        return recommend::Deed::kCart;
    case data::EventKind::kPurchase:
        return recommend::Deed::kBuy;
    case data::EventKind::kView:
    case data::EventKind::kClick:
    case data::EventKind::kConversion:
        break;
    }
    return recommend::Deed::kLook;
}

/// The events of one index in numbers, items numbered by their objectIDs in order.
struct NumberedEvents {
    std::vector<std::string> object_ids;
    recommend::Interactions interactions;
};

NumberedEvents number_events(const Batches& batches, std::string_view index) {
    std::set<std::string_view> ids;
    for_each_row(batches, index,
                 [&](const auto& batch, std::size_t row) { ids.insert(batch.object(row)); });
    NumberedEvents result;
    std::unordered_map<std::string_view, recommend::Item> item_of;
    for (const auto id : ids) {
        item_of.emplace(id, static_cast<recommend::Item>(result.object_ids.size()));
        result.object_ids.emplace_back(id);
    }
    std::unordered_map<std::string_view, std::uint32_t> person_of;
    auto& rows = result.interactions.rows;
    for_each_row(batches, index, [&](const auto& batch, std::size_t row) {
        const auto next = static_cast<std::uint32_t>(person_of.size());
        const auto person = person_of.try_emplace(batch.user(row), next).first->second;
        rows.push_back(
            {person, item_of.at(batch.object(row)), deed_of(batch.kind(row)), batch.time_ms(row)});
    });
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.time_ms < b.time_ms; });
    result.interactions.num_people = static_cast<std::uint32_t>(person_of.size());
    result.interactions.num_items = static_cast<std::uint32_t>(result.object_ids.size());
    return result;
}

void train_index(const data::IndexDirectory& directory, const Batches& batches) {
    const std::string& index = directory.index_name();
    const auto start = std::chrono::steady_clock::now();
    const auto events = number_events(batches, index);
    const auto& [rows, num_people, num_items] = events.interactions;
    fmt::print("index {}: {} events of {} people about {} products\n", index, rows.size(),
               num_people, num_items);
    const auto seconds = [&] {
        const std::chrono::duration<double> past = std::chrono::steady_clock::now() - start;
        return past.count();
    };
    auto models = recommend::train_store(events.interactions, [&](std::string_view stage) {
        fmt::print("  {:>7.1f}s  {}\n", seconds(), stage);
    });
    fmt::print("  {:>7.1f}s  content\n", seconds());
    auto [object_ids, content] = read_content(directory, events.object_ids);
    models.content = recommend::train_content(std::move(content));
    const auto path = directory.path() / "models.bin";
    recommend::write_model_set(path, object_ids, models);
    fmt::print("  {:>7.1f}s  sealed, {:.1f} MB\n", seconds(),
               static_cast<double>(fs::file_size(path)) / 1e6);
}

} // namespace

void run(const EventsCommand& command) {
    EventImport import(command);
    import.run();
    const auto path = data::append_event_batch(command.data_dir, import.events());
    fmt::print("{} events sealed in {}, {} skipped\n", import.events().size(),
               path.filename().string(), import.num_skipped());
}

void run(const TrainCommand& command) {
    const auto batches = open_batches(command.data_dir);
    // Products are known by their content before anybody looks at them.
    std::set<std::string, std::less<>> indexes;
    for (const auto& name : data::list_indexes(command.data_dir)) {
        if (data::IndexDirectory(command.data_dir, name).current_generation()) indexes.insert(name);
    }
    for (const auto& batch : batches) {
        for (std::size_t row = 0; row < batch->size(); ++row) {
            if (!indexes.contains(batch->index(row))) indexes.emplace(batch->index(row));
        }
    }
    if (!command.index.empty()) {
        if (!indexes.contains(command.index)) {
            throw data::Error(ErrorCode::kNotFound, "no products and no events for index " +
                                                        command.index + " in " + command.data_dir);
        }
        indexes = {command.index};
    }
    for (const auto& index : indexes) {
        // Models lie in the directory of their index, which only the index itself may bring about.
        const data::IndexDirectory directory(command.data_dir, index);
        if (directory.exists()) {
            train_index(directory, batches);
        } else {
            fmt::print("index {}: there is none, so its events train nothing\n", index);
        }
    }
}

} // namespace aisle::indexer
