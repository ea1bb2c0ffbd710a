#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "data/demo/product.h"

namespace aisle::data::demo {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

/// Writes a product as the record that the demo index holds.
void write_record(const Product& product, std::int64_t now, JsonWriter& json);

} // namespace aisle::data::demo
