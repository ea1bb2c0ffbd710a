#include "bench/peers/groonga_library.h"

#include "data/error.h"

namespace aisle::bench {

namespace fs = std::filesystem;

Groonga::Groonga(const fs::path& path, bool is_new) {
    ::grn_default_logger_set_path(nullptr);
    if (::grn_init() != GRN_SUCCESS) {
        throw data::Error(data::ErrorCode::kUnavailable, "Groonga does not start");
    }
    ::grn_ctx_init(&context_, 0);
    const auto* database = is_new ? ::grn_db_create(&context_, path.c_str(), nullptr)
                                  : ::grn_db_open(&context_, path.c_str());
    if (database != nullptr) return;
    const std::string reason = context_.errbuf;
    finish();
    throw data::Error(data::ErrorCode::kUnavailable,
                      "Groonga cannot open " + path.string() + ": " + reason);
}

Groonga::~Groonga() {
    finish();
}

std::string Groonga::send(const std::string& command) {
    ::grn_ctx_send(&context_, command.data(), static_cast<unsigned>(command.size()), 0);
    char* text = nullptr;
    unsigned size = 0;
    int flags = 0;
    ::grn_ctx_recv(&context_, &text, &size, &flags);
    if (context_.rc != GRN_SUCCESS || size == 0) {
        throw data::Error(data::ErrorCode::kUnavailable,
                          "Groonga: " + std::string(context_.errbuf) + ", asked " + command);
    }
    return {text, size};
}

grn_obj* Groonga::object(const std::string& name) {
    auto* found = ::grn_ctx_get(&context_, name.data(), static_cast<int>(name.size()));
    if (found == nullptr) {
        throw data::Error(data::ErrorCode::kNotFound, "Groonga has no " + name);
    }
    return found;
}

void Groonga::finish() {
    if (auto* database = ::grn_ctx_db(&context_)) ::grn_obj_close(&context_, database);
    ::grn_ctx_fin(&context_);
    ::grn_fin();
}

} // namespace aisle::bench
