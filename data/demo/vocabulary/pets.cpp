#include "data/demo/vocabulary.h"

namespace aisle::data::demo {
namespace {

constexpr Feature kFoodFeatures[] = {
    {"grain-free",
     "getreidefrei",
     "sans céréales",
     "=",
     {"Potato and pea instead of wheat.", "Kartoffel und Erbse statt Weizen.",
      "Pomme de terre et petit pois à la place du blé."}},
    {"organic",
     "in Bio-Qualität",
     "bio",
     "=",
     {"From certified organic farms.", "Aus kontrolliert biologischer Landwirtschaft.",
      "Des ingrédients de fermes certifiées bio."}},
    {"senior",
     "für ältere Tiere",
     "senior",
     "=",
     {"Easy to chew and kind to the kidneys.", "Leicht zu kauen und schonend zu den Nieren.",
      "Facile à mâcher et doux pour les reins."}},
};
constexpr Text kFoodClosings[] = {
    {"No sugar, no colouring, nothing to hide.",
     "Kein Zucker, keine Farbstoffe, nichts zu verbergen.", "Ni sucre ni colorant, rien à cacher."},
    {"Even picky eaters empty the bowl.", "Auch Wählerische leeren den Napf.",
     "Même les difficiles vident la gamelle."},
};
constexpr Family kFood[] = {
    {"Dog Food",
     {"dog food", "Hundefutter", "croquettes pour chien"},
     French::kFemininePlural,
     6,
     45,
     Variants::kWeight},
    {"Cat Food",
     {"cat food", "Katzenfutter", "croquettes pour chat"},
     French::kFemininePlural,
     5,
     40,
     Variants::kWeight},
    {"Bird Seed",
     {"bird seed", "Vogelfutter", "graines pour oiseaux"},
     French::kFemininePlural,
     4,
     22,
     Variants::kWeight,
     nullptr,
     0xFF,
     0b0010},
};

constexpr Feature kWalkFeatures[] = {
    {"padded",
     "gepolstert",
     "rembourré",
     "rembourrée",
     {"Soft padding lies where it might rub.", "Weiche Polster liegen dort, wo es reiben könnte.",
      "Un rembourrage souple protège des frottements."}},
    {"reflective",
     "reflektierend",
     "réfléchissant",
     "réfléchissante",
     {"Seen early on dark winter walks.", "Auf dunklen Winterrunden früh zu sehen.",
      "Bien visible lors des promenades d'hiver."}},
    {"adjustable",
     "verstellbar",
     "réglable",
     "",
     {"Fits growing puppies and grown dogs.", "Passt wachsenden Welpen und ausgewachsenen Hunden.",
      "Convient au chiot comme au chien adulte."}},
};
constexpr Text kWalkMaterials[] = {{"leather", "Leder", "cuir"},
                                   {"recycled nylon", "recyceltem Nylon", "nylon recyclé"},
                                   {"cotton rope", "Baumwollseil", "corde de coton"}};
constexpr Text kWalkClosings[] = {
    {"The brass fittings do not rust.", "Die Messingbeschläge rosten nicht.",
     "Les ferrures en laiton ne rouillent pas."},
    {"For long walks in any weather.", "Für lange Runden bei jedem Wetter.",
     "Pour les longues balades par tous les temps."},
};
constexpr Family kWalk[] = {
    {"Dog Collars",
     {"dog collar", "Hundehalsband", "collier pour chien"},
     French::kMasculine,
     9,
     55,
     Variants::kApparel},
    {"Dog Leads", {"dog lead", "Hundeleine", "laisse"}, French::kFeminine, 9, 60, Variants::kColor},
    {"Dog Harnesses",
     {"dog harness", "Hundegeschirr", "harnais pour chien"},
     French::kMasculine,
     15,
     75,
     Variants::kApparel,
     nullptr,
     0b0011},
};

constexpr Feature kRestFeatures[] = {
    {"orthopaedic",
     "orthopädisch",
     "orthopédique",
     "",
     {"Memory foam relieves old joints.", "Memoryschaum entlastet alte Gelenke.",
      "La mousse à mémoire de forme soulage les vieilles articulations."}},
    {"washable",
     "waschbar",
     "lavable",
     "",
     {"The cover zips off and goes into the machine.", "Der Bezug lässt sich abziehen und waschen.",
      "La housse se retire et passe en machine."}},
    {"raised",
     "erhöht",
     "surélevé",
     "surélevée",
     {"Keeps a good view of the room.", "Bietet einen guten Überblick über das Zimmer.",
      "Offre une bonne vue sur la pièce."}},
};
constexpr Text kRestMaterials[] = {{"felt", "Filz", "feutre"},
                                   {"corduroy", "Cord", "velours côtelé"},
                                   {"sisal", "Sisal", "sisal"},
                                   {"rattan", "Rattan", "rotin"}};
constexpr Text kRestClosings[] = {
    {"Stands firm, even for heavy leapers.", "Steht fest, auch bei schweren Springern.",
     "Reste stable, même pour les sauteurs costauds."},
    {"Looks like furniture, feels like a nest.",
     "Sieht aus wie ein Möbel, fühlt sich an wie ein Nest.",
     "L'allure d'un meuble, la douceur d'un nid."},
};
constexpr Family kRest[] = {
    {"Dog Beds",
     {"dog bed", "Hundebett", "panier pour chien"},
     French::kMasculine,
     25,
     170,
     Variants::kApparel,
     nullptr,
     0b0011},
    {"Cat Trees",
     {"cat tree", "Kratzbaum", "arbre à chat"},
     French::kMasculine,
     39,
     240,
     Variants::kColor,
     nullptr,
     0b0100,
     0b0100},
    {"Cat Beds",
     {"cat bed", "Katzenbett", "couchage pour chat"},
     French::kMasculine,
     19,
     95,
     Variants::kColor,
     nullptr,
     0b1011,
     0b0110},
};

constexpr Feature kTankFeatures[] = {
    {"quiet",
     "leise",
     "silencieux",
     "silencieuse",
     {"Barely audible beside the bed.", "Selbst neben dem Bett kaum zu hören.",
      "À peine audible près du lit."}},
    {"energy-saving",
     "energiesparend",
     "économe en énergie",
     "=",
     {"Needs less than five watts.", "Braucht weniger als fünf Watt.",
      "Consomme moins de cinq watts."}},
};
constexpr Text kTankClosings[] = {
    {"Clear water with little effort.", "Klares Wasser mit wenig Aufwand.",
     "Une eau claire sans effort."},
    {"Good for beginners and their first guppies.", "Gut für den Anfang mit den ersten Guppys.",
     "Idéal pour débuter avec ses premiers guppys."},
};
constexpr std::string_view kTankLitres[] = {"30", "54", "60", "112", "180"};
constexpr Spec kTankVolume{{" l", " l", " l"}, kTankLitres};
constexpr Family kTank[] = {
    {"Aquariums",
     {"aquarium", "Aquarium", "aquarium"},
     French::kMasculine,
     45,
     420,
     Variants::kNone,
     &kTankVolume,
     0xFF,
     0b0010},
    {"Aquarium Filters",
     {"aquarium filter", "Aquariumfilter", "filtre d'aquarium"},
     French::kMasculine,
     15,
     110},
};

constexpr Shelf kShelves[] = {
    {"Pet Food", Palette::kHome, Naming::kLine, kFood, kFoodFeatures, {}, kFoodClosings},
    {"Dog Walking", Palette::kFashion, Naming::kLine, kWalk, kWalkFeatures, kWalkMaterials,
     kWalkClosings},
    {"Beds & Scratching", Palette::kHome, Naming::kLine, kRest, kRestFeatures, kRestMaterials,
     kRestClosings},
    {"Aquatics", Palette::kTech, Naming::kModel, kTank, kTankFeatures, {}, kTankClosings},
};

} // namespace

constinit const Department kPets{"Pets", kShelves};

} // namespace aisle::data::demo
