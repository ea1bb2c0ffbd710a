#include "data/demo/vocabulary.h"

// What all departments share: their order, colours, sizes and the places that hold stock.

namespace aisle::data::demo {
namespace {

constexpr const Department* kDepartments[] = {&kClothing, &kAccessories, &kFurniture,  &kTextiles,
                                              &kKitchen,  &kElectronics, &kAppliances, &kSports,
                                              &kBeauty,   &kToys,        &kBooks,      &kGarden,
                                              &kTools,    &kBaby,        &kPets,       &kFood};

constexpr std::string_view kFashionColors[] = {
    "black",      "navy",     "white", "grey",         "beige", "olive",     "brown",   "red",
    "light blue", "burgundy", "green", "pink",         "camel", "charcoal",  "mustard", "cream",
    "rust",       "teal",     "lilac", "forest green", "coral", "turquoise", "plum",    "mint"};
constexpr std::string_view kHomeColors[] = {
    "white", "natural",    "grey",  "anthracite", "sage",  "sand",  "terracotta", "blue",
    "black", "dusty pink", "ochre", "petrol",     "cream", "olive", "rosé",       "midnight blue"};
constexpr std::string_view kTechColors[] = {"black", "silver", "white", "graphite",
                                            "blue",  "red",    "mint",  "copper"};

constexpr std::string_view kApparelSizes[] = {"XS", "S", "M", "L", "XL", "XXL"};
constexpr std::string_view kShoeSizes[] = {"36", "37", "38", "39", "40", "41",
                                           "42", "43", "44", "45", "46"};
constexpr std::string_view kKidsSizes[] = {"50", "56", "62", "68", "74",
                                           "80", "86", "92", "98", "104"};
constexpr std::string_view kRingSizes[] = {"50", "52", "54", "56", "58", "60"};
constexpr std::string_view kBedSizes[] = {"90x200 cm", "140x200 cm", "160x200 cm", "180x200 cm"};
constexpr std::string_view kRugSizes[] = {"60x90 cm", "120x170 cm", "160x230 cm", "200x300 cm"};
constexpr std::string_view kStorageSizes[] = {"128 GB", "256 GB", "512 GB", "1 TB"};
constexpr std::string_view kVolumeSizes[] = {"30 ml", "50 ml", "100 ml", "200 ml"};
constexpr std::string_view kBottleSizes[] = {"250 ml", "500 ml", "750 ml", "1 l"};
constexpr std::string_view kWeightSizes[] = {"100 g", "250 g", "500 g", "1 kg", "2 kg"};
constexpr std::string_view kPaintSizes[] = {"0.75 l", "2.5 l", "5 l", "10 l"};

constexpr std::string_view kLocations[] = {
    "leipzig-warehouse", "lyon-warehouse",    "berlin-mitte",     "paris-marais",
    "london-soho",       "munich-centre",     "hamburg-altona",   "vienna-neubau",
    "zurich-west",       "amsterdam-jordaan", "manchester-north", "leipzig-outlet"};

// The third-level categories on the right are what shoppers add to the one on the left.
constexpr Complement kComplements[] = {{"T-Shirts", "Jeans"},
                                       {"Jeans", "Belts"},
                                       {"Jeans", "Sneakers"},
                                       {"Shirts", "Trousers"},
                                       {"Trousers", "Belts"},
                                       {"Blouses", "Skirts"},
                                       {"Sneakers", "Socks"},
                                       {"Boots", "Socks"},
                                       {"Coats", "Scarves"},
                                       {"Jackets", "Beanies"},
                                       {"Scarves", "Gloves"},
                                       {"Pyjamas", "Slippers"},
                                       {"Dressing Gowns", "Slippers"},
                                       {"Jumpers", "Shirts"},
                                       {"Suitcases", "Toiletry Bags"},
                                       {"Cabin Cases", "Toiletry Bags"},
                                       {"Wallets", "Card Holders"},
                                       {"Necklaces", "Earrings"},
                                       {"Rings", "Bracelets"},
                                       {"Backpacks", "Lunch Boxes"},
                                       {"Sun Hats", "Sandals"},
                                       {"Dining Tables", "Dining Chairs"},
                                       {"Desks", "Office Chairs"},
                                       {"Desks", "Table Lamps"},
                                       {"Sofas", "Cushions"},
                                       {"Sofas", "Coffee Tables"},
                                       {"Armchairs", "Floor Lamps"},
                                       {"Bed Frames", "Mattresses"},
                                       {"Mattresses", "Fitted Sheets"},
                                       {"Duvet Covers", "Fitted Sheets"},
                                       {"Duvet Covers", "Pillows"},
                                       {"Bath Towels", "Hand Towels"},
                                       {"Hand Towels", "Bath Mats"},
                                       {"Rugs", "Cushions"},
                                       {"Cushions", "Blankets"},
                                       {"Vases", "Candles"},
                                       {"Bookcases", "Novels"},
                                       {"Teapots", "Black Tea"},
                                       {"Teapots", "Mugs"},
                                       {"French Presses", "Ground Coffee"},
                                       {"Mugs", "Plates"},
                                       {"Plates", "Bowls"},
                                       {"Stovetop Espresso Makers", "Ground Coffee"},
                                       {"Frying Pans", "Saucepans"},
                                       {"Chef's Knives", "Paring Knives"},
                                       {"Storage Jars", "Pasta"},
                                       {"Casseroles", "Cookbooks"},
                                       {"Smartphones", "Phone Cases"},
                                       {"Smartphones", "Chargers"},
                                       {"Phone Cases", "Cables"},
                                       {"Chargers", "Cables"},
                                       {"Laptops", "Mice"},
                                       {"Laptops", "Backpacks"},
                                       {"Monitors", "Keyboards"},
                                       {"Keyboards", "Mice"},
                                       {"Televisions", "Soundbars"},
                                       {"Record Players", "Speakers"},
                                       {"Tablets", "Headphones"},
                                       {"Smartwatches", "Earbuds"},
                                       {"Coffee Machines", "Coffee Beans"},
                                       {"Kettles", "Herbal Tea"},
                                       {"Toasters", "Kettles"},
                                       {"Stand Mixers", "Cookbooks"},
                                       {"Running Shoes", "Running Socks"},
                                       {"Running Jackets", "Running Tights"},
                                       {"Tents", "Sleeping Bags"},
                                       {"Tents", "Headlamps"},
                                       {"Sleeping Bags", "Camping Stoves"},
                                       {"City Bikes", "Bike Helmets"},
                                       {"Electric Bikes", "Bike Helmets"},
                                       {"Yoga Mats", "Dumbbells"},
                                       {"Ski Jackets", "Ski Goggles"},
                                       {"Shampoos", "Conditioners"},
                                       {"Cleansers", "Face Creams"},
                                       {"Face Creams", "Serums"},
                                       {"Lipsticks", "Nail Polish"},
                                       {"Board Games", "Card Games"},
                                       {"Building Sets", "Marble Runs"},
                                       {"Paint Sets", "Colouring Pencils"},
                                       {"Children's Books", "Teddy Bears"},
                                       {"Novels", "Crime Fiction"},
                                       {"Notebooks", "Ballpoint Pens"},
                                       {"Fountain Pens", "Notebooks"},
                                       {"Sketchbooks", "Colouring Pencils"},
                                       {"Plant Pots", "Watering Cans"},
                                       {"Spades", "Rakes"},
                                       {"Secateurs", "Gloves"},
                                       {"Garden Tables", "Garden Chairs"},
                                       {"Charcoal Barbecues", "Garden Chairs"},
                                       {"Drills", "Screws"},
                                       {"Hammers", "Screwdriver Sets"},
                                       {"Shelf Brackets", "Screws"},
                                       {"Wall Paints", "Sanders"},
                                       {"Pushchairs", "Car Seats"},
                                       {"Baby Bottles", "Bibs"},
                                       {"Babygrows", "Bibs"},
                                       {"Cots", "Mobiles"},
                                       {"Dog Collars", "Dog Leads"},
                                       {"Dog Food", "Dog Beds"},
                                       {"Cat Food", "Cat Trees"},
                                       {"Aquariums", "Aquarium Filters"},
                                       {"Coffee Beans", "Biscuits"},
                                       {"Black Tea", "Biscuits"},
                                       {"Pasta", "Pasta Sauces"},
                                       {"Pasta Sauces", "Olive Oil"},
                                       {"Chocolate", "Pralines"},
                                       {"Lemonade", "Syrups"}};

} // namespace

std::span<const Department* const> departments() {
    return kDepartments;
}

std::span<const std::string_view> colors(Palette palette) {
    switch (palette) {
    case Palette::kFashion:
        return kFashionColors;
    case Palette::kHome:
        return kHomeColors;
    case Palette::kTech:
        return kTechColors;
    }
    return {};
}

std::span<const std::string_view> sizes(Variants variants) {
    switch (variants) {
    case Variants::kNone:
    case Variants::kColor:
        return {};
    case Variants::kApparel:
        return kApparelSizes;
    case Variants::kShoes:
        return kShoeSizes;
    case Variants::kKids:
        return kKidsSizes;
    case Variants::kRing:
        return kRingSizes;
    case Variants::kBedding:
        return kBedSizes;
    case Variants::kRug:
        return kRugSizes;
    case Variants::kStorage:
        return kStorageSizes;
    case Variants::kVolume:
        return kVolumeSizes;
    case Variants::kBottle:
        return kBottleSizes;
    case Variants::kWeight:
        return kWeightSizes;
    case Variants::kPaint:
        return kPaintSizes;
    }
    return {};
}

std::span<const std::string_view> locations() {
    return kLocations;
}

std::span<const Complement> complements() {
    return kComplements;
}

} // namespace aisle::data::demo
