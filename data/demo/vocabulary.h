#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace aisle::data::demo {

// The words of the demo store. Departments contain shelves, shelves contain families; a
// family is one kind of product and the third level of the categories. Everything a product
// says about itself is put together from its family's noun, a feature, a material and a
// closing sentence of its shelf. The grammar asks little of German and French: German
// adjectives stand uninflected behind the noun, French ones agree with the noun's form.

/// One phrase in the three languages of the store.
struct Text {
    std::string_view en;
    std::string_view de;
    std::string_view fr;
};

/// Gender and number of a French noun.
enum class French : std::uint8_t { kMasculine, kFeminine, kMasculinePlural, kFemininePlural };

/// What a product can promise: words for its name and a sentence that explains them.
struct Feature {
    std::string_view en;          ///< before the noun: "waterproof"
    std::string_view de;          ///< behind the noun: "wasserdicht"
    std::string_view fr;          ///< behind the noun, masculine singular: "renforcé"
    std::string_view fr_feminine; ///< "renforcée"; "" as the masculine; "=" never changes
    Text sentence;
};

/// How the variants of a family differ.
enum class Variants : std::uint8_t {
    kNone,
    kColor,
    kApparel, ///< colour and S, M, L
    kShoes,   ///< colour and 36 ... 46
    kKids,    ///< colour and body height
    kRing,    ///< ring size
    kBedding, ///< colour and size of the bed
    kRug,     ///< colour and edge lengths
    kStorage, ///< colour and memory
    kVolume,  ///< millilitres, as of perfume
    kBottle,  ///< as of juice or shampoo
    kWeight,  ///< grams
    kPaint,   ///< colour and litres
};

/// A number that belongs into the name, such as a capacity.
struct Spec {
    Text unit;                                ///< "l", with a space before it in all languages
    std::span<const std::string_view> values; ///< decimal point; German and French show a comma
};

/// One kind of product: the third level of the categories.
struct Family {
    std::string_view category; ///< "Teapots"
    Text noun;                 ///< "teapot", "Teekanne", "théière"
    French form;
    std::uint32_t low_price; ///< whole EUR, for a brand of the middle tier
    std::uint32_t high_price;
    Variants variants = Variants::kNone;
    const Spec* spec = nullptr;
    std::uint8_t materials = 0xFF; ///< bit i: the shelf's material i suits this family
    std::uint8_t features = 0xFF;  ///< bit i: the shelf's feature i suits this family
};

enum class Palette : std::uint8_t { kFashion, kHome, kTech };

/// What stands in front of a name's noun.
enum class Naming : std::uint8_t {
    kLine,  ///< a product line: "Tarn"
    kModel, ///< a product line and a model number: "Tarn 410"
    kTitle, ///< books: a title and an author
};

/// The second level of the categories.
struct Shelf {
    std::string_view category;
    Palette palette;
    Naming naming;
    std::span<const Family> families;
    std::span<const Feature> features;
    std::span<const Text> materials; ///< may be empty
    std::span<const Text> closings;
};

/// The first level of the categories.
struct Department {
    std::string_view category;
    std::span<const Shelf> shelves;
};

/// A maker. Its tier moves its prices: 0 budget, 1 middle, 2 fine, 3 luxury.
struct Brand {
    std::string_view name;
    std::uint8_t tier;
    std::span<const std::uint8_t> departments; ///< positions in departments()
};

/// A title of a book in two halves, and its author.
struct TitleWords {
    std::span<const Text> subjects;
    std::span<const Text> endings;
    std::span<const std::string_view> given_names;
    std::span<const std::string_view> surnames;
};

/// Two third-level categories that shoppers buy together.
struct Complement {
    std::string_view category;
    std::string_view goes_with;
};

/// All departments, the busiest first.
[[nodiscard]] std::span<const Department* const> departments();

/// All named brands, the best known first.
[[nodiscard]] std::span<const Brand> brands();

/// The colours of a palette, the commonest first.
[[nodiscard]] std::span<const std::string_view> colors(Palette palette);

/// The sizes of a kind of variants, ascending; empty when it has none.
[[nodiscard]] std::span<const std::string_view> sizes(Variants variants);

/// The stores and warehouses that hold stock, the largest first.
[[nodiscard]] std::span<const std::string_view> locations();

/// The words that book titles are made of.
[[nodiscard]] const TitleWords& title_words();

/// Which categories complement which.
[[nodiscard]] std::span<const Complement> complements();

// One table a department, each in its own file of vocabulary/.
extern const Department kClothing;
extern const Department kAccessories;
extern const Department kFurniture;
extern const Department kTextiles;
extern const Department kKitchen;
extern const Department kElectronics;
extern const Department kAppliances;
extern const Department kSports;
extern const Department kBeauty;
extern const Department kToys;
extern const Department kBooks;
extern const Department kGarden;
extern const Department kTools;
extern const Department kBaby;
extern const Department kPets;
extern const Department kFood;

} // namespace aisle::data::demo
