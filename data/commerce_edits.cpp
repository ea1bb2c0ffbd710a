#include "data/commerce_edits.h"

#include <algorithm>
#include <atomic>

#include "data/hot_record.h"
#include "data/json.h"

// Rows that have the offers of their record share them; stock is kept for every row. Which of
// both a row has is not in the columns, but in the record: that is read where there are
// variants, which is the cost of changing theirs.

namespace aisle::data {

namespace {

/// True when a variant has offers or stock of its own.
bool has_own(const rapidjson::Value& record, Row number, const char* name) {
    const auto* own = find_member(record["variants"][number], name);
    return own != nullptr && !own->IsNull();
}

std::optional<std::string> name_or_nothing(const Offers& offers, std::uint32_t name) {
    if (name == kNoId) return std::nullopt;
    return std::string(offers.name(name));
}

bool has_terms(const Offers& offers, std::uint32_t offer, const HotOffer& asked) {
    const auto& terms = offers.terms()[offers.terms_of()[offer]];
    return terms.min_quantity == asked.min_quantity && offers.name(terms.list) == asked.list &&
           offers.name(terms.currency) == asked.currency &&
           name_or_nothing(offers, terms.location) == asked.location &&
           name_or_nothing(offers, terms.seller) == asked.seller;
}

/// Of offers or stock: never one that something else had.
std::uint64_t new_version() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

} // namespace

CommerceEdits::CommerceEdits(std::shared_ptr<const Segment> segment, const HotCommerce* published)
    : segment_(std::move(segment)) {
    if (published == nullptr) return;
    if (const auto& known = published->offers) {
        offers_ = Offers{VersionedArray<std::int64_t>(known->amounts),
                         VersionedArray<std::int64_t>(known->was),
                         VersionedArray<std::uint32_t>(known->periods_of),
                         VersionedArray<std::uint8_t>(known->changed),
                         std::make_shared<std::vector<Period>>(*known->periods),
                         {},
                         {},
                         known->version};
        for (const auto& period : *offers_->periods) {
            offers_->period_numbers.try_emplace(
                period, static_cast<std::uint32_t>(offers_->period_numbers.size()));
        }
    }
    if (const auto& known = published->stock) {
        stock_ = Stock{VersionedArray<std::int64_t>(known->quantities),
                       VersionedArray<std::uint8_t>(known->changed),
                       {},
                       known->version};
    }
}

/// Those of the segment, when nothing was changed yet.
CommerceEdits::Offers& CommerceEdits::offers() {
    if (offers_) return *offers_;
    const auto& sealed = segment_->columns().offers();
    const std::size_t size = sealed.amounts().size();
    std::vector<std::int64_t> was(size);
    for (std::uint32_t i = 0; i < size; ++i)
        was[i] = sealed.was(i).value_or(HotCommerce::kNoAmount);
    offers_ = Offers{
        VersionedArray<std::int64_t>({sealed.amounts().begin(), sealed.amounts().end()}),
        VersionedArray<std::int64_t>(std::move(was)),
        VersionedArray<std::uint32_t>({sealed.periods_of().begin(), sealed.periods_of().end()}),
        VersionedArray<std::uint8_t>(std::vector<std::uint8_t>(size)),
        std::make_shared<std::vector<Period>>(sealed.periods().begin(), sealed.periods().end()),
        {},
        {},
        0};
    for (std::uint32_t i = 0; i < sealed.periods().size(); ++i) {
        offers_->period_numbers.emplace(sealed.periods()[i], i);
    }
    return *offers_;
}

CommerceEdits::Stock& CommerceEdits::stock() {
    if (stock_) return *stock_;
    const auto& sealed = segment_->columns().inventory().quantities();
    stock_ = Stock{VersionedArray<std::int64_t>({sealed.begin(), sealed.end()}),
                   VersionedArray<std::uint8_t>(std::vector<std::uint8_t>(sealed.size())),
                   {},
                   0};
    return *stock_;
}

/// The rows whose own `name` an update changes, or that have the one of the record it changes.
/// Nothing where the record has to be written anew for it.
std::vector<Row> CommerceEdits::rows_with_own(const HotEdit& edit, const char* name) const {
    const auto& columns = segment_->columns();
    const Row first = columns.first_row(edit.product);
    if (!columns.has_variants()) return {first};
    const auto record = parse_json(segment_->records().read(edit.product));
    if (!has_variants(record)) return {first};
    std::vector<Row> rows;
    for (Row row = first; row < columns.end_row(edit.product); ++row) {
        const bool is_own = has_own(record, row - first, name);
        if (edit.row ? is_own && *edit.row == row : !is_own) rows.push_back(row);
    }
    return rows;
}

std::optional<std::uint32_t> CommerceEdits::find(Row row, const HotOffer& offer) {
    const auto& sealed = segment_->columns().offers();
    const std::size_t end = sealed.end(row);
    const auto found = find_offer(
        sealed.first(row), end,
        [&](std::size_t i) { return has_terms(sealed, static_cast<std::uint32_t>(i), offer); },
        [&](std::size_t i) {
            const auto& period = !offers_
                                     ? sealed.periods()[sealed.periods_of()[i]]
                                     : (*offers_->periods)[(*offers_->periods_of.publish())[i]];
            return period.from == offer.period.from;
        });
    if (found == end) return std::nullopt;
    return static_cast<std::uint32_t>(found);
}

std::optional<std::uint32_t> CommerceEdits::find(Row row, const HotStock& stock) const {
    const auto& inventory = segment_->columns().inventory();
    for (auto entry = inventory.first(row); entry < inventory.end(row); ++entry) {
        if (inventory.location(inventory.locations()[entry]) == stock.location) return entry;
    }
    return std::nullopt;
}

std::uint32_t CommerceEdits::number_of(const Period& period) {
    auto& own = offers();
    const auto [known, is_new] = own.period_numbers.try_emplace(
        period, static_cast<std::uint32_t>(own.period_numbers.size()));
    if (is_new) {
        if (own.periods.use_count() > 1) {
            own.periods = std::make_shared<std::vector<Period>>(*own.periods);
        }
        own.periods->push_back(period);
    }
    return known->second;
}

void CommerceEdits::set(std::uint32_t offer, const HotOffer& values, std::int64_t time_ms) {
    auto& own = offers();
    own.amounts.set(offer, *values.amount);
    own.was.set(offer, values.was.value_or(HotCommerce::kNoAmount));
    own.periods_of.set(offer, number_of(values.period));
    own.changed.set(offer, 1);
    own.times_ms[offer] = time_ms;
    own.version = new_version();
}

void CommerceEdits::set(std::uint32_t entry, std::int64_t quantity, std::int64_t time_ms) {
    auto& own = stock();
    own.quantities.set(entry, quantity);
    own.changed.set(entry, 1);
    own.times_ms[entry] = time_ms;
    own.version = new_version();
}

HotOutcome CommerceEdits::apply(const HotEdit& edit, const HotOffer& offer) {
    const auto rows = rows_with_own(edit, "prices");
    if (rows.empty() || !offer.amount) return HotOutcome::kNotPossible;
    const auto found = find(rows.front(), offer); // all of them share it
    if (!found) return HotOutcome::kNotPossible;
    if (edit.only_if_older && offers_) {
        const auto last = offers_->times_ms.find(*found);
        if (last != offers_->times_ms.end() && last->second >= edit.time_ms) {
            return HotOutcome::kTooOld;
        }
    }
    set(*found, offer, edit.time_ms);
    return HotOutcome::kSet;
}

HotOutcome CommerceEdits::apply(const HotEdit& edit, const HotStock& stock) {
    const auto rows = rows_with_own(edit, "inventory");
    if (rows.empty() || !stock.quantity) return HotOutcome::kNotPossible;
    const auto first = find(rows.front(), stock); // where one has an entry, all of them have
    if (!first) return HotOutcome::kNotPossible;
    if (edit.only_if_older && stock_) {
        const auto last = stock_->times_ms.find(*first);
        if (last != stock_->times_ms.end() && last->second >= edit.time_ms) {
            return HotOutcome::kTooOld;
        }
    }
    for (const Row row : rows) set(*find(row, stock), *stock.quantity, edit.time_ms);
    return HotOutcome::kSet;
}

std::vector<CommerceEdits::Change> CommerceEdits::changes_of(Ordinal product) {
    const auto now = publish();
    const auto& columns = segment_->columns();
    std::vector<Change> changes;
    std::optional<rapidjson::Document> record; // read where something was changed
    for (Row row = columns.first_row(product); row < columns.end_row(product); ++row) {
        if (!now.has_changed(columns, row)) continue;
        if (!record) record = parse_json(segment_->records().read(product));
        const auto owner = [&](const char* name) -> std::optional<Row> {
            const bool is_own =
                has_variants(*record) && has_own(*record, row - columns.first_row(product), name);
            return is_own ? std::optional(row) : std::nullopt;
        };
        const auto& sealed = columns.offers();
        for (auto i = sealed.first(row); now.offers && i < sealed.end(row); ++i) {
            if ((*now.offers->changed)[i] == 0) continue;
            HotOffer offer = now.values_of(i);
            const auto& terms = sealed.terms()[sealed.terms_of()[i]];
            offer.list = sealed.name(terms.list);
            offer.currency = sealed.name(terms.currency);
            offer.location = name_or_nothing(sealed, terms.location);
            offer.seller = name_or_nothing(sealed, terms.seller);
            offer.min_quantity = terms.min_quantity;
            changes.push_back({offer_place(i - sealed.first(row)), owner("prices"),
                               std::move(offer), offers_->times_ms[i]});
        }
        if (!now.stock) continue;
        const auto& inventory = columns.inventory();
        for (auto entry = inventory.first(row); entry < inventory.end(row); ++entry) {
            if ((*now.stock->changed)[entry] == 0) continue;
            const std::string location(inventory.location(inventory.locations()[entry]));
            changes.push_back({stock_place(location), owner("inventory"),
                               HotStock{location, (*now.stock->quantities)[entry]},
                               stock_->times_ms[entry]});
        }
    }
    return changes;
}

HotCommerce CommerceEdits::publish() {
    HotCommerce published;
    if (offers_) {
        published.offers = HotCommerce::Offers{
            offers_->amounts.publish(), offers_->was.publish(), offers_->periods_of.publish(),
            offers_->changed.publish(), offers_->periods,       offers_->version};
    }
    if (stock_) {
        published.stock = HotCommerce::Stock{stock_->quantities.publish(),
                                             stock_->changed.publish(), stock_->version};
    }
    return published;
}

void CommerceEdits::save(SectionFileWriter& file) {
    const auto now = publish();
    std::vector<std::uint32_t> numbers;
    std::vector<std::int64_t> times_ms;
    const auto collect = [&](const std::vector<std::uint8_t>& changed, auto& times) {
        numbers.clear();
        times_ms.clear();
        for (std::uint32_t i = 0; i < changed.size(); ++i) {
            if (changed[i] == 0) continue;
            numbers.push_back(i);
            times_ms.push_back(times[i]);
        }
    };
    if (now.offers) {
        collect(*now.offers->changed, offers_->times_ms);
        std::vector<std::int64_t> amounts;
        std::vector<std::int64_t> was;
        std::vector<Period> periods;
        for (const auto i : numbers) {
            amounts.push_back((*now.offers->amounts)[i]);
            was.push_back((*now.offers->was)[i]);
            periods.push_back((*now.offers->periods)[(*now.offers->periods_of)[i]]);
        }
        file.put("offer_numbers", numbers);
        file.put("offer_times", times_ms);
        file.put("offer_amounts", amounts);
        file.put("offer_was", was);
        file.put("offer_periods", periods);
    }
    if (now.stock) {
        collect(*now.stock->changed, stock_->times_ms);
        std::vector<std::int64_t> quantities;
        for (const auto i : numbers) quantities.push_back((*now.stock->quantities)[i]);
        file.put("stock_numbers", numbers);
        file.put("stock_times", times_ms);
        file.put("stock_quantities", quantities);
    }
}

void CommerceEdits::load(const SectionFile& file) {
    const auto read = [&](const std::string& what, std::size_t size, auto set_one) {
        if (!file.contains(what + "_numbers")) return;
        const auto numbers = file.array<std::uint32_t>(what + "_numbers");
        const auto times_ms = file.array<std::int64_t>(what + "_times");
        if (numbers.size() != times_ms.size() ||
            std::any_of(numbers.begin(), numbers.end(), [&](auto i) { return i >= size; })) {
            file.fail("the sections of " + what + " disagree");
        }
        set_one(numbers, times_ms);
    };
    using Numbers = std::span<const std::uint32_t>;
    using Times = std::span<const std::int64_t>;
    const auto& columns = segment_->columns();
    read("offer", columns.offers().amounts().size(), [&](Numbers numbers, Times times_ms) {
        const auto amounts = file.array<std::int64_t>("offer_amounts");
        const auto was = file.array<std::int64_t>("offer_was");
        const auto periods = file.array<Period>("offer_periods");
        if (amounts.size() != numbers.size() || was.size() != numbers.size() ||
            periods.size() != numbers.size()) {
            file.fail("the sections of offer disagree");
        }
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            HotOffer values;
            values.amount = amounts[i];
            if (was[i] != HotCommerce::kNoAmount) values.was = was[i];
            values.period = periods[i];
            set(numbers[i], values, times_ms[i]);
        }
    });
    read("stock", columns.inventory().quantities().size(), [&](Numbers numbers, Times times_ms) {
        const auto quantities = file.array<std::int64_t>("stock_quantities");
        if (quantities.size() != numbers.size()) file.fail("the sections of stock disagree");
        for (std::size_t i = 0; i < numbers.size(); ++i)
            set(columns.inventory().entry_numbered(numbers[i]), quantities[i], times_ms[i]);
    });
}

} // namespace aisle::data
