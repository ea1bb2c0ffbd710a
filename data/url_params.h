#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rapidjson/document.h>

namespace aisle::data {

/// Names and values in their order; a name may repeat.
using UrlParams = std::vector<std::pair<std::string, std::string>>;

/// True for what clients say about themselves, such as X-Algolia-Agent, in any letter case.
[[nodiscard]] bool is_about_client(std::string_view name) noexcept;

/// Decodes "a=1&b=x+y%21": `+` is a space, %XX a byte. A name without `=` has an empty value;
/// empty pieces are skipped.
/// Throws: Error{kInvalidRequest} for a broken %XX or text that is not UTF-8.
[[nodiscard]] UrlParams decode_url_params(std::string_view text);

/// Form encoding of one name or value: letters, digits and *-._ stay, a space becomes `+`.
[[nodiscard]] std::string encode_url_text(std::string_view text);

/// The pairs as an object of strings. Values whose text is `undefined` are left out, unless the
/// parameter is free text: that is what older clients send for a value that is not set.
[[nodiscard]] rapidjson::Document to_rapidjson(const UrlParams& params);

/// The `params` member of a response: the search parameters of a request object, form encoded in
/// their order, arrays and objects as compact JSON. What only addresses the request (indexName,
/// type, facet, x-algolia-...) is left out; a `params` string is echoed in its place.
[[nodiscard]] std::string encode_params_echo(const rapidjson::Value& object);

} // namespace aisle::data
