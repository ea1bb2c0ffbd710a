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

/// Whole numbers, but of few queries a second the tenths.
std::string qps_cell(const Figures& figures, const std::string& key) {
    const auto value = find(figures, key);
    return cell(figures, key, value && *value < 100 ? "{:.1f}" : "{:.0f}");
}

/// How many times as many queries a second as Lucene answers.
std::string times_lucene(const Figures& figures, const std::string& engine,
                         const std::string& work) {
    const auto ours = find(figures, engine + "." + work + ".qps");
    const auto theirs = find(figures, "lucene." + work + ".qps");
    return ours && theirs ? fmt::format("{:.2f}", *ours / *theirs) : "-";
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

std::vector<std::string> engines_of(const Figures& figures) {
    std::vector<std::string> engines;
    for (const std::string engine : kEngines) {
        const auto first = figures.lower_bound(engine + ".");
        if (first != figures.end() && first->first.starts_with(engine + ".")) {
            engines.push_back(engine);
        }
    }
    return engines;
}

std::string table(const Figures& figures, const std::vector<std::string>& works) {
    const auto engines = engines_of(figures);
    std::string text = fmt::format("{:<16} {:<8} {:>10} {:>10} {:>10} {:>10} {:>9}\n", "", "",
                                   "queries/s", "p50 ms", "p99 ms", "hits", "x Lucene");
    for (const auto& work : works) {
        for (const auto& engine : engines) {
            const std::string key = engine + "." + work;
            text += fmt::format(
                "{:<16} {:<8} {:>10} {:>10} {:>10} {:>10} {:>9}\n",
                engine == engines.front() ? work : "", engine, qps_cell(figures, key + ".qps"),
                cell(figures, key + ".p50_ms", "{:.3f}"), cell(figures, key + ".p99_ms", "{:.3f}"),
                cell(figures, key + ".hits", "{:.1f}"), times_lucene(figures, engine, work));
        }
    }
    text += fmt::format("\n{:<16} {:<8} {:>10} {:>10} {:>10} {:>10}\n", "", "", "seconds", "MB",
                        "peak RSS", "RSS after");
    for (const auto& engine : engines) {
        text += fmt::format("{:<16} {:<8} {:>10} {:>10} {:>10} {:>10}\n",
                            engine == engines.front() ? "index, memory" : "", engine,
                            cell(figures, engine + ".index_seconds", "{:.1f}"),
                            cell(figures, engine + ".index_mb", "{:.0f}"),
                            cell(figures, engine + ".peak_mb", "{:.0f}"),
                            cell(figures, engine + ".resident_mb", "{:.0f}"));
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
