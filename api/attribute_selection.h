#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/attribute_plan.h"
#include "api/json_writer.h"

namespace aisle::api {

/// Which attributes of a record an answer shows: names, `*`, `-name`; dotted names reach into
/// objects. objectID is always shown.
/// Threads: one: it remembers what it has judged.
class AttributeSelection {
public:
    AttributeSelection(const std::vector<std::string>& wanted,
                       const std::vector<std::string>& unretrievable);

    /// True when records are shown as they are.
    [[nodiscard]] bool takes_everything() const noexcept { return takes_all_ && hidden_.empty(); }

    /// Writes the members of a record that are selected, inside an object that is open.
    void write(const rapidjson::Value& record, JsonWriter& writer);

    /// Writes one member of a variant, as far as it is selected.
    void write_of_variant(std::string_view name, const rapidjson::Value& value, JsonWriter& writer);

private:
    /// Whether an attribute is shown: with all that is inside it, in part, or not.
    enum class Verdict : std::uint8_t { kNot, kPartly, kWhole };

    using Plan = AttributePlan<Verdict>;

    [[nodiscard]] Plan& look_up(std::string_view name, Plan& in);
    [[nodiscard]] Verdict judge(std::string_view path) const;
    void write_members(const rapidjson::Value& object, Plan& plan, JsonWriter& writer);
    void write_member(std::string_view name, const rapidjson::Value& value, Plan& plan,
                      JsonWriter& writer);
    void write_partly(const rapidjson::Value& value, Plan& plan, JsonWriter& writer);

    bool takes_all_ = false;
    std::vector<std::string> shown_;
    std::vector<std::string> hidden_;
    Plan plan_;
};

/// True when `outer` is `inner` or an object around it; "variants." in front does not matter.
[[nodiscard]] bool covers(std::string_view outer, std::string_view inner) noexcept;

} // namespace aisle::api
