// Any bytes, read as any format in any chunk size: no crash, no hang, and every record that
// is accepted stays the same when its stored text is parsed again.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <variant>

#include "data/error.h"
#include "indexer/record_parser.h"
#include "indexer/record_reader.h"
#include "tests/indexer/memory_source.h"

namespace {

using namespace aisle;

void check_round_trip(const indexer::ParsedRecord& record) {
    const auto again = indexer::parse_record({record.json, record.line, ""}, {});
    const auto* same = std::get_if<indexer::ParsedRecord>(&again);
    if (same == nullptr || same->json != record.json || same->object_id != record.object_id) {
        std::abort();
    }
}

void read_all(std::string_view bytes, const indexer::ReaderOptions& options) {
    indexer::RecordReader reader(std::make_unique<indexer::MemorySource>(bytes), "", options);
    while (auto raw = reader.next()) {
        const auto parsed = indexer::parse_record(*raw, {options.id_field});
        if (const auto* record = std::get_if<indexer::ParsedRecord>(&parsed)) {
            check_round_trip(*record);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    indexer::ReaderOptions options;
    options.format = static_cast<indexer::RecordFormat>(data[0] % 4);
    options.id_field = data[0] & 0x10 ? "a" : "objectID";
    options.chunk_bytes = 1 + data[1] % 64;
    options.max_record_bytes = data[0] & 0x20 ? 64 : 10'000;
    try {
        read_all({reinterpret_cast<const char*>(data) + 2, size - 2}, options);
    } catch (const data::Error&) {
        // An input that cannot be read at all says so this way.
    }
    return 0;
}
