// simdjson reads a text into a tape of its own; one walk over that hands the values to a RapidJSON
// document as its own parser does, and counts what writing them takes. A text without escapes,
// exponents and long fractions can be longer than that, by spaces or digits that need not be there,
// but not shorter, nor as long in other words: it is compact when it is as long.
#include "indexer/quick_json.h"

#include <cstdint>
#include <limits>

#include <rapidjson/writer.h>
#include <simdjson.h>

#include "indexer/record_json.h"

namespace aisle::indexer {

namespace {

using rapidjson::SizeType;
using TreeMemory = rapidjson::MemoryPoolAllocator<>;
using TreeDocument = rapidjson::GenericDocument<rapidjson::UTF8<>, TreeMemory, TreeMemory>;
using simdjson::dom::element_type;

/// A stream that a writer writes to.
struct ByteCounter {
    using Ch = char;

    void Put(char /*byte*/) noexcept { ++count; }

    void Flush() const noexcept {}

    std::size_t count = 0;
};

/// The walk over one text. What returns a bool returns false where it gives up.
class QuickWalk {
public:
    explicit QuickWalk(TreeDocument& document) : document_(document) {}

    bool add(simdjson::dom::element element) {
        switch (element.type()) {
        case element_type::OBJECT:
            return add_object(element);
        case element_type::ARRAY:
            return add_array(element);
        case element_type::STRING:
            return add_string(element);
        case element_type::INT64:
            return add_number(&NumberWriter::Int64, std::int64_t(element)) &&
                   document_.Int64(std::int64_t(element));
        case element_type::UINT64:
            return add_number(&NumberWriter::Uint64, std::uint64_t(element)) &&
                   document_.Uint64(std::uint64_t(element));
        case element_type::DOUBLE:
            return add_double(double(element));
        case element_type::BOOL:
            written_.count += bool(element) ? 4 : 5;
            return document_.Bool(bool(element));
        case element_type::NULL_VALUE:
            written_.count += 4;
            return document_.Null();
        }
        return false;
    }

    /// Bytes that writing what was added takes, where no string needs escapes.
    [[nodiscard]] std::size_t num_bytes() const noexcept { return written_.count; }

    /// No number is written with so many digits that it may have been read in others, as many.
    [[nodiscard]] bool has_few_digits() const noexcept { return has_few_digits_; }

    /// Some number was 0, with a point or an exponent.
    [[nodiscard]] bool has_zero() const noexcept { return has_zero_; }

private:
    using NumberWriter = rapidjson::Writer<ByteCounter>;

    bool add_object(simdjson::dom::object object) {
        if (++depth_ > kMaxRecordDepth) return false;
        document_.StartObject();
        SizeType count = 0;
        for (const auto [name, value] : object) {
            if (!add_string(name) || !add(value)) return false;
            ++count;
        }
        // The braces; a colon and a comma for each, but the last.
        written_.count += 2 + (count == 0 ? 0 : 2 * count - 1);
        --depth_;
        return document_.EndObject(count);
    }

    bool add_array(simdjson::dom::array array) {
        if (++depth_ > kMaxRecordDepth) return false;
        document_.StartArray();
        SizeType count = 0;
        for (const auto value : array) {
            if (!add(value)) return false;
            ++count;
        }
        written_.count += 2 + (count == 0 ? 0 : count - 1);
        --depth_;
        return document_.EndArray(count);
    }

    bool add_string(std::string_view text) {
        written_.count += text.size() + 2;
        return document_.String(text.data(), static_cast<SizeType>(text.size()), true);
    }

    template <class Number>
    bool add_number(bool (NumberWriter::*write)(Number), Number number) {
        writer_.Reset(written_);
        return (writer_.*write)(number);
    }

    bool add_double(double number) {
        const auto before = written_.count;
        if (!add_number(&NumberWriter::Double, number)) return false;
        has_few_digits_ = has_few_digits_ && written_.count - before <= kFewDigits + 1;
        has_zero_ = has_zero_ || number == 0;
        return document_.Double(number);
    }

    /// No two decimals of so many digits are the same double.
    static constexpr std::size_t kFewDigits = std::numeric_limits<double>::digits10;

    TreeDocument& document_;
    ByteCounter written_;
    NumberWriter writer_{written_};
    std::uint32_t depth_ = 0; ///< arrays and objects that are open
    bool has_few_digits_ = true;
    bool has_zero_ = false;
};

/// True when some number may have an exponent. Without a branch, so that it is done many bytes at a
/// time.
bool may_have_exponent(std::string_view text) noexcept {
    bool may = false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const bool is_digit = text[i - 1] >= '0' && text[i - 1] <= '9';
        may |= is_digit & ((text[i] | 0x20) == 'e');
    }
    return may;
}

} // namespace

struct QuickJson::Parser {
    static constexpr std::size_t kScratchBytes = std::size_t{1} << 16U;

    simdjson::dom::parser parser{kMaxBytes};
    std::unique_ptr<char[]> scratch = std::make_unique_for_overwrite<char[]>(kScratchBytes);
    /// Of values that have no parent yet.
    TreeMemory scratch_pool{scratch.get(), kScratchBytes};
};

QuickJson::QuickJson() : parser_(std::make_unique<Parser>()) {}

QuickJson::~QuickJson() = default;

QuickJson::Result QuickJson::parse(std::string_view text, rapidjson::Value& tree,
                                   TreeMemory& memory) {
    simdjson::dom::element root;
    if (parser_->parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return {};
    if (!root.is_object()) return {};
    parser_->scratch_pool.Clear();
    // Half of it at once: what grows beyond that is copied.
    TreeDocument document(&memory, Parser::kScratchBytes / 2, &parser_->scratch_pool);
    QuickWalk walk(document);
    bool is_read = false;
    const auto generate = [&](TreeDocument& /*document*/) { return is_read = walk.add(root); };
    document.Populate(generate);
    if (!is_read) return {};
    const bool may_be_compact = walk.num_bytes() == text.size() && walk.has_few_digits() &&
                                text.find('\\') == std::string_view::npos;
    const bool has_exponent = (may_be_compact || walk.has_zero()) && may_have_exponent(text);
    // RapidJSON, which reads stored texts, refuses 0e999.
    if (walk.has_zero() && has_exponent) return {};
    tree.Swap(document);
    return {true, may_be_compact && !has_exponent};
}

} // namespace aisle::indexer
