// The architecture, executable. Over every file of the source tree:
//   1. A folder includes only the folders it may rest on, by paths from the root that exist.
//   2. A third-party header appears only where the table below allows it.
//   3. Nothing below api/ knows of HTTP.
//   4. Every header is guarded and included by somebody, by its own source before anything else;
//      every source is built.
//   5. No source file is longer than 600 lines.
//   6. Every path that a document names exists.
//   7. No file names a machine's folders or a package host.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxLines = 600;

/// A file of the source tree, by its path from the root.
struct SourceFile {
    std::string path;
    std::string text;
    std::vector<std::string> lines;

    [[nodiscard]] std::string folder() const { return path.substr(0, path.find('/')); }

    [[nodiscard]] bool is_cpp() const { return path.ends_with(".cpp"); }

    [[nodiscard]] bool is_header() const { return path.ends_with(".h"); }

    [[nodiscard]] bool is_code() const { return is_cpp() || is_header(); }
};

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"data", {"data"}},
    {"indexer", {"indexer", "data"}},
    {"search", {"search", "data"}},
    {"recommend", {"recommend", "data"}},
    {"api", {"api", "indexer", "search", "recommend", "data"}},
    {"bench", {"bench", "api", "indexer", "search", "recommend", "data"}},
    {"tests", {"tests", "bench", "api", "indexer", "search", "recommend", "data"}},
};

/// Two programs bring folders together that else do not know each other: the server in api/, and
/// the batch job in these files.
const std::set<std::string> kTrainingFiles = {
    "indexer/event_commands.cpp", "indexer/content_reader.h", "indexer/content_reader.cpp"};

/// Where the headers of one library may be included.
struct LibraryRule {
    const char* header;    ///< what follows #include <, a regular expression
    const char* allowed;   ///< paths of files, a regular expression
    std::size_t max_files; ///< outside tests and bench; 0: any number
};

const LibraryRule kLibraries[] = {
    {"xapian\\.h", "(indexer|search|tests|bench)/.*\\.cpp", 0},
    {"pistache/.*", "api/.*\\.cpp", 1},
    {"boost/.*", "api/.*\\.cpp", 1},
    {"(tbb|oneapi)/.*", "(indexer|recommend|tests|bench)/.*\\.cpp", 0},
    {"rapidjson/.*", "(data|indexer|api|tests|bench)/.*", 0},
    {"simdjson\\.h", "indexer/.*\\.cpp", 1},
    {"Eigen/.*", "(recommend|tests|bench)/.*", 0},
    {"csv\\.h", "(indexer|bench)/.*", 0},
    {"utf8proc\\.h", "data/.*\\.cpp", 0},
    {"xxhash\\.h", "(data|indexer|api)/.*\\.cpp", 0},
    {"sqlite3\\.h", "data/.*\\.cpp|tests/.*", 1},
    {"zstd\\.h|zdict\\.h", "(data|bench)/.*\\.cpp", 0},
    {"libdeflate\\.h", "api/.*\\.cpp", 1},
    {"zlib\\.h", "(indexer|api)/.*\\.cpp|tests/.*", 0},
    {"openssl/.*", "api/.*\\.cpp|tests/api/.*", 0},
    {"spdlog/.*", "(api/.*\\.cpp|bench/.*)", 0},
    {"fmt/.*", "(indexer|api|bench|tests)/.*", 0},
    {"CLI/.*", "(indexer|api|bench)/.*\\.cpp", 0},
    {"benchmark/.*", "bench/.*", 0},
    {"(faiss|hnswlib)/.*|omp\\.h", "bench/recommend/.*\\.cpp", 0},
    {"groonga\\.h", "bench/peers/.*", 0},
    {"immintrin\\.h",
     "recommend/.*|search/(code_scan|filter_evaluator|row_ends|value_lines|wide_bitmap)\\.cpp|"
     "indexer/object_end\\.cpp",
     7},
    {"(gtest|gmock)/.*", "tests/.*", 0},
};

/// The language's own headers have no dot; these are the system's.
const std::regex
    kSystemHeader("[a-z_]+|(arpa|net|netinet|sys)/[a-z_]+\\.h|"
                  "(dirent|fcntl|netdb|poll|pthread|sched|signal|stdlib|time|unistd)\\.h");

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<std::string> split_lines(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// Built, fetched and version control's own files are not the project's.
bool is_foreign(const fs::path& path) {
    const std::string name = path.filename();
    return name == "build" || name == "node_modules" || name == ".git" || name == ".cache";
}

std::vector<SourceFile> read_tree() {
    const fs::path root = AISLE_SOURCE_DIR;
    std::vector<SourceFile> files;
    for (auto it = fs::recursive_directory_iterator(root); it != fs::end(it); ++it) {
        if (is_foreign(it->path())) {
            it.disable_recursion_pending();
        } else if (it->is_regular_file()) {
            const auto text = read_file(it->path());
            files.push_back({it->path().lexically_relative(root), text, split_lines(text)});
        }
    }
    return files;
}

const std::vector<SourceFile>& tree() {
    static const auto files = read_tree();
    return files;
}

bool is_in_tree(const fs::path& path) {
    return fs::exists(fs::path(AISLE_SOURCE_DIR) / path);
}

void for_each_code_file(const std::function<void(const SourceFile&)>& visit) {
    for (const auto& file : tree()) {
        if (file.is_code()) visit(file);
    }
}

/// Calls visit(file, included, is_quoted) for every #include.
template <class Visit>
void for_each_include(Visit&& visit) {
    static const std::regex kInclude(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)re");
    for_each_code_file([&](const SourceFile& file) {
        for (const auto& line : file.lines) {
            std::smatch match;
            if (line.find("include") == std::string::npos) continue;
            if (std::regex_match(line, match, kInclude))
                visit(file, match[2].str(), match[1] == "\"");
        }
    });
}

/// The code without comments, strings and characters: what the compiler takes for names.
std::string without_comments_and_strings(const std::string& text) {
    std::string code;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 2, "//") == 0) {
            i = std::min(text.find('\n', i), text.size() - 1);
        } else if (text[i] == '"') {
            for (++i; i < text.size() && text[i] != '"' && text[i] != '\n'; ++i) {
                if (text[i] == '\\') ++i;
            }
            continue;
        }
        code += text[i];
    }
    return code;
}

bool contains_word(const std::string& text, const std::string& word) {
    const auto is_inside = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '/' || c == '.';
    };
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_inside(text[at - 1])) &&
            (end == text.size() || !is_inside(text[end]))) {
            return true;
        }
    }
    return false;
}

/// The CMakeLists.txt that a source belongs to: its folder's, or the nearest above.
fs::path build_file_of(const SourceFile& file) {
    auto folder = fs::path(file.path).parent_path();
    while (!folder.empty() && !is_in_tree(folder / "CMakeLists.txt")) folder = folder.parent_path();
    return folder / "CMakeLists.txt";
}

TEST(Layering, FoldersIncludeOnlyWhatTheyMayRestOn) {
    for_each_include([](const SourceFile& file, const std::string& included, bool is_quoted) {
        if (!is_quoted) return;
        EXPECT_TRUE(is_in_tree(included))
            << file.path << " includes \"" << included << "\", which is no path from the root";
        const auto target = included.substr(0, included.find('/'));
        const bool is_training = kTrainingFiles.contains(file.path) && target == "recommend";
        EXPECT_TRUE(is_training || kMayInclude.at(file.folder()).contains(target))
            << file.path << " includes " << included << ": " << file.folder()
            << "/ must not rest on " << target << '/';
    });
}

TEST(Layering, ThirdPartyHeadersStayWhereTheyBelong) {
    std::map<std::string, std::set<std::string>> users;
    for_each_include([&](const SourceFile& file, const std::string& included, bool is_quoted) {
        if (is_quoted || std::regex_match(included, kSystemHeader)) return;
        const auto* rule =
            std::find_if(std::begin(kLibraries), std::end(kLibraries), [&](const auto& r) {
                return std::regex_match(included, std::regex(r.header));
            });
        if (rule == std::end(kLibraries)) {
            ADD_FAILURE() << file.path << " includes <" << included << ">, which no rule knows";
            return;
        }
        EXPECT_TRUE(std::regex_match(file.path, std::regex(rule->allowed)))
            << file.path << " includes <" << included << ">, allowed in " << rule->allowed;
        if (file.folder() != "tests" && file.folder() != "bench") {
            users[rule->header].insert(file.path);
        }
    });
    for (const auto& rule : kLibraries) {
        EXPECT_TRUE(rule.max_files == 0 || users[rule.header].size() <= rule.max_files)
            << rule.header << " is included by " << users[rule.header].size() << " files, not "
            << rule.max_files;
    }
}

TEST(Layering, NothingBelowTheApiKnowsOfHttp) {
    for_each_code_file([](const SourceFile& file) {
        if (file.folder() == "api" || file.folder() == "bench" || file.folder() == "tests") return;
        const auto code = without_comments_and_strings(file.text);
        for (const char* word : {"http", "Http", "HTTP"}) {
            EXPECT_EQ(code.find(word), std::string::npos) << file.path << " names " << word;
        }
    });
}

TEST(Layering, EveryHeaderIsGuardedAndIncludedBySomebody) {
    std::set<std::string> included_files;
    for_each_include([&](const SourceFile& file, const std::string& included, bool) {
        if (included != file.path) included_files.insert(included);
    });
    for_each_code_file([&](const SourceFile& file) {
        if (!file.is_header()) return;
        EXPECT_TRUE(std::count(file.lines.begin(), file.lines.end(), "#pragma once") == 1)
            << file.path << " lacks #pragma once";
        EXPECT_TRUE(included_files.contains(file.path)) << "nobody includes " << file.path;
    });
}

/// So compiling the source shows that the header needs nothing before it.
TEST(Layering, EverySourceIncludesItsOwnHeaderFirst) {
    std::set<std::string> with_includes;
    for_each_include([&](const SourceFile& file, const std::string& included, bool) {
        if (!file.is_cpp() || !with_includes.insert(file.path).second) return;
        const auto header = fs::path(file.path).replace_extension(".h").string();
        if (is_in_tree(header)) {
            EXPECT_EQ(included, header) << file.path << " includes another one first";
        }
    });
    EXPECT_GT(with_includes.size(), 100U);
}

TEST(Layering, EverySourceIsBuilt) {
    for_each_code_file([](const SourceFile& file) {
        if (!file.is_cpp()) return;
        const auto build_file = build_file_of(file);
        const auto text = read_file(fs::path(AISLE_SOURCE_DIR) / build_file);
        const auto path = fs::path(file.path).lexically_relative(build_file.parent_path());
        // A helper function may add the extension.
        EXPECT_TRUE(contains_word(text, path) || contains_word(text, path.stem()))
            << build_file << " does not list " << path;
    });
}

TEST(Layering, FilesStayShortEnoughToRead) {
    for_each_code_file([](const SourceFile& file) {
        EXPECT_LE(file.lines.size(), kMaxLines) << file.path << ": split it by what it does";
    });
}

/// A name in backticks that claims to be a file of this tree.
bool claims_to_be_a_path(const std::string& name) {
    static const std::regex kSource(R"([\w./-]+\.(h|cpp|md|mjs|cmake))");
    static const std::regex kBelowAFolder(
        R"((data|indexer|search|recommend|api|bench|tests|\.ci)/[\w./-]*)");
    return std::regex_match(name, kSource) || std::regex_match(name, kBelowAFolder);
}

/// True when a document in `folder` may call a file `name`: its path from the root or from the
/// document, or the bare name of some file.
bool is_known_path(const std::string& name, const fs::path& folder) {
    if (is_in_tree(name) || is_in_tree(folder / name)) return true;
    return std::any_of(tree().begin(), tree().end(),
                       [&](const auto& file) { return fs::path(file.path).filename() == name; });
}

TEST(Layering, EveryPathThatADocumentNamesExists) {
    static const std::regex kQuoted("`([^`]+)`");
    for (const auto& file : tree()) {
        if (!file.path.ends_with(".md")) continue;
        bool is_code_block = false;
        for (const auto& line : file.lines) {
            if (line.starts_with("```")) is_code_block = !is_code_block;
            if (is_code_block) continue;
            for (auto it = std::sregex_iterator(line.begin(), line.end(), kQuoted);
                 it != std::sregex_iterator(); ++it) {
                const auto name = (*it)[1].str();
                EXPECT_TRUE(!claims_to_be_a_path(name) ||
                            is_known_path(name, fs::path(file.path).parent_path()))
                    << file.path << " names " << name << ", which does not exist";
            }
        }
    }
}

TEST(Layering, NoFileNamesAMachineOrAPackageHost) {
    // Written in two pieces, so that this file may be searched as well.
    const std::string words[] = {"registry."
                                 "npmjs",
                                 "deb."
                                 "debian.org",
                                 "pypi."
                                 "org",
                                 "/tmp"
                                 "/wt",
                                 "/work"
                                 "/main",
                                 "/work"
                                 "/shared",
                                 "/home"
                                 "/"};
    for (const auto& file : tree()) {
        for (const auto& word : words) {
            EXPECT_EQ(file.text.find(word), std::string::npos) << file.path << " names " << word;
        }
    }
}

} // namespace
