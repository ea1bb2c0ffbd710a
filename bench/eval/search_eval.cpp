#include "bench/eval/search_eval.h"

#include <fstream>
#include <optional>
#include <vector>

#include "bench/eval/default_settings.h"
#include "bench/eval/judgements.h"
#include "bench/support/snapshots.h"
#include "bench/support/temp_directory.h"
#include "data/error.h"
#include "data/index_directory.h"
#include "data/manifest.h"
#include "data/search_params_parser.h"
#include "indexer/index_builder.h"
#include "indexer/record_reader.h"
#include "search/searcher.h"

namespace aisle::bench {

namespace {

indexer::RecordReader open_records(const SearchEval& eval) {
    indexer::ReaderOptions options;
    options.id_field = eval.id_field;
    return indexer::RecordReader::open(eval.records_file, options);
}

data::Settings settings_of(const SearchEval& eval) {
    if (!eval.settings_file.empty()) {
        return data::Settings::parse(data::read_file(eval.settings_file));
    }
    auto records = open_records(eval);
    return derive_settings([&] { return records.next(); }, eval.id_field);
}

void build(const SearchEval& eval, const data::IndexDirectory& index,
           const data::Settings& settings) {
    auto records = open_records(eval);
    indexer::BuildOptions options;
    options.rules.id_field = eval.id_field;
    options.on_error = indexer::OnError::kFail; // a record left out would spoil the figures
    static_cast<void>(indexer::build_index(
        index, settings, {}, [&] { return records.next(); }, options));
}

std::vector<std::string> ask(const search::Snapshot& snapshot, const std::string& query) {
    data::SearchParams params = snapshot.settings.query_defaults;
    params.query = query;
    params.page = 0;
    params.hits_per_page = kHitsPerQuery;
    data::finish_search_params(snapshot.settings, params);
    std::vector<std::string> ids;
    for (const auto& hit : search::search(snapshot, params).hits) {
        const auto& columns = snapshot.segments[hit.candidate.segment].columns();
        ids.emplace_back(columns.object_id(hit.candidate.product));
    }
    return ids;
}

void write_hits(const std::string& query_id, const std::vector<std::string>& hits,
                std::ostream& out) {
    for (std::size_t i = 0; i < hits.size(); ++i) {
        out << query_id << '\t' << hits[i] << '\t' << i + 1 << '\t' << hits.size() - i << '\n';
    }
}

} // namespace

MeanScore run(const SearchEval& eval) {
    // Files that are wrong are better found before the index is built.
    const auto queries = read_queries(eval.queries_file);
    const auto judgements = read_judgements(eval.judgements_file);
    std::ofstream run_file;
    if (!eval.run_file.empty()) run_file.open(eval.run_file, std::ios::binary);

    const TempDirectory directory;
    const data::IndexDirectory index(directory.path(), "eval");
    const auto settings = settings_of(eval);
    build(eval, index, settings);
    const auto snapshot = open_snapshot(index, settings);

    ScoreSum sum;
    for (const auto& query : queries) {
        const auto hits = ask(snapshot, query.text);
        const auto judged = judgements.find(query.id);
        sum.add(hits.size(), judged == judgements.end() ? std::optional<QueryScore>()
                                                        : score_hits(hits, judged->second));
        write_hits(query.id, hits, run_file);
    }
    run_file.close();
    if (!eval.run_file.empty() && !run_file) {
        throw data::Error(data::ErrorCode::kUnavailable, "cannot write " + eval.run_file);
    }
    return sum.mean();
}

} // namespace aisle::bench
