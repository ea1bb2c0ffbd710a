// How names and descriptions are made.
//
// One draw of words (a feature, a material, a number, a product line, a closing sentence) is
// said three times, by a grammar for each language:
//   en  Brand Line Feature Material Noun 1.2 l
//   de  Brand Line Noun aus Material, feature, 1,2 l
//   fr  Noun feature en material Brand Line, 1,2 l
// German needs no endings that way, because an adjective behind its noun has none. A French
// adjective agrees with its noun: the vocabulary holds both genders, and the plural is made here.
// A description is an opening without a verb, the sentence of the feature and one of the shelf.

#include "data/demo/product_text.h"

#include <array>
#include <bit>

#include "data/demo/words.h"

namespace aisle::data::demo {
namespace {

constexpr std::uint64_t kLineStream = 3;
constexpr std::uint64_t kMakerStream = 4;
constexpr std::uint32_t kNumOpenings = 3;

// What the three grammars talk about.
struct Phrase {
    const FamilyEntry* entry = nullptr;
    const Feature* feature = nullptr;
    const Text* material = nullptr; // null: not mentioned
    std::string_view spec_value;    // empty: none
    bool feature_in_name = true;
    std::uint32_t opening = 0;
    std::string line;       // "Tarn" or "Tarn TX-410"
    std::string feature_fr; // agreeing with the noun

    [[nodiscard]] const Text& noun() const { return entry->family->noun; }
};

bool is_plural(French form) {
    return form == French::kMasculinePlural || form == French::kFemininePlural;
}

bool is_feminine(French form) {
    return form == French::kFeminine || form == French::kFemininePlural;
}

void agree_in_french(const Feature& feature, French form, std::string& out) {
    constexpr std::string_view kNeverChanges = "=";
    out = feature.fr;
    if (feature.fr_feminine == kNeverChanges) return;
    if (is_feminine(form) && !feature.fr_feminine.empty()) out = feature.fr_feminine;
    if (!is_plural(form)) return;
    // Only the first word agrees: "résistants à l'eau".
    const std::size_t end = std::min(out.find(' '), out.size());
    const char last = out[end - 1];
    if (last != 's' && last != 'x') out.insert(end, 1, 's');
}

// An index below n whose bit is set in the mask.
std::size_t draw_suitable(std::uint8_t mask, std::size_t n, Rng& rng) {
    const auto suitable = mask & ((1U << n) - 1U);
    auto skip = rng.below(static_cast<std::uint32_t>(std::popcount(suitable)));
    for (std::size_t i = 0;; ++i) {
        if ((suitable >> i & 1U) != 0 && skip-- == 0) return i;
    }
}

std::string_view draw(std::span<const std::string_view> words, Rng& rng) {
    return words[rng.below(static_cast<std::uint32_t>(words.size()))];
}

void compose_brand(const ProductPlan& plan, std::string& out) {
    if (plan.brand < brands().size()) {
        out = brands()[plan.brand].name;
        return;
    }
    out.clear();
    const std::uint64_t department = family_of(plan).department_position;
    append_maker(out, Rng::for_key({kMakerStream, department}).next(), plan.maker_rank);
}

void compose_line(const ProductPlan& plan, const Shelf& shelf, Rng& rng, std::string& out) {
    out.clear();
    const std::uint64_t department = family_of(plan).department_position;
    const std::uint64_t owner =
        Rng::for_key({kLineStream, plan.brand, plan.maker_rank, department}).next();
    const std::uint32_t rank = draw_open_zipf(rng);
    append_word(out, owner, rank);
    if (shelf.naming == Naming::kModel) {
        out += ' ';
        append_model(out, owner + rank, rng.between(10, 989));
    }
}

// A decimal point in English, a comma in German and French.
void append_spec(const Phrase& phrase, std::string_view Text::*language, std::string& out) {
    const bool english = language == &Text::en;
    for (const char c : phrase.spec_value) out += c == '.' && !english ? ',' : c;
    out += phrase.entry->family->spec->unit.*language;
}

void compose_names(const Phrase& phrase, const std::string& brand, Localised& name) {
    name.en = brand + ' ' + phrase.line + ' ';
    name.de = brand + ' ' + phrase.line + ' ';
    name.fr.clear();
    name.de += phrase.noun().de;
    append_capitalised(name.fr, phrase.noun().fr);
    if (phrase.feature_in_name) {
        append_title_case(name.en, phrase.feature->en);
        name.en += ' ';
        name.fr += ' ';
        name.fr += phrase.feature_fr;
    }
    if (phrase.material != nullptr) {
        append_title_case(name.en, phrase.material->en);
        name.en += ' ';
        name.de += " aus ";
        name.de += phrase.material->de;
        name.fr += " en ";
        name.fr += phrase.material->fr;
    }
    if (phrase.feature_in_name) {
        name.de += ", ";
        name.de += phrase.feature->de;
    }
    append_title_case(name.en, phrase.noun().en);
    name.fr += ' ' + brand + ' ' + phrase.line;
    if (phrase.spec_value.empty()) return;
    append_spec(phrase, &Text::en, name.en += ' ');
    append_spec(phrase, &Text::de, name.de += ", ");
    append_spec(phrase, &Text::fr, name.fr += ", ");
}

// "de Halvorsen", "d'Ottomar".
void append_de(const std::string& name, std::string& out) {
    constexpr std::string_view kVowels = "AEIOU";
    const bool elides =
        kVowels.find(name.front()) != std::string_view::npos || name.starts_with("É");
    out += elides ? "d'" : "de ";
    out += name;
}

void open_in_english(const Phrase& phrase, const std::string& brand, std::string& out) {
    out.clear();
    switch (phrase.opening) {
    case 0:
        append_capitalised(out, phrase.feature->en);
        break;
    case 1:
        (out += "From the " + phrase.line + " range by " + brand + ": ") += phrase.feature->en;
        break;
    default:
        (out += brand + ' ' + phrase.line + ": ") += phrase.feature->en;
        break;
    }
    (out += ' ') += phrase.noun().en;
    if (phrase.opening == 0) out += " by " + brand + " from the " + phrase.line + " range";
    if (phrase.material != nullptr) {
        out += phrase.opening == 1 ? " in " : phrase.opening == 0 ? ", made of " : " made of ";
        out += phrase.material->en;
    }
    out += '.';
}

void open_in_german(const Phrase& phrase, const std::string& brand, std::string& out) {
    out.clear();
    if (phrase.opening == 1) out += "Aus der Serie " + phrase.line + " von " + brand + ": ";
    if (phrase.opening == 2) out += brand + ' ' + phrase.line + ": ";
    out += phrase.noun().de;
    if (phrase.opening == 0) out += " der Serie " + phrase.line + " von " + brand;
    if (phrase.material != nullptr) (out += " aus ") += phrase.material->de;
    ((out += ", ") += phrase.feature->de) += '.';
}

void open_in_french(const Phrase& phrase, const std::string& brand, std::string& out) {
    out.clear();
    if (phrase.opening == 1) {
        out += "De la gamme " + phrase.line + ' ';
        append_de(brand, out);
        (out += " : ") += phrase.noun().fr;
    } else if (phrase.opening == 2) {
        (out += brand + ' ' + phrase.line + " : ") += phrase.noun().fr;
    } else {
        append_capitalised(out, phrase.noun().fr);
    }
    out += ' ' + phrase.feature_fr;
    if (phrase.material != nullptr) (out += " en ") += phrase.material->fr;
    if (phrase.opening == 0) {
        out += ", gamme " + phrase.line + ' ';
        append_de(brand, out);
    }
    out += '.';
}

void compose_title(const Phrase& phrase, Rng& rng, ProductText& text) {
    const TitleWords& words = title_words();
    const Text& subject =
        words.subjects[rng.below(static_cast<std::uint32_t>(words.subjects.size()))];
    const Text& ending = words.endings[rng.below(static_cast<std::uint32_t>(words.endings.size()))];
    text.author = draw(words.given_names, rng);
    (text.author += ' ') += draw(words.surnames, rng);
    const auto title = [&](std::string_view Text::*language, std::string& out) -> std::string& {
        out = subject.*language;
        return (out += ' ') += ending.*language;
    };
    const std::string_view en = phrase.noun().en;
    title(&Text::en, text.name.en) += " – ";
    append_title_case(text.name.en, en);
    text.name.en += " by " + text.author;
    (title(&Text::de, text.name.de) += " – ") += phrase.noun().de;
    text.name.de += " von " + text.author;
    (title(&Text::fr, text.name.fr) += " – ") += phrase.noun().fr;
    text.name.fr += " signé " + text.author;
}

// The nouns of books are all masculine in French, so "signé" and "publié" stand.
void open_book(const Phrase& phrase, ProductText& text) {
    Localised& out = text.description;
    out.en.clear();
    append_capitalised(out.en, phrase.feature->en);
    (out.en += ' ') += phrase.noun().en;
    out.en += " by " + text.author + ", published by " + text.brand + '.';
    out.de = phrase.noun().de;
    (out.de += " von " + text.author + ", ") += phrase.feature->de;
    out.de += ", erschienen bei " + text.brand + '.';
    out.fr.clear();
    append_capitalised(out.fr, phrase.noun().fr);
    out.fr +=
        ' ' + phrase.feature_fr + " signé " + text.author + ", publié chez " + text.brand + '.';
}

void append_sentences(const Text& sentence, Localised& out) {
    (out.en += ' ') += sentence.en;
    (out.de += ' ') += sentence.de;
    (out.fr += ' ') += sentence.fr;
}

Phrase draw_phrase(const ProductPlan& plan, Rng& rng) {
    Phrase phrase;
    phrase.entry = &family_of(plan);
    const Family& family = *phrase.entry->family;
    const Shelf& shelf = *phrase.entry->shelf;
    phrase.feature = &shelf.features[draw_suitable(family.features, shelf.features.size(), rng)];
    agree_in_french(*phrase.feature, family.form, phrase.feature_fr);
    if (!shelf.materials.empty() && family.materials != 0 && rng.chance(70)) {
        phrase.material =
            &shelf.materials[draw_suitable(family.materials, shelf.materials.size(), rng)];
        phrase.feature_in_name = rng.chance(50);
    }
    if (family.spec != nullptr) phrase.spec_value = draw(family.spec->values, rng);
    phrase.opening = rng.below(kNumOpenings);
    return phrase;
}

} // namespace

void compose_text(const ProductPlan& plan, Rng& rng, ProductText& text) {
    Phrase phrase = draw_phrase(plan, rng);
    const Shelf& shelf = *phrase.entry->shelf;
    compose_brand(plan, text.brand);
    text.author.clear();
    text.material = phrase.material != nullptr ? phrase.material->en : std::string_view{};
    if (shelf.naming == Naming::kTitle) {
        compose_title(phrase, rng, text);
        open_book(phrase, text);
    } else {
        compose_line(plan, shelf, rng, phrase.line);
        compose_names(phrase, text.brand, text.name);
        open_in_english(phrase, text.brand, text.description.en);
        open_in_german(phrase, text.brand, text.description.de);
        open_in_french(phrase, text.brand, text.description.fr);
    }
    append_sentences(phrase.feature->sentence, text.description);
    append_sentences(shelf.closings[rng.below(static_cast<std::uint32_t>(shelf.closings.size()))],
                     text.description);
}

} // namespace aisle::data::demo
