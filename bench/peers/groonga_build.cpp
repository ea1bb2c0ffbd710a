#include "bench/peers/groonga_library.h"
#include "bench/peers/groonga_peer.h"
#include "bench/peers/peer_files.h"
#include "data/error.h"

namespace aisle::bench {

namespace {

namespace fs = std::filesystem;

/// Puts documents into the tables.
class Loader {
public:
    Loader(Groonga& groonga, std::size_t num_facets)
        : groonga_(groonga),
          documents_(groonga.object("Documents")),
          text_(groonga.object("Documents.text")),
          order_(groonga.object("Documents.order")) {
        for (std::size_t f = 0; f < num_facets; ++f) {
            facets_.push_back({groonga.object(Groonga::table(f)),
                               groonga.object("Documents." + Groonga::column(f))});
        }
    }

    void add(const PeerDocument& document) {
        auto* context = groonga_.context();
        const auto id = ::grn_table_add(context, documents_, nullptr, 0, nullptr);
        grn_obj value;
        std::string words;
        for (const auto& word : document.words) words += word + ' ';
        GRN_TEXT_INIT(&value, 0);
        GRN_TEXT_SET(context, &value, words.data(), words.size());
        set(text_, id, value);
        GRN_FLOAT_INIT(&value, 0);
        GRN_FLOAT_SET(context, &value, document.order);
        set(order_, id, value);
        for (std::size_t f = 0; f < facets_.size() && f < document.facets.size(); ++f) {
            add_values(facets_[f], id, document.facets[f]);
        }
    }

private:
    struct Facet {
        grn_obj* values; ///< the table of all there are
        grn_obj* column;
    };

    void add_values(const Facet& facet, grn_id id, const std::vector<std::string>& values) {
        auto* context = groonga_.context();
        grn_obj ids;
        GRN_RECORD_INIT(&ids, GRN_OBJ_VECTOR, ::grn_obj_id(context, facet.values));
        for (const auto& value : values) {
            GRN_RECORD_PUT(context, &ids,
                           ::grn_table_add(context, facet.values, value.data(),
                                           static_cast<unsigned>(value.size()), nullptr));
        }
        set(facet.column, id, ids);
    }

    /// Takes `value` over.
    void set(grn_obj* column, grn_id id, grn_obj& value) {
        auto* context = groonga_.context();
        const auto result = ::grn_obj_set_value(context, column, id, &value, GRN_OBJ_SET);
        ::grn_obj_close(context, &value);
        if (result != GRN_SUCCESS) {
            throw data::Error(data::ErrorCode::kUnavailable,
                              "Groonga: " + std::string(context->errbuf));
        }
    }

    Groonga& groonga_;
    grn_obj* documents_;
    grn_obj* text_;
    grn_obj* order_;
    std::vector<Facet> facets_;
};

void create_tables(Groonga& groonga, std::size_t num_facets) {
    groonga.send("table_create Documents TABLE_NO_KEY");
    groonga.send("column_create Documents text COLUMN_SCALAR Text");
    groonga.send("column_create Documents order COLUMN_SCALAR Float");
    groonga.send("table_create Words TABLE_PAT_KEY ShortText --default_tokenizer TokenDelimit");
    for (std::size_t f = 0; f < num_facets; ++f) {
        const std::string values = Groonga::table(f);
        groonga.send("table_create " + values + " TABLE_PAT_KEY ShortText");
        groonga.send("column_create Documents " + Groonga::column(f) + " COLUMN_VECTOR " + values);
    }
}

void create_indexes(Groonga& groonga, std::size_t num_facets) {
    groonga.send("column_create Words documents COLUMN_INDEX Documents text");
    for (std::size_t f = 0; f < num_facets; ++f) {
        groonga.send("column_create " + Groonga::table(f) + " documents COLUMN_INDEX Documents " +
                     Groonga::column(f));
    }
}

} // namespace

void build_groonga(const fs::path& directory) {
    fs::create_directories(directory / "groonga");
    Groonga groonga(directory / "groonga" / "db", true);
    PeerDocumentReader reader(directory);
    PeerDocument document;
    if (!reader.next(document)) return;
    const auto num_facets = document.facets.size();
    create_tables(groonga, num_facets);
    Loader loader(groonga, num_facets);
    do {
        loader.add(document);
    } while (reader.next(document));
    create_indexes(groonga, num_facets);
}

} // namespace aisle::bench
