#include "data/demo/vocabulary.h"

namespace aisle::data::demo {
namespace {

constexpr std::string_view kPieceCounts[] = {"48", "100", "250", "500", "1000", "1500"};
constexpr Spec kPieces{{" pieces", " Teile", " pièces"}, kPieceCounts};
constexpr std::string_view kToyCentimetres[] = {"20", "25", "30", "40"};
constexpr Spec kToyHeight{{" cm", " cm", " cm"}, kToyCentimetres};

constexpr Feature kGameFeatures[] = {
    {"cooperative",
     "kooperativ",
     "coopératif",
     "coopérative",
     {"Everybody wins together or not at all.", "Alle gewinnen gemeinsam oder gar nicht.",
      "Tout le monde gagne ensemble, ou personne."}},
    {"strategic",
     "strategisch",
     "stratégique",
     "",
     {"Luck helps a little, planning helps more.", "Glück hilft ein wenig, Planung hilft mehr.",
      "La chance aide un peu, la réflexion davantage."}},
    {"fast-paced",
     "rasant",
     "rapide",
     "",
     {"One round takes a quarter of an hour.", "Eine Runde dauert eine Viertelstunde.",
      "Une partie dure un quart d'heure."}},
    {"illustrated",
     "illustriert",
     "illustré",
     "illustrée",
     {"Every detail was painted by hand.", "Jedes Detail wurde von Hand gemalt.",
      "Chaque détail a été peint à la main."}},
};
constexpr Text kGameClosings[] = {
    {"For two to five players from eight years.", "Für zwei bis fünf Personen ab acht Jahren.",
     "Pour deux à cinq joueurs dès huit ans."},
    {"The rules are explained in three minutes.", "Die Regeln sind in drei Minuten erklärt.",
     "Les règles s'expliquent en trois minutes."},
};
constexpr Family kGames[] = {
    {"Board Games", {"board game", "Brettspiel", "jeu de plateau"}, French::kMasculine, 19, 75},
    {"Card Games", {"card game", "Kartenspiel", "jeu de cartes"}, French::kMasculine, 7, 26},
    {"Puzzles",
     {"jigsaw puzzle", "Puzzle", "puzzle"},
     French::kMasculine,
     9,
     38,
     Variants::kNone,
     &kPieces,
     0xFF,
     0b1000},
};

constexpr Feature kBuildFeatures[] = {
    {"magnetic",
     "magnetisch",
     "magnétique",
     "",
     {"Strong magnets hold even tall towers.", "Starke Magnete halten auch hohe Türme.",
      "De puissants aimants tiennent même les hautes tours."}},
    {"colourful",
     "bunt",
     "multicolore",
     "",
     {"Water-based colours, safe for small mouths.",
      "Farben auf Wasserbasis, sicher für kleine Münder.",
      "Des peintures à l'eau, sans danger pour les petits."}},
    {"extendable",
     "erweiterbar",
     "évolutif",
     "évolutive",
     {"Fits all other sets of the series.", "Passt zu allen anderen Sets der Serie.",
      "Compatible avec tous les coffrets de la série."}},
};
constexpr Text kToyMaterials[] = {
    {"beech wood", "Buchenholz", "bois de hêtre"},
    {"maple wood", "Ahornholz", "bois d'érable"},
    {"organic cotton", "Bio-Baumwolle", "coton bio"},
    {"recycled plastic", "recyceltem Kunststoff", "plastique recyclé"}};
constexpr Text kBuildClosings[] = {
    {"No instructions needed, only ideas.", "Keine Anleitung nötig, nur Ideen.",
     "Pas de notice, seulement des idées."},
    {"Comes in a cotton bag for tidying up.", "Kommt im Baumwollbeutel zum Aufräumen.",
     "Livraison dans un sac en coton pour le rangement."},
};
constexpr Family kBuild[] = {
    {"Building Sets",
     {"building set", "Baukasten", "jeu de construction"},
     French::kMasculine,
     19,
     120,
     Variants::kNone,
     &kPieces,
     0b1011},
    {"Wooden Trains",
     {"train set", "Eisenbahnset", "circuit de train"},
     French::kMasculine,
     25,
     110,
     Variants::kNone,
     nullptr,
     0b0011},
    {"Marble Runs",
     {"marble run", "Kugelbahn", "circuit à billes"},
     French::kMasculine,
     25,
     95,
     Variants::kNone,
     &kPieces,
     0b1011,
     0b0110},
};

constexpr Feature kPlushFeatures[] = {
    {"cuddly",
     "kuschelweich",
     "moelleux",
     "moelleuse",
     {"Made for being carried everywhere.", "Gemacht, um überallhin mitzukommen.",
      "Un compagnon pour toutes les sorties."}},
    {"machine-washable",
     "maschinenwaschbar",
     "lavable en machine",
     "=",
     {"Survives mud, jam and the washing machine.",
      "Übersteht Matsch, Marmelade und Waschmaschine.",
      "Survit à la boue, à la confiture et à la machine."}},
    {"hand-sewn",
     "handgenäht",
     "cousu main",
     "cousue main",
     {"Seams and eyes are sewn to last.", "Nähte und Augen sitzen fest.",
      "Les coutures et les yeux tiennent bon."}},
};
constexpr Text kPlushClosings[] = {
    {"Safe from the first day of life.", "Vom ersten Lebenstag an geeignet.",
     "Convient dès la naissance."},
    {"A friend for long car journeys.", "Ein Freund für lange Autofahrten.",
     "Un ami pour les longs trajets en voiture."},
};
constexpr Family kPlush[] = {
    {"Teddy Bears",
     {"teddy bear", "Teddybär", "ours en peluche"},
     French::kMasculine,
     15,
     65,
     Variants::kColor,
     &kToyHeight,
     0b0100},
    {"Dolls",
     {"doll", "Puppe", "poupée"},
     French::kFeminine,
     19,
     75,
     Variants::kNone,
     &kToyHeight,
     0b0100},
    {"Hand Puppets",
     {"hand puppet", "Handpuppe", "marionnette"},
     French::kFeminine,
     12,
     40,
     Variants::kNone,
     nullptr,
     0b0100},
};

constexpr Feature kOutFeatures[] = {
    {"sturdy",
     "stabil",
     "solide",
     "",
     {"Carries children up to 50 kilograms.", "Trägt Kinder bis 50 Kilogramm.",
      "Supporte les enfants jusqu'à 50 kilos."}},
    {"weatherproof",
     "wetterfest",
     "résistant aux intempéries",
     "résistante aux intempéries",
     {"May stay outside in the rain.", "Darf bei Regen draußen bleiben.",
      "Peut rester dehors sous la pluie."}},
    {"height-adjustable",
     "höhenverstellbar",
     "réglable en hauteur",
     "=",
     {"Grows along for several years.", "Wächst mehrere Jahre mit.",
      "Suit la croissance pendant plusieurs années."}},
};
constexpr Text kOutClosings[] = {
    {"Gets children off the sofa.", "Lockt Kinder vom Sofa.", "De quoi quitter le canapé."},
    {"Set up before the lemonade is ready.", "Aufgebaut, bevor die Limonade fertig ist.",
     "Installation en un tour de main."},
};
constexpr Family kOut[] = {
    {"Scooters",
     {"scooter", "Tretroller", "trottinette"},
     French::kFeminine,
     39,
     150,
     Variants::kColor,
     nullptr,
     0xFF,
     0b0101},
    {"Swings", {"swing", "Schaukel", "balançoire"}, French::kFeminine, 25, 140, Variants::kColor},
    {"Sandpits",
     {"sandpit", "Sandkasten", "bac à sable"},
     French::kMasculine,
     45,
     190,
     Variants::kNone,
     nullptr,
     0xFF,
     0b0011},
};

constexpr Feature kCraftFeatures[] = {
    {"washable",
     "auswaschbar",
     "lavable",
     "",
     {"Comes off hands and tables with water.", "Geht mit Wasser von Händen und Tischen ab.",
      "S'enlève à l'eau des mains et des tables."}},
    {"bright",
     "leuchtend",
     "lumineux",
     "lumineuse",
     {"Strong colours even on dark paper.", "Kräftige Farben, sogar auf dunklem Papier.",
      "Des couleurs vives, même sur papier foncé."}},
    {"non-toxic",
     "schadstofffrei",
     "sans danger",
     "=",
     {"Tested to the strictest standards for toys.",
      "Nach den strengsten Normen für Spielzeug geprüft.",
      "Contrôle selon les normes les plus strictes du jouet."}},
};
constexpr Text kCraftClosings[] = {
    {"Enough for a rainy afternoon with friends.", "Genug für einen Regennachmittag mit Freunden.",
     "De quoi occuper un après-midi de pluie entre amis."},
    {"Refills are available one by one.", "Alles ist einzeln nachzukaufen.",
     "Chaque élément se rachète à l'unité."},
};
constexpr std::string_view kColorCounts[] = {"8", "12", "24", "36"};
constexpr Spec kColorCount{{" colours", " Farben", " couleurs"}, kColorCounts};
constexpr Family kCraft[] = {
    {"Paint Sets",
     {"paint set", "Malkasten", "coffret de peinture"},
     French::kMasculine,
     7,
     35,
     Variants::kNone,
     &kColorCount},
    {"Modelling Clay",
     {"modelling clay", "Knete", "pâte à modeler"},
     French::kFeminine,
     5,
     25,
     Variants::kNone,
     &kColorCount},
    {"Colouring Pencils",
     {"colouring pencils", "Buntstifte", "crayons de couleur"},
     French::kMasculinePlural,
     5,
     32,
     Variants::kNone,
     &kColorCount,
     0xFF,
     0b0110},
};

constexpr Shelf kShelves[] = {
    {"Games & Puzzles", Palette::kHome, Naming::kLine, kGames, kGameFeatures, {}, kGameClosings},
    {"Building Toys", Palette::kHome, Naming::kLine, kBuild, kBuildFeatures, kToyMaterials,
     kBuildClosings},
    {"Dolls & Soft Toys", Palette::kHome, Naming::kLine, kPlush, kPlushFeatures, kToyMaterials,
     kPlushClosings},
    {"Arts & Crafts", Palette::kHome, Naming::kLine, kCraft, kCraftFeatures, {}, kCraftClosings},
    {"Outdoor Play", Palette::kHome, Naming::kLine, kOut, kOutFeatures, {}, kOutClosings},
};

} // namespace

constinit const Department kToys{"Toys & Games", kShelves};

} // namespace aisle::data::demo
