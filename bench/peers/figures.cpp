#include "bench/peers/figures.h"

#include <fmt/core.h>
#include <fmt/format.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>
#include <optional>

#include "data/error.h"

namespace aisle::bench {

namespace {

std::optional<double> find(const Figures& figures, const std::string& key) {
    const auto found = figures.find(key);
    return found == figures.end() ? std::nullopt : std::optional(found->second);
}

std::string cell(const Figures& figures, const std::string& key, const char* form) {
    const auto value = find(figures, key);
    return value ? fmt::format(fmt::runtime(form), *value) : "-";
}

} // namespace

void add_times(Figures& figures, const std::string& prefix, std::vector<double> seconds) {
    std::sort(seconds.begin(), seconds.end());
    const double total = std::accumulate(seconds.begin(), seconds.end(), 0.0);
    const auto at = [&](double share) {
        return 1e3 *
               seconds[static_cast<std::size_t>(share * static_cast<double>(seconds.size() - 1))];
    };
    figures[prefix + ".qps"] = static_cast<double>(seconds.size()) / total;
    figures[prefix + ".p50_ms"] = at(0.50);
    figures[prefix + ".p99_ms"] = at(0.99);
}

Figures read_figures(const std::filesystem::path& path) {
    std::ifstream in(path);
    if (!in) throw data::Error(data::ErrorCode::kNotFound, "cannot open " + path.string());
    Figures figures;
    std::string key;
    for (double value = 0; in >> key >> value;) figures[key] = value;
    if (!in.eof()) {
        throw data::Error(data::ErrorCode::kCorruptData,
                          path.string() + ": expected a number after " + key);
    }
    return figures;
}

void write_figures(const Figures& figures, const std::filesystem::path& path) {
    std::ofstream out(path);
    for (const auto& [key, value] : figures) out << fmt::format("{} {}\n", key, value);
    out.close();
    if (!out) throw data::Error(data::ErrorCode::kUnavailable, "cannot write " + path.string());
}

void add_ratios(Figures& figures) {
    constexpr std::string_view kOurs = "aisle.";
    constexpr std::string_view kUnit = ".qps";
    Figures ratios;
    for (const auto& [key, value] : figures) {
        if (!key.starts_with(kOurs) || !key.ends_with(kUnit)) continue;
        const std::string work = key.substr(kOurs.size(), key.size() - kOurs.size() - kUnit.size());
        if (const auto theirs = find(figures, "lucene." + work + ".qps")) {
            ratios["ratio." + work] = value / *theirs;
        }
    }
    figures.merge(ratios);
}

std::string table(const Figures& figures, const std::vector<std::string>& works) {
    std::string text = fmt::format(
        "{:<16} {:>9} {:>9} {:>9} {:>9} | {:>9} {:>9} {:>9} {:>9} | {:>7}\n", "", "Aisle q/s",
        "p50 ms", "p99 ms", "hits", "Lucene", "p50 ms", "p99 ms", "hits", "ratio");
    for (const auto& work : works) {
        text += fmt::format("{:<16}", work);
        for (const std::string engine : {"aisle.", "lucene."}) {
            text += fmt::format(" {:>9} {:>9} {:>9} {:>9} |",
                                cell(figures, engine + work + ".qps", "{:.0f}"),
                                cell(figures, engine + work + ".p50_ms", "{:.3f}"),
                                cell(figures, engine + work + ".p99_ms", "{:.3f}"),
                                cell(figures, engine + work + ".hits", "{:.1f}"));
        }
        text += fmt::format(" {:>7}\n", cell(figures, "ratio." + work, "{:.1f}"));
    }
    for (const std::string engine : {"aisle", "lucene"}) {
        text += fmt::format("{:<8} index: {} s, {} MB\n", engine,
                            cell(figures, engine + ".index_seconds", "{:.1f}"),
                            cell(figures, engine + ".index_mb", "{:.0f}"));
    }
    return text;
}

std::string to_json(const Figures& figures) {
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    for (const auto& [key, value] : figures) {
        writer.Key(key);
        writer.Double(value);
    }
    writer.EndObject();
    return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

} // namespace aisle::bench
