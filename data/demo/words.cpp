#include "data/demo/words.h"

#include <algorithm>
#include <array>

#include "data/demo/rng.h"

namespace aisle::data::demo {
namespace {

// The names that makers give to their first lines.
constexpr std::array<std::string_view, 99> kLineNames = {
    "Tarn",    "Vela",   "Aurora", "Linden",  "Solis",  "Kaya",    "Brise", "Marlow", "Heron",
    "Faro",    "Cedar",  "Nova",   "Rivage",  "Alma",   "Thule",   "Skye",  "Lumen",  "Basalt",
    "Mistral", "Ember",  "Otto",   "Fjell",   "Juno",   "Orla",    "Pavo",  "Sable",  "Tilda",
    "Umbra",   "Vesper", "Wren",   "Yarrow",  "Zinnia", "Alder",   "Birk",  "Cosmo",  "Dune",
    "Elba",    "Flint",  "Gale",   "Hazel",   "Iris",   "Jasper",  "Kelda", "Lotta",  "Mira",
    "Nils",    "Opal",   "Petra",  "Quill",   "Rosa",   "Sienna",  "Tove",  "Ursa",   "Vigo",
    "Willow",  "Amaro",  "Bruna",  "Celeste", "Dahlia", "Enzo",    "Fenja", "Greta",  "Hugo",
    "Ida",     "Jonna",  "Kiruna", "Luca",    "Malva",  "Nora",    "Oslo",  "Piran",  "Runa",
    "Siena",   "Tessa",  "Ulla",   "Valma",   "Aster",  "Bergen",  "Corsa", "Delft",  "Eira",
    "Fosca",   "Gent",   "Harlow", "Inari",   "Juna",   "Kolding", "Lido",  "Merle",  "Neva",
    "Olea",    "Porto",  "Rhea",   "Sorrel",  "Tundra", "Verde",   "Zora",  "Atlas",  "Brant"};

constexpr std::uint32_t kNumNamedLines = 5;

constexpr std::array<std::string_view, 24> kOnsets = {"b", "d", "f", "g", "h",  "k",  "l",  "m",
                                                      "n", "p", "r", "s", "t",  "v",  "j",  "l",
                                                      "m", "n", "r", "s", "br", "tr", "st", "gr"};
constexpr std::array<std::string_view, 5> kVowels = {"a", "e", "i", "o", "u"};
constexpr std::array<std::string_view, 12> kCodas = {"",  "",  "",   "n",  "r",   "l",
                                                     "s", "m", "ra", "na", "ria", "ndo"};
constexpr std::array<std::string_view, 8> kMakers = {
    "Atelier", "Studio", "Manufaktur", "Werkstatt", "Maison", "House of", "Officina", "Haus"};

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool is_small_word(std::string_view word) {
    return word == "and" || word == "of" || word == "de" || word == "for" || word == "the";
}

template <std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& parts, Rng& rng) {
    return parts[rng.below(N)];
}

} // namespace

void append_word(std::string& out, std::uint64_t key, std::uint32_t rank) {
    Rng rng = Rng::for_key({key, rank});
    if (rank < kNumNamedLines) {
        out += pick(kLineNames, rng);
        return;
    }
    const std::uint32_t num_syllables = rank < 400 ? 2 : rank < 100'000 ? 3 : 4;
    const std::size_t start = out.size();
    for (std::uint32_t i = 0; i < num_syllables; ++i) {
        out += pick(kOnsets, rng);
        out += pick(kVowels, rng);
    }
    out += pick(kCodas, rng);
    out[start] = upper(out[start]);
}

void append_model(std::string& out, std::uint64_t line_key, std::uint32_t number) {
    Rng rng(line_key);
    out += static_cast<char>('A' + rng.below(26));
    out += static_cast<char>('A' + rng.below(26));
    out += '-';
    out += std::to_string(number);
}

void append_maker(std::string& out, std::uint64_t key, std::uint32_t rank) {
    Rng rng = Rng::for_key({key, rank, 1});
    out += pick(kMakers, rng);
    out += ' ';
    append_word(out, key, rank);
}

void append_title_case(std::string& out, std::string_view words) {
    for (std::size_t start = 0; start < words.size();) {
        const std::size_t end = std::min(words.find(' ', start), words.size());
        const std::string_view word = words.substr(start, end - start);
        if (start > 0) out += ' ';
        out += is_small_word(word) ? word.front() : upper(word.front());
        out += word.substr(1);
        start = end + 1;
    }
}

void append_capitalised(std::string& out, std::string_view text) {
    constexpr char kLatin1Lead = '\xC3';
    if (text.size() > 1 && text[0] == kLatin1Lead && static_cast<unsigned char>(text[1]) >= 0xA0) {
        out += kLatin1Lead;
        out += static_cast<char>(text[1] - 0x20); // the capitals of U+00E0 ... lie 32 below
        out += text.substr(2);
        return;
    }
    out += upper(text.front());
    out += text.substr(1);
}

} // namespace aisle::data::demo
