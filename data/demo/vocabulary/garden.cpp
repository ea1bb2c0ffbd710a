#include "data/demo/vocabulary.h"

namespace aisle::data::demo {
namespace {

constexpr std::string_view kPotWidths[] = {"12", "16", "20", "28", "36", "45"};
constexpr Spec kPotWidth{{" cm", " cm", " cm"}, kPotWidths};
constexpr std::string_view kHoseMetres[] = {"10", "15", "20", "25", "30"};
constexpr Spec kHoseLength{{" m", " m", " m"}, kHoseMetres};
constexpr std::string_view kCanLitres[] = {"1.5", "5", "8", "10"};
constexpr Spec kCanVolume{{" l", " l", " l"}, kCanLitres};

constexpr Feature kToolFeatures[] = {
    {"rust-free",
     "rostfrei",
     "inoxydable",
     "",
     {"Does not rust, even after a winter in the shed.",
      "Rostet auch nach einem Winter im Schuppen nicht.",
      "Ne rouille pas, même après un hiver à l'abri de jardin."}},
    {"ergonomic",
     "ergonomisch",
     "ergonomique",
     "",
     {"The grip spares wrist and back.", "Der Griff schont Handgelenk und Rücken.",
      "La prise ménage le poignet et le dos."}},
    {"long-handled",
     "mit langem Stiel",
     "à long manche",
     "=",
     {"Work upright instead of on your knees.", "Im Stehen arbeiten statt auf den Knien.",
      "Pour travailler debout plutôt qu'à genoux."}},
};
constexpr Text kToolMaterials[] = {{"forged steel", "geschmiedetem Stahl", "acier forgé"},
                                   {"stainless steel", "Edelstahl", "acier inoxydable"},
                                   {"ash wood", "Eschenholz", "bois de frêne"}};
constexpr Text kToolClosings[] = {
    {"A tool to hand on to the next gardener.", "Ein Werkzeug zum Weitervererben.",
     "Un outil qui se transmet."},
    {"The blade can be sharpened at home.", "Die Schneide lässt sich zu Hause schärfen.",
     "La lame s'affûte à la maison."},
};
constexpr Family kTools[] = {
    {"Spades",
     {"garden spade", "Gartenspaten", "bêche"},
     French::kFeminine,
     19,
     85,
     Variants::kNone,
     nullptr,
     0b0011},
    {"Secateurs",
     {"secateurs", "Gartenschere", "sécateur"},
     French::kMasculine,
     12,
     80,
     Variants::kNone,
     nullptr,
     0b0011,
     0b0011},
    {"Rakes", {"rake", "Rechen", "râteau"}, French::kMasculine, 12, 55},
    {"Hand Trowels",
     {"hand trowel", "Handschaufel", "transplantoir"},
     French::kMasculine,
     6,
     30,
     Variants::kNone,
     nullptr,
     0xFF,
     0b0011},
};

constexpr Feature kPotFeatures[] = {
    {"frost-proof",
     "frostfest",
     "résistant au gel",
     "résistante au gel",
     {"Stays outside all winter.", "Bleibt den ganzen Winter draußen.",
      "Reste dehors tout l'hiver."}},
    {"self-watering",
     "mit Wasserspeicher",
     "à réserve d'eau",
     "=",
     {"The reservoir covers a week of holiday.", "Der Speicher reicht für eine Woche Urlaub.",
      "La réserve couvre une semaine de vacances."}},
    {"hand-glazed",
     "von Hand glasiert",
     "émaillé à la main",
     "émaillée à la main",
     {"The glaze runs in warm earth tones.", "Die Glasur verläuft in warmen Erdtönen.",
      "L'émail se décline en tons de terre."}},
};
constexpr Text kPotMaterials[] = {
    {"terracotta", "Terrakotta", "terre cuite"},
    {"stoneware", "Steinzeug", "grès"},
    {"zinc", "Zink", "zinc"},
    {"recycled plastic", "recyceltem Kunststoff", "plastique recyclé"}};
constexpr Text kPotClosings[] = {
    {"A hole at the bottom lets the water out.", "Ein Loch im Boden lässt das Wasser ablaufen.",
     "Un trou au fond laisse l'eau s'écouler."},
    {"Herbs, roses and small trees feel at home.",
     "Kräuter, Rosen und kleine Bäume fühlen sich wohl.",
     "Herbes, rosiers et petits arbres s'y plaisent."},
};
constexpr Family kPots[] = {
    {"Plant Pots",
     {"plant pot", "Blumentopf", "pot de fleurs"},
     French::kMasculine,
     5,
     70,
     Variants::kColor,
     &kPotWidth,
     0b0011},
    {"Balcony Planters",
     {"balcony planter", "Balkonkasten", "jardinière"},
     French::kFeminine,
     9,
     60,
     Variants::kColor,
     nullptr,
     0xFF,
     0b0011},
    {"Raised Beds",
     {"raised bed", "Hochbeet", "carré potager"},
     French::kMasculine,
     49,
     260,
     Variants::kNone,
     nullptr,
     0b1100,
     0b0001},
};

constexpr Feature kLoungeFeatures[] = {
    {"folding",
     "klappbar",
     "pliant",
     "pliante",
     {"Folds flat for the winter.", "Für den Winter flach zusammenklappbar.",
      "Se replie à plat pour l'hiver."}},
    {"weatherproof",
     "wetterfest",
     "résistant aux intempéries",
     "résistante aux intempéries",
     {"Sun and rain leave no trace.", "Sonne und Regen hinterlassen keine Spuren.",
      "Ni le soleil ni la pluie ne laissent de traces."}},
    {"stackable",
     "stapelbar",
     "empilable",
     "",
     {"Six of them need the space of one.", "Sechs davon brauchen den Platz von einem.",
      "Six pièces tiennent dans l'espace d'une seule."}},
};
constexpr Text kLoungeMaterials[] = {
    {"teak", "Teak", "teck"},
    {"acacia", "Akazie", "acacia"},
    {"powder-coated aluminium", "pulverbeschichtetem Aluminium", "aluminium thermolaqué"},
    {"rattan", "Rattan", "rotin"}};
constexpr Text kLoungeClosings[] = {
    {"For breakfast in the sun and wine under the stars.",
     "Für Frühstück in der Sonne und Wein unter Sternen.",
     "Pour le petit déjeuner au soleil et le vin sous les étoiles."},
    {"Matching cushions are sold separately.", "Passende Auflagen gibt es dazu.",
     "Les coussins assortis se vendent à part."},
};
constexpr Family kLounge[] = {
    {"Garden Chairs",
     {"garden chair", "Gartenstuhl", "chaise de jardin"},
     French::kFeminine,
     29,
     190,
     Variants::kColor},
    {"Garden Tables",
     {"garden table", "Gartentisch", "table de jardin"},
     French::kFeminine,
     59,
     520,
     Variants::kNone,
     nullptr,
     0b0111,
     0b0011},
    {"Sun Loungers",
     {"sun lounger", "Sonnenliege", "bain de soleil"},
     French::kMasculine,
     59,
     390,
     Variants::kColor},
};

constexpr Feature kGrillFeatures[] = {
    {"portable",
     "tragbar",
     "portable",
     "",
     {"Goes along to the park or the beach.", "Kommt mit in den Park oder an den Strand.",
      "S'emporte au parc ou à la plage."}},
    {"lidded",
     "mit Deckel",
     "à couvercle",
     "=",
     {"With the lid closed it bakes and smokes as well.",
      "Mit geschlossenem Deckel wird auch gebacken und geräuchert.",
      "Couvercle fermé, on peut aussi cuire et fumer."}},
    {"enamelled",
     "emailliert",
     "émaillé",
     "émaillée",
     {"The enamel stands heat and is easy to clean.",
      "Das Email hält Hitze aus und ist leicht zu reinigen.",
      "L'émail supporte la chaleur et se nettoie facilement."}},
};
constexpr Text kGrillClosings[] = {
    {"Hot in ten minutes, clean in five.", "In zehn Minuten heiß, in fünf wieder sauber.",
     "Dix minutes pour chauffer, cinq pour nettoyer."},
    {"Room for eight sausages and some vegetables.", "Platz für acht Würste und etwas Gemüse.",
     "De la place pour huit saucisses et quelques légumes."},
};
constexpr Family kGrills[] = {
    {"Charcoal Barbecues",
     {"charcoal barbecue", "Holzkohlegrill", "barbecue à charbon"},
     French::kMasculine,
     39,
     390,
     Variants::kColor},
    {"Gas Barbecues",
     {"gas barbecue", "Gasgrill", "barbecue à gaz"},
     French::kMasculine,
     149,
     990,
     Variants::kNone},
    {"Fire Bowls",
     {"fire bowl", "Feuerschale", "brasero"},
     French::kMasculine,
     49,
     260,
     Variants::kNone,
     nullptr,
     0xFF,
     0b0101},
};

constexpr Feature kWaterFeatures[] = {
    {"kink-free",
     "knickfrei",
     "anti-vrille",
     "=",
     {"Does not twist, even around corners.", "Verdreht sich auch um Ecken nicht.",
      "Ne vrille pas, même dans les angles."}},
    {"leak-proof",
     "auslaufsicher",
     "sans fuite",
     "=",
     {"All seals are made of durable rubber.", "Alle Dichtungen sind aus haltbarem Gummi.",
      "Tous les joints sont en caoutchouc durable."}},
};
constexpr Text kWaterClosings[] = {
    {"Gentle enough for seedlings.", "Sanft genug für Sämlinge.", "Ménage même les jeunes semis."},
    {"Saves water where a sprinkler wastes it.",
     "Spart Wasser, wo der Rasensprenger es verschwendet.",
     "Économise l'eau là où l'arroseur la gaspille."},
};
constexpr Family kWater[] = {
    {"Garden Hoses",
     {"garden hose", "Gartenschlauch", "tuyau d'arrosage"},
     French::kMasculine,
     15,
     90,
     Variants::kNone,
     &kHoseLength},
    {"Watering Cans",
     {"watering can", "Gießkanne", "arrosoir"},
     French::kMasculine,
     8,
     55,
     Variants::kColor,
     &kCanVolume,
     0xFF,
     0b0010},
};

constexpr Shelf kShelves[] = {
    {"Pots & Planters", Palette::kHome, Naming::kLine, kPots, kPotFeatures, kPotMaterials,
     kPotClosings},
    {"Garden Tools", Palette::kHome, Naming::kLine, kTools, kToolFeatures, kToolMaterials,
     kToolClosings},
    {"Garden Furniture", Palette::kHome, Naming::kLine, kLounge, kLoungeFeatures, kLoungeMaterials,
     kLoungeClosings},
    {"Barbecue & Fire", Palette::kTech, Naming::kLine, kGrills, kGrillFeatures, {}, kGrillClosings},
    {"Watering", Palette::kHome, Naming::kLine, kWater, kWaterFeatures, {}, kWaterClosings},
};

} // namespace

constinit const Department kGarden{"Garden & Balcony", kShelves};

} // namespace aisle::data::demo
