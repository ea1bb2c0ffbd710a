#include "search/recent_records.h"

namespace aisle::search {

std::shared_ptr<const std::string> RecentRecords::find(const data::Records& records,
                                                       data::Ordinal product) {
    return shards_[product % kNumShards].find(
        std::string(reinterpret_cast<const char*>(&product), sizeof product),
        [&] { return records.read(product); },
        [](const std::string& record) {
            return BoundedCache<std::string>::Bytes{record.size(), kMaxBytes / kNumShards};
        });
}

} // namespace aisle::search
