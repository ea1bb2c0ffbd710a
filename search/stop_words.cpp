#include "search/stop_words.h"

#include <algorithm>
#include <map>
#include <span>

// Function words only: articles, prepositions, conjunctions, pronouns and auxiliaries. A word
// that could name or describe a product ("can", "over", "no") is left out, because dropping it
// loses more than keeping it. Diacritics are stripped, as in every normalised word.

namespace aisle::search {

namespace {

constexpr std::string_view kEnglish[] = {
    "a",    "an",   "and",   "are",   "as",   "at",    "be",    "but",  "by",   "for",
    "from", "if",   "in",    "into",  "is",   "it",    "its",   "of",   "on",   "or",
    "such", "that", "the",   "their", "then", "there", "these", "they", "this", "to",
    "was",  "were", "which", "will",  "with", "my",    "your",  "our"};
constexpr std::string_view kGerman[] = {
    "aber", "als", "am",  "an",  "auf",  "aus",   "bei",   "das",   "dem",   "den",  "der",
    "des",  "die", "du",  "ein", "eine", "einem", "einen", "einer", "eines", "es",   "fur",
    "hat",  "ich", "im",  "in",  "ist",  "mit",   "nach",  "oder",  "sich",  "sind", "um",
    "und",  "vom", "von", "war", "wie",  "zu",    "zum",   "zur"};
constexpr std::string_view kFrench[] = {
    "a",    "au",  "aux",  "avec", "ce",  "ces", "cette", "d",   "dans", "de",  "des",  "du",
    "elle", "en",  "est",  "et",   "il",  "je",  "l",     "la",  "le",   "les", "leur", "ou",
    "par",  "pas", "pour", "que",  "qui", "sa",  "se",    "ses", "son",  "sur", "un",   "une"};
constexpr std::string_view kSpanish[] = {
    "al", "como", "con", "de",   "del",  "el",  "ella", "en", "es", "esta", "este", "la",  "las",
    "lo", "los",  "o",   "para", "pero", "por", "que",  "se", "su", "sus",  "un",   "una", "y"};
constexpr std::string_view kItalian[] = {
    "a",   "ai", "al", "alla", "che", "con", "da", "dal", "dei", "del", "della", "di", "e",  "ed",
    "gli", "i",  "il", "in",   "la",  "le",  "lo", "nel", "o",   "per", "su",    "un", "una"};
constexpr std::string_view kDutch[] = {
    "aan", "als", "bij",  "dat", "de", "der", "die", "dit", "een", "en",  "het", "ik",   "in",
    "is",  "met", "naar", "of",  "om", "ook", "op",  "te",  "tot", "uit", "van", "voor", "zijn"};

using List = std::span<const std::string_view>;

List list_of(std::string_view language) {
    static const std::map<std::string_view, List> kLists = {{"en", kEnglish}, {"de", kGerman},
                                                            {"fr", kFrench},  {"es", kSpanish},
                                                            {"it", kItalian}, {"nl", kDutch}};
    const auto found = kLists.find(language);
    return found == kLists.end() ? List{} : found->second;
}

} // namespace

bool is_stop_word(std::string_view word, const std::vector<std::string>& languages,
                  const data::Dictionaries* dictionaries) {
    return std::any_of(languages.begin(), languages.end(), [&](const auto& language) {
        if (dictionaries != nullptr) {
            if (const auto verdict = dictionaries->is_stop_word(word, language)) return *verdict;
            if (!dictionaries->uses_standard(data::Dictionary::kStopWords, language)) return false;
        }
        const List list = list_of(language);
        return std::find(list.begin(), list.end(), word) != list.end();
    });
}

} // namespace aisle::search
