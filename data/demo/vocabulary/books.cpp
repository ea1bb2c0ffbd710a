#include "data/demo/vocabulary.h"

namespace aisle::data::demo {
namespace {

constexpr Feature kNovelFeatures[] = {
    {"hardcover",
     "gebunden",
     "relié",
     "reliée",
     {"Bound in linen, with a ribbon.", "In Leinen gebunden, mit Lesebändchen.",
      "Reliure en toile avec signet."}},
    {"paperback",
     "als Taschenbuch",
     "en poche",
     "=",
     {"Light enough for the train and the beach.", "Leicht genug für Bahn und Strand.",
      "Se glisse dans le sac pour le train ou la plage."}},
    {"illustrated",
     "illustriert",
     "illustré",
     "illustrée",
     {"With ink drawings at the head of each chapter.", "Mit Tuschezeichnungen zu jedem Kapitel.",
      "Avec un dessin à l'encre en tête de chaque chapitre."}},
};
constexpr Text kNovelClosings[] = {
    {"Once begun, hard to put down before midnight.",
     "Einmal begonnen, legt man es vor Mitternacht kaum weg.",
     "Une fois commencé, difficile à refermer avant minuit."},
    {"Quiet, funny and sad in the right places.",
     "Leise, komisch und traurig an den richtigen Stellen.",
     "De la discrétion, de l'humour et de la tristesse aux bons endroits."},
    {"A story about leaving, and about what is left behind.",
     "Eine Geschichte vom Fortgehen und von dem, was bleibt.",
     "Une histoire de départs et de ce qui reste."},
};
constexpr Family kNovels[] = {
    {"Novels", {"novel", "Roman", "roman"}, French::kMasculine, 10, 28},
    {"Crime Fiction",
     {"crime novel", "Kriminalroman", "roman policier"},
     French::kMasculine,
     9,
     25},
    {"Children's Books",
     {"children's book", "Kinderbuch", "livre pour enfants"},
     French::kMasculine,
     8,
     22,
     Variants::kNone,
     nullptr,
     0xFF,
     0b0101},
    {"Poetry",
     {"poetry collection", "Gedichtband", "recueil de poèmes"},
     French::kMasculine,
     10,
     26},
};

constexpr Feature kPaperFeatures[] = {
    {"dotted",
     "gepunktet",
     "à points",
     "=",
     {"Fine dots guide the hand without disturbing.",
      "Feine Punkte führen die Hand, ohne zu stören.",
      "De fins points guident la main sans la gêner."}},
    {"ruled",
     "liniert",
     "ligné",
     "lignée",
     {"Pale lines on paper that takes fountain-pen ink.",
      "Blasse Linien auf füllertauglichem Papier.",
      "Des lignes pâles sur un papier qui accepte le stylo plume."}},
    {"thread-bound",
     "fadengeheftet",
     "cousu au fil",
     "cousue au fil",
     {"Lies flat on any page.", "Liegt auf jeder Seite flach auf.",
      "S'ouvre bien à plat à chaque page."}},
};
constexpr Text kPaperMaterials[] = {{"recycled paper", "Recyclingpapier", "papier recyclé"},
                                    {"cotton paper", "Baumwollpapier", "papier coton"},
                                    {"linen", "Leinen", "lin"}};
constexpr Text kPaperClosings[] = {
    {"For lists, plans and the occasional good idea.",
     "Für Listen, Pläne und gelegentlich eine gute Idee.",
     "Pour les listes, les projets et parfois une bonne idée."},
    {"The pages are numbered, and a ribbon marks the place.",
     "Die Seiten sind nummeriert, ein Band hält die Stelle.",
     "Les pages sont numérotées, un signet marque l'endroit."},
};
constexpr Family kPaper[] = {
    {"Notebooks", {"notebook", "Notizbuch", "carnet"}, French::kMasculine, 6, 32, Variants::kColor},
    {"Diaries",
     {"diary", "Kalender", "agenda"},
     French::kMasculine,
     9,
     39,
     Variants::kColor,
     nullptr,
     0xFF,
     0b0110},
    {"Sketchbooks",
     {"sketchbook", "Skizzenbuch", "carnet de croquis"},
     French::kMasculine,
     8,
     36,
     Variants::kColor,
     nullptr,
     0b0011,
     0b0100},
};

constexpr Feature kPenFeatures[] = {
    {"refillable",
     "nachfüllbar",
     "rechargeable",
     "",
     {"Refills cost less than a new pen.", "Nachfüllen ist günstiger als ein neuer Stift.",
      "La recharge coûte moins cher qu'un stylo neuf."}},
    {"fine",
     "mit feiner Spitze",
     "à pointe fine",
     "=",
     {"A line of 0.4 millimetres, without a scratch.",
      "Ein Strich von 0,4 Millimetern, ganz ohne Kratzen.",
      "Un trait de 0,4 millimètre, sans accroc."}},
    {"quick-drying",
     "schnelltrocknend",
     "à séchage rapide",
     "=",
     {"Does not smudge, not even for left-handers.",
      "Verschmiert nicht, auch nicht bei Linkshändern.", "Ne bave pas, même pour les gauchers."}},
};
constexpr Text kPenMaterials[] = {{"brass", "Messing", "laiton"},
                                  {"aluminium", "Aluminium", "aluminium"},
                                  {"cherry wood", "Kirschholz", "bois de cerisier"}};
constexpr Text kPenClosings[] = {
    {"Lies well in the hand, page after page.", "Liegt Seite für Seite gut in der Hand.",
     "Tient bien en main, page après page."},
    {"A good reason to write letters again.", "Ein guter Grund, wieder Briefe zu schreiben.",
     "Une bonne raison de se remettre à écrire des lettres."},
};
constexpr Family kPens[] = {
    {"Fountain Pens",
     {"fountain pen", "Füllfederhalter", "stylo plume"},
     French::kMasculine,
     15,
     140,
     Variants::kColor,
     nullptr,
     0xFF,
     0b0011},
    {"Ballpoint Pens",
     {"ballpoint pen", "Kugelschreiber", "stylo à bille"},
     French::kMasculine,
     5,
     60,
     Variants::kColor},
    {"Mechanical Pencils",
     {"mechanical pencil", "Druckbleistift", "porte-mine"},
     French::kMasculine,
     6,
     55,
     Variants::kColor,
     nullptr,
     0xFF,
     0b0011},
};

constexpr Feature kGuideFeatures[] = {
    {"illustrated",
     "reich bebildert",
     "illustré",
     "illustrée",
     {"With more than 200 photographs.", "Mit mehr als 200 Fotos.",
      "Avec plus de 200 photographies."}},
    {"revised",
     "überarbeitet",
     "révisé",
     "révisée",
     {"Brought up to date from the first to the last page.",
      "Von der ersten bis zur letzten Seite aktualisiert.",
      "Mise à jour de la première à la dernière page."}},
    {"compact",
     "kompakt",
     "compact",
     "compacte",
     {"All that matters, in a format for the pocket.", "Alles Wichtige im Taschenformat.",
      "L'essentiel en format de poche."}},
};
constexpr Text kGuideClosings[] = {
    {"Written by people who do it every day.", "Geschrieben von Menschen, die es jeden Tag tun.",
     "Des conseils de gens du métier."},
    {"Clear steps, honest advice, no filler.", "Klare Schritte, ehrlicher Rat, kein Füllstoff.",
     "Des étapes claires, des conseils honnêtes, rien de superflu."},
};
constexpr Family kGuides[] = {
    {"Cookbooks", {"cookbook", "Kochbuch", "livre de cuisine"}, French::kMasculine, 15, 45},
    {"Travel Guides",
     {"travel guide", "Reiseführer", "guide de voyage"},
     French::kMasculine,
     12,
     30},
    {"Gardening Books",
     {"gardening book", "Gartenbuch", "livre de jardinage"},
     French::kMasculine,
     14,
     40},
};

constexpr Shelf kShelves[] = {
    {"Fiction", Palette::kHome, Naming::kTitle, kNovels, kNovelFeatures, {}, kNovelClosings},
    {"Notebooks & Paper", Palette::kHome, Naming::kLine, kPaper, kPaperFeatures, kPaperMaterials,
     kPaperClosings},
    {"Non-Fiction", Palette::kHome, Naming::kLine, kGuides, kGuideFeatures, {}, kGuideClosings},
    {"Writing", Palette::kTech, Naming::kLine, kPens, kPenFeatures, kPenMaterials, kPenClosings},
};

constexpr Text kSubjects[] = {
    {"The Lighthouse", "Der Leuchtturm", "Le Phare"},
    {"The Clockmaker", "Der Uhrmacher", "L'Horloger"},
    {"A House", "Ein Haus", "Une maison"},
    {"The Last Ferry", "Die letzte Fähre", "Le Dernier Bac"},
    {"Three Sisters", "Drei Schwestern", "Trois sœurs"},
    {"The Orchard", "Der Obstgarten", "Le Verger"},
    {"A Letter", "Ein Brief", "Une lettre"},
    {"The Cartographer", "Der Kartograf", "Le Cartographe"},
    {"The Glass Violin", "Die gläserne Geige", "Le Violon de verre"},
    {"Night Trains", "Nachtzüge", "Trains de nuit"},
    {"The Fox", "Der Fuchs", "Le Renard"},
    {"A Summer", "Ein Sommer", "Un été"},
    {"The Salt Road", "Die Salzstraße", "La Route du sel"},
    {"The Baker's Daughter", "Die Tochter des Bäckers", "La Fille du boulanger"},
    {"An Island", "Eine Insel", "Une île"},
    {"The Librarian", "Die Bibliothekarin", "La Bibliothécaire"},
    {"Paper Boats", "Papierschiffe", "Bateaux de papier"},
    {"The Blue Door", "Die blaue Tür", "La Porte bleue"},
    {"The Stranger's Coat", "Der Mantel des Fremden", "Le Manteau de l'inconnu"},
    {"Small Lies", "Kleine Lügen", "Petits mensonges"},
    {"The Heron", "Der Reiher", "Le Héron"},
    {"A Garden", "Ein Garten", "Un jardin"},
};
constexpr Text kEndings[] = {
    {"at the Edge of Winter", "am Rand des Winters", "au bord de l'hiver"},
    {"by the Sea", "am Meer", "au bord de la mer"},
    {"of Lost Hours", "der verlorenen Stunden", "des heures perdues"},
    {"in the Snow", "im Schnee", "dans la neige"},
    {"After the Storm", "nach dem Sturm", "après la tempête"},
    {"Under the Chestnut Trees", "unter den Kastanien", "sous les marronniers"},
    {"of the North", "des Nordens", "du Nord"},
    {"Without a Name", "ohne Namen", "sans nom"},
    {"in the Old Harbour", "im alten Hafen", "dans le vieux port"},
    {"Before Daybreak", "vor Tagesanbruch", "avant l'aube"},
    {"from Far Away", "aus der Ferne", "au loin"},
    {"on the Hill", "auf dem Hügel", "sur la colline"},
    {"Between Two Rivers", "zwischen zwei Flüssen", "entre deux fleuves"},
    {"in Late Light", "im späten Licht", "dans la lumière du soir"},
    {"of Autumn", "des Herbstes", "d'automne"},
    {"in October", "im Oktober", "en octobre"},
    {"Across the Border", "jenseits der Grenze", "de l'autre côté de la frontière"},
    {"for Two", "für zwei", "pour deux"},
    {"in the Fog", "im Nebel", "dans le brouillard"},
    {"on the Other Shore", "am anderen Ufer", "sur l'autre rive"},
};
constexpr std::string_view kGivenNames[] = {
    "Mara",   "Elias",  "Ines",   "Tobias", "Clara", "Anselm",  "Leonie",   "Matthis",
    "Judith", "Henrik", "Amélie", "Ruben",  "Sofia", "Gaspard", "Nora",     "Emil",
    "Odile",  "Viktor", "Hanna",  "Lucien", "Freya", "Jonas",   "Mathilde", "Arthur"};
constexpr std::string_view kSurnames[] = {
    "Lindqvist",  "Hartwell",   "Brandauer",  "Delacourt", "Ashdown",   "Vesterby",
    "Morgenroth", "Quillard",   "Sandoval",   "Oakley",    "Rosenthal", "Maréchal",
    "Thornbury",  "Eklund",     "Weidner",    "Fontanel",  "Carrow",    "Nyström",
    "Hollander",  "Beaumarais", "Winterfeld", "Castellan", "Ravn",      "Moreau-Lange",
    "Ellery",     "Kestner",    "Dunmore",    "Arnaud",    "Stavros",   "Pemberly"};

} // namespace

constinit const Department kBooks{"Books & Stationery", kShelves};

const TitleWords& title_words() {
    static constexpr TitleWords kWords{kSubjects, kEndings, kGivenNames, kSurnames};
    return kWords;
}

} // namespace aisle::data::demo
