// Lines of cells between tabs: every language reads them without a library, and none of the
// texts can hold a tab, since words are letters and digits.

#include "bench/peers/peer_files.h"

#include <charconv>
#include <string_view>

#include "data/error.h"

namespace aisle::bench {

namespace {

namespace code = data::token_code;
namespace fs = std::filesystem;

constexpr const char* kDocuments = "documents.tsv";
constexpr const char* kWorks = "works.txt";

/// Separates the values of one attribute. No text has it: it is a control character.
constexpr char kValueSeparator = '\x1f';

constexpr std::string_view kModes[] = {"words", "prefix", "typo"};

[[noreturn]] void refuse(const char* file, const std::string& line, const char* expected) {
    throw data::Error(data::ErrorCode::kCorruptData,
                      std::string(file) + ": expected " + expected + ", found \"" + line + '"');
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> cells;
    while (true) {
        const auto end = text.find(separator);
        cells.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return cells;
        text.remove_prefix(end + 1);
    }
}

template <class Number>
Number number_of(const char* file, const std::string& cell) {
    Number number{};
    const auto* const end = cell.data() + cell.size();
    const auto result = std::from_chars(cell.data(), end, number);
    if (result.ec != std::errc() || result.ptr != end) refuse(file, cell, "a number");
    return number;
}

std::ifstream open(const fs::path& path) {
    std::ifstream in(path);
    if (!in) throw data::Error(data::ErrorCode::kNotFound, "cannot open " + path.string());
    return in;
}

void finish(std::ofstream& out, const fs::path& path) {
    out.close();
    if (!out) {
        throw data::Error(data::ErrorCode::kUnavailable, "cannot write " + path.string());
    }
}

double order_of(const data::Columns& columns, const PeerCorpus& corpus, data::Ordinal product) {
    const auto* order = corpus.order.empty() ? nullptr : columns.numeric(corpus.order);
    double number = 0;
    if (order != nullptr && order->space() == data::ColumnSpace::kProduct) {
        for (const double value : order->at(product)) number = value;
    }
    return number;
}

void write_document(std::ostream& out, const data::Segment& segment, const PeerCorpus& corpus,
                    data::Ordinal product) {
    for (const auto c : segment.text().tokens()[product].decode()) {
        if (code::is_word(c)) out << segment.text().word(c) << ' ';
    }
    out << '\t' << order_of(segment.columns(), corpus, product);
    for (const auto& facet : corpus.facets) {
        out << '\t';
        bool is_first = true;
        for (const auto& value : values_of(segment.columns(), facet, product)) {
            if (!is_first) out << kValueSeparator;
            out << value;
            is_first = false;
        }
    }
    out << '\n';
}

void write_refinements(std::ostream& out, const char* name,
                       const std::vector<Work::Refinement>& refinements) {
    for (const auto& [facet, values] : refinements) {
        out << name << '\t' << facet;
        for (const auto& value : values) out << '\t' << value;
        out << '\n';
    }
}

Work::Refinement refinement_of(const std::vector<std::string>& cells) {
    return {number_of<std::size_t>(kWorks, cells[1]), {cells.begin() + 2, cells.end()}};
}

Work::Mode mode_of(const std::string& name) {
    for (std::size_t i = 0; i < std::size(kModes); ++i) {
        if (name == kModes[i]) return static_cast<Work::Mode>(i);
    }
    refuse(kWorks, name, "words, prefix or typo");
}

void take_left_out(Work& work, const std::vector<std::string>& cells) {
    auto& left_out = work.left_out[number_of<std::size_t>(kWorks, cells[1])];
    for (std::size_t i = 2; i < cells.size(); ++i) {
        left_out.push_back(number_of<std::size_t>(kWorks, cells[i]));
    }
}

void take_line(Work& work, const std::string& line) {
    const auto cells = split(line, '\t');
    if (cells.size() < 2) refuse(kWorks, line, "a name and its values");
    if (cells[0] == "mode") {
        work.mode = mode_of(cells[1]);
    } else if (cells[0] == "facets") {
        work.num_facets = number_of<std::size_t>(kWorks, cells[1]);
    } else if (cells[0] == "comparable") {
        work.is_comparable = cells[1] == "yes";
    } else if (cells[0] == "all_of") {
        work.all_of.push_back(refinement_of(cells));
    } else if (cells[0] == "none_of") {
        work.none_of.push_back(refinement_of(cells));
    } else if (cells[0] == "left_out") {
        take_left_out(work, cells);
    } else if (cells[0] == "query") {
        work.queries.push_back(cells[1]);
    } else {
        refuse(kWorks, line, "a member of a work");
    }
}

} // namespace

void write_documents(const search::Snapshot& snapshot, const PeerCorpus& corpus,
                     const fs::path& directory) {
    std::ofstream out(directory / kDocuments);
    for (const auto& view : snapshot.segments) {
        view.alive.for_each(
            [&](data::Ordinal product) { write_document(out, *view.segment, corpus, product); });
    }
    finish(out, directory / kDocuments);
}

PeerDocumentReader::PeerDocumentReader(const fs::path& directory)
    : in_(open(directory / kDocuments)) {}

bool PeerDocumentReader::next(PeerDocument& document) {
    if (!std::getline(in_, line_)) return false;
    ++num_lines_;
    auto cells = split(line_, '\t');
    if (cells.size() < 2) {
        refuse(kDocuments, "line " + std::to_string(num_lines_), "words and a number");
    }
    document.words = split(cells[0], ' ');
    std::erase(document.words, "");
    document.order = number_of<double>(kDocuments, cells[1]);
    document.facets.clear();
    for (std::size_t i = 2; i < cells.size(); ++i) {
        document.facets.push_back(split(cells[i], kValueSeparator));
        std::erase(document.facets.back(), "");
    }
    return true;
}

void write_works(const std::vector<Work>& works, const fs::path& directory) {
    std::ofstream out(directory / kWorks);
    for (const auto& work : works) {
        out << "work\t" << work.name << "\nmode\t" << kModes[static_cast<std::size_t>(work.mode)]
            << "\nfacets\t" << work.num_facets << "\ncomparable\t"
            << (work.is_comparable ? "yes" : "no") << '\n';
        write_refinements(out, "all_of", work.all_of);
        write_refinements(out, "none_of", work.none_of);
        for (const auto& [facet, refined] : work.left_out) {
            out << "left_out\t" << facet;
            for (const auto other : refined) out << '\t' << other;
            out << '\n';
        }
        for (const auto& query : work.queries) out << "query\t" << query << '\n';
    }
    finish(out, directory / kWorks);
}

std::vector<Work> read_works(const fs::path& directory) {
    auto in = open(directory / kWorks);
    std::vector<Work> works;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("work\t")) {
            works.push_back({.name = line.substr(5)});
        } else if (works.empty()) {
            refuse(kWorks, line, "a work first");
        } else {
            take_line(works.back(), line);
        }
    }
    return works;
}

} // namespace aisle::bench
