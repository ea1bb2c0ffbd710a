#pragma once

#include <memory>
#include <string>

#include "data/section_file.h"
#include "recommend/item_graph.h"
#include "recommend/model.h"

namespace aisle::recommend {

/// Writes a model of any kind in sections whose names begin with `prefix`: "for-you" writes
/// "for-you.kind" and what that kind needs.
void save_model(const Model& model, const std::string& prefix, data::SectionFileWriter& out);

/// Opens what save_model() wrote. Arrays stay in `file`, which must outlive the model.
/// Throws: Error{kCorruptData} naming the file when sections are missing, do not fit each other,
///         or name items that do not exist.
[[nodiscard]] std::unique_ptr<Model> open_model(const data::SectionFile& file,
                                                const std::string& prefix);

/// The same for a graph by itself.
void save_graph(const ItemGraph& graph, const std::string& prefix, data::SectionFileWriter& out);
[[nodiscard]] ItemGraph open_graph(const data::SectionFile& file, const std::string& prefix);

} // namespace aisle::recommend
