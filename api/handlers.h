#pragma once

#include "api/http_message.h"
#include "api/service.h"

namespace aisle::api {

// The endpoints, as plain functions. Each throws data::Error for what it refuses; the server
// turns that into a response. Threads: any.

// search_handlers.cpp
[[nodiscard]] Response search_one(const Service& service, const Call& call);
[[nodiscard]] Response search_many(const Service& service, const Call& call);
[[nodiscard]] Response search_facet_values(const Service& service, const Call& call);

// object_handlers.cpp
[[nodiscard]] Response browse_index(const Service& service, const Call& call);
[[nodiscard]] Response get_object(const Service& service, const Call& call);
[[nodiscard]] Response get_objects(const Service& service, const Call& call);

// index_handlers.cpp
[[nodiscard]] Response get_settings(const Service& service, const Call& call);
[[nodiscard]] Response list_indexes(const Service& service, const Call& call);
[[nodiscard]] Response get_task(const Service& service, const Call& call);

// write_handlers.cpp
[[nodiscard]] Response save_object(const Service& service, const Call& call);
[[nodiscard]] Response put_object(const Service& service, const Call& call);
[[nodiscard]] Response update_object(const Service& service, const Call& call);
[[nodiscard]] Response delete_object(const Service& service, const Call& call);
[[nodiscard]] Response write_batch(const Service& service, const Call& call);
[[nodiscard]] Response write_batches(const Service& service, const Call& call);
[[nodiscard]] Response write_hot(const Service& service, const Call& call);
[[nodiscard]] Response delete_by(const Service& service, const Call& call);
[[nodiscard]] Response clear_index(const Service& service, const Call& call);
[[nodiscard]] Response delete_index(const Service& service, const Call& call);
[[nodiscard]] Response transfer_index(const Service& service, const Call& call);
[[nodiscard]] Response put_settings(const Service& service, const Call& call);

// merchandising_handlers.cpp
[[nodiscard]] Response get_synonym(const Service& service, const Call& call);
[[nodiscard]] Response search_synonyms(const Service& service, const Call& call);
[[nodiscard]] Response put_synonym(const Service& service, const Call& call);
[[nodiscard]] Response save_synonyms(const Service& service, const Call& call);
[[nodiscard]] Response delete_synonym(const Service& service, const Call& call);
[[nodiscard]] Response clear_synonyms(const Service& service, const Call& call);
[[nodiscard]] Response get_rule(const Service& service, const Call& call);
[[nodiscard]] Response search_rules(const Service& service, const Call& call);
[[nodiscard]] Response put_rule(const Service& service, const Call& call);
[[nodiscard]] Response save_rules(const Service& service, const Call& call);
[[nodiscard]] Response delete_rule(const Service& service, const Call& call);
[[nodiscard]] Response clear_rules(const Service& service, const Call& call);
[[nodiscard]] Response search_dictionary(const Service& service, const Call& call);
[[nodiscard]] Response write_dictionary(const Service& service, const Call& call);
[[nodiscard]] Response get_dictionary_settings(const Service& service, const Call& call);
[[nodiscard]] Response put_dictionary_settings(const Service& service, const Call& call);
[[nodiscard]] Response get_dictionary_languages(const Service& service, const Call& call);

// key_handlers.cpp
[[nodiscard]] Response list_keys(const Service& service, const Call& call);
[[nodiscard]] Response get_key(const Service& service, const Call& call);
[[nodiscard]] Response add_key(const Service& service, const Call& call);
[[nodiscard]] Response update_key(const Service& service, const Call& call);
[[nodiscard]] Response delete_key(const Service& service, const Call& call);
[[nodiscard]] Response restore_key(const Service& service, const Call& call);

// log_handlers.cpp
[[nodiscard]] Response get_logs(const Service& service, const Call& call);

// event_handlers.cpp
[[nodiscard]] Response send_events(const Service& service, const Call& call);
[[nodiscard]] Response delete_user_token(const Service& service, const Call& call);

// recommend_handlers.cpp
[[nodiscard]] Response get_recommendations(const Service& service, const Call& call);

// status_handlers.cpp
[[nodiscard]] Response get_health(const Service& service, const Call& call);
[[nodiscard]] Response get_metrics(const Service& service, const Call& call);
[[nodiscard]] Response get_openapi(const Service& service, const Call& call);
[[nodiscard]] Response get_storefront(const Service& service, const Call& call);

} // namespace aisle::api
