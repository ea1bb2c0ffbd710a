#include "indexer/index_builder.h"

#include <sys/resource.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <memory>
#include <optional>

#include "data/error.h"
#include "data/json.h"
#include "data/manifest.h"
#include "data/records.h"
#include "data/staging.h"
#include "indexer/batch_order.h"
#include "indexer/commerce_rules.h"
#include "indexer/segment_part_builder.h"
#include "indexer/sku_owners.h"

// Records are read by one thread in batches; workers turn each batch, on its own, into a part;
// then the parts are merged in order. A batch has always the same records in it, so that the
// bytes do not depend on how many workers there were.

namespace aisle::indexer {

namespace fs = std::filesystem;

namespace {

/// Records the compression dictionary learns from.
constexpr std::size_t kSampleRecords = 1'000;

struct Batch {
    std::vector<RawRecord> records;
};

struct BuiltPart {
    SegmentPart part;
    std::shared_ptr<Batch> batch;       ///< what it was built from
    std::vector<std::size_t> record_of; ///< of every product, among those of the batch
    std::vector<RecordError> errors;    ///< of the other records
};

/// A record that was checked.
struct RightRecord {
    std::size_t number; ///< in its batch
    ParsedRecord parsed;
};

/// What the trees of a batch take at a time.
constexpr std::size_t kTreeBytes = std::size_t{1} << 20U;

std::uint64_t peak_memory_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::uint64_t directory_bytes(const fs::path& directory) {
    std::uint64_t total = 0;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (entry.is_regular_file()) total += entry.file_size();
    }
    return total;
}

std::string quoted(const std::string& text) {
    return shown(rapidjson::Value(rapidjson::StringRef(text)));
}

/// Names the phases of a build and times them.
class PhaseClock {
public:
    explicit PhaseClock(const BuildOptions& options) : options_(options) {}

    void begin(const std::string& name) {
        end();
        name_ = name;
        started_ = Clock::now();
        if (options_.on_phase) options_.on_phase(name);
    }

    void end() {
        if (name_.empty()) return;
        phases.push_back({name_, std::chrono::duration<double>(Clock::now() - started_).count()});
        name_.clear();
    }

    std::vector<PhaseTime> phases;

private:
    using Clock = std::chrono::steady_clock;
    const BuildOptions& options_;
    std::string name_;
    Clock::time_point started_;
};

/// From records to parts.
class PartPipeline {
public:
    PartPipeline(SegmentSchema schema, const RecordSupply& next, const BuildOptions& options,
                 SegmentTarget target)
        : schema_(std::move(schema)),
          next_(next),
          options_(options),
          target_(std::move(target)),
          errors_(options.on_error, options.max_error_examples) {}

    void run() {
        first_ = read_batch();
        train();
        writer_.emplace(schema_, dictionary_, target_);
        const auto num_tokens =
            static_cast<std::size_t>(tbb::this_task_arena::max_concurrency()) + 2;
        using BatchPointer = std::shared_ptr<Batch>;
        using PartPointer = std::shared_ptr<BuiltPart>;
        tbb::parallel_pipeline(
            num_tokens,
            tbb::make_filter<void, BatchPointer>(tbb::filter_mode::serial_in_order,
                                                 [this](tbb::flow_control& control) {
                                                     auto batch = next_batch();
                                                     if (!batch) control.stop();
                                                     return batch;
                                                 }) &
                tbb::make_filter<BatchPointer, PartPointer>(
                    tbb::filter_mode::parallel,
                    [this](const BatchPointer& batch) { return build_part(batch, false); }) &
                tbb::make_filter<PartPointer, void>(
                    tbb::filter_mode::serial_in_order,
                    [this](const PartPointer& built) { take(built); }));
    }

    /// Requires: it was run.
    [[nodiscard]] SegmentCounts write() { return writer_->finish(); }

    [[nodiscard]] RecordErrors::Summary skipped() const { return errors_.summary(); }

private:
    std::shared_ptr<Batch> read_batch() {
        auto batch = std::make_shared<Batch>();
        while (batch->records.size() < options_.batch_records) {
            auto record = next_();
            if (!record) break;
            batch->records.push_back(std::move(*record));
        }
        num_read_ += batch->records.size();
        if (options_.on_progress) options_.on_progress(num_read_);
        // An index without records still has a part, so that it has all of its files.
        if (batch->records.empty() && num_batches_ > 0) return nullptr;
        ++num_batches_;
        return batch;
    }

    std::shared_ptr<Batch> next_batch() {
        return first_ ? std::exchange(first_, {}) : read_batch();
    }

    void train() {
        std::vector<std::string> sample;
        for (const auto& record : first_->records) {
            if (sample.size() == kSampleRecords) break;
            if (record.defect.empty()) sample.push_back(record.text);
        }
        dictionary_ = data::train_dictionary(sample);
    }

    /// Checks the records as they come, and adds them in the order that this makes known.
    std::shared_ptr<BuiltPart> build_part(const std::shared_ptr<Batch>& batch, bool as_they_come) {
        auto built = std::make_shared<BuiltPart>();
        built->batch = batch;
        rapidjson::MemoryPoolAllocator<> trees(kTreeBytes);
        BatchOrder order(schema_.faceted);
        std::vector<RightRecord> right;
        right.reserve(batch->records.size()); // nothing moves that the order refers to
        for (std::size_t i = 0; i < batch->records.size(); ++i) {
            auto parsed = parse_record(batch->records[i], options_.rules, &trees);
            if (auto* record = std::get_if<ParsedRecord>(&parsed)) {
                right.push_back({i, std::move(*record)});
                order.add(right.back().parsed.object_id, right.back().parsed.document);
            } else {
                built->errors.push_back(std::get<RecordError>(std::move(parsed)));
            }
        }
        SegmentPartBuilder builder(schema_, dictionary_);
        const auto products = as_they_come ? order.as_added() : order.find();
        for (const auto at : products) {
            const auto& [number, record] = right[at];
            builder.add(record.object_id, record.document);
            built->record_of.push_back(number);
        }
        for (const auto at : products) {
            const auto& [number, record] = right[at];
            builder.add_text_of_record(record.json.empty() ? batch->records[number].text
                                                           : record.json);
        }
        built->part = builder.finish();
        return built;
    }

    /// Takes a part in; one with records that are refused here is built again without them. Of
    /// records with one sku the first is kept, so that they have to come in their own order.
    void take(std::shared_ptr<BuiltPart> built) {
        std::vector<RecordError> refused;
        bool is_as_they_come = false;
        while (options_.has_unique_skus) {
            const auto conflicts = skus_.add(built->part, writer_->parts());
            if (conflicts.empty()) break;
            if (!is_as_they_come) {
                is_as_they_come = true;
                built = build_part(built->batch, true);
                continue;
            }
            auto& records = built->batch->records;
            for (auto at = conflicts.rbegin(); at != conflicts.rend(); ++at) {
                const auto record =
                    records.begin() + static_cast<std::ptrdiff_t>(built->record_of[at->product]);
                refused.push_back({record->line, std::string(built->part.ids[at->product]), "sku",
                                   quoted(at->sku) + " is that of the record " + quoted(at->owner) +
                                       "; every row needs its own"});
                records.erase(record);
            }
            built = build_part(built->batch, true);
        }
        for (auto& error : refused) errors_.add(std::move(error));
        for (auto& error : built->errors) errors_.add(std::move(error));
        writer_->add(std::move(built->part));
    }

    SegmentSchema schema_;
    const RecordSupply& next_;
    const BuildOptions& options_;
    SegmentTarget target_;
    RecordErrors errors_;
    SkuOwners skus_;
    std::string dictionary_;
    std::optional<SegmentWriter> writer_;
    std::shared_ptr<Batch> first_;
    std::size_t num_batches_ = 0;
    std::uint64_t num_read_ = 0;
};

} // namespace

BuildReport build_index(const data::IndexDirectory& index, const data::Settings& settings,
                        const std::vector<data::Settings>& replica_settings,
                        const RecordSupply& next, const BuildOptions& options) {
    const auto started = std::chrono::steady_clock::now();
    const data::Staging locked(index.generations_path());
    const fs::path& staging = locked.path();
    const fs::path segment = staging / "segment-0";
    fs::create_directories(segment);

    PhaseClock clock(options);
    BuildReport report;
    report.log_position = options.log_position();
    clock.begin("read");
    PartPipeline pipeline(SegmentSchema(settings, replica_settings), next, options,
                          {.directory = segment});
    pipeline.run();
    clock.begin("invert and write");
    report.counts = pipeline.write();
    clock.begin("seal");
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    };
    data::Manifest manifest;
    manifest.created_at = std::time(nullptr);
    manifest.num_products = report.counts.num_products - report.counts.num_replaced;
    manifest.num_rows = report.counts.num_rows;
    manifest.build_seconds = elapsed();
    manifest.log_position = report.log_position;
    manifest.settings_json = settings.stored_json();
    manifest.segments = {"segment-0"};
    report.size_bytes = directory_bytes(staging);
    data::seal(staging, std::move(manifest));
    // Renaming is the only step that anybody else can observe.
    report.generation = index.publish(staging, options.replaces);
    clock.end();
    report.skipped = pipeline.skipped();
    report.phases = std::move(clock.phases);
    report.seconds = elapsed();
    report.peak_memory_bytes = peak_memory_bytes();
    return report;
}

} // namespace aisle::indexer
