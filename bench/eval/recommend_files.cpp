// The published splits come in a handful of text forms. All are read into the same two things:
// histories to train on, and test cases. Items are whatever stands between blanks; they are
// numbered by first occurrence, train before test.

#include "bench/eval/recommend_files.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/error.h"
#include "data/json.h"
#include "data/text.h"

namespace aisle::bench {

namespace {

namespace fs = std::filesystem;
using recommend::Histories;
using recommend::Item;
using recommend::TestCases;

[[noreturn]] void fail(const fs::path& path, std::size_t line, const std::string& what) {
    throw data::Error(data::ErrorCode::kInvalidRequest,
                      path.string() + ": line " + std::to_string(line) + ": " + what);
}

std::string read_text(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        throw data::Error(data::ErrorCode::kNotFound, "cannot read " + path.string());
    }
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The words of a line, as views of it.
std::vector<std::string_view> split(std::string_view line, std::string_view separators) {
    std::vector<std::string_view> words;
    for (std::size_t begin = line.find_first_not_of(separators); begin < line.size();
         begin = line.find_first_not_of(separators, begin)) {
        const std::size_t end = std::min(line.find_first_of(separators, begin), line.size());
        words.push_back(line.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

/// Calls visit(number, line) for each line that is not blank.
template <class Visit>
void for_each_line(const std::string& text, Visit&& visit) {
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = std::string_view(text).substr(begin, end - begin);
        if (line.ends_with('\r')) line.remove_suffix(1);
        ++number;
        if (line.find_first_not_of(" \t") != std::string_view::npos) visit(number, line);
        begin = end + 1;
    }
}

class Numbering {
public:
    std::uint32_t number_of(std::string_view name) {
        const auto next = static_cast<std::uint32_t>(numbers_.size());
        return numbers_.try_emplace(std::string(name), next).first->second;
    }

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(numbers_.size()); }

private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

/// Somebody's events: steps hold one item, or a basket of them.
struct Person {
    std::string id;
    std::vector<std::vector<Item>> steps;
};

std::vector<Person> read_people(const fs::path& path, Numbering& items) {
    std::vector<Person> people;
    for_each_line(read_text(path), [&](std::size_t, std::string_view line) {
        const auto words = split(line, " \t");
        Person person{std::string(words[0]), {}};
        for (std::size_t i = 1; i < words.size(); ++i) {
            person.steps.push_back({items.number_of(words[i])});
        }
        people.push_back(std::move(person));
    });
    return people;
}

/// Negative numbers stand for the ends of a history in some of these files.
std::vector<Person> read_baskets(const fs::path& path, const std::string& text, Numbering& items) {
    const auto document = data::parse_json(text);
    const auto bad = [&](const std::string& what) { fail(path, 1, what); };
    if (!document.IsObject()) bad("expected an object with a list of baskets for each user");
    std::vector<Person> people;
    for (const auto& member : document.GetObject()) {
        Person person{std::string(data::string_of(member.name)), {}};
        if (!member.value.IsArray()) bad("user " + person.id + ": expected an array of baskets");
        for (const auto& basket : member.value.GetArray()) {
            if (!basket.IsArray()) bad("user " + person.id + ": expected an array in each basket");
            std::vector<Item> step;
            for (const auto& item : basket.GetArray()) {
                const std::string name = data::to_json_text(item);
                if (!name.starts_with('-')) step.push_back(items.number_of(name));
            }
            if (!step.empty()) person.steps.push_back(std::move(step));
        }
        people.push_back(std::move(person));
    }
    return people;
}

void add_steps(const std::vector<std::vector<Item>>& steps, std::size_t count, Histories& to) {
    to.begin_history();
    for (std::size_t s = 0; s < count; ++s) {
        for (const Item item : steps[s]) to.add(item, static_cast<std::uint32_t>(s));
    }
}

/// What is wanted, no item twice.
void add_wanted(const std::vector<std::vector<Item>>& steps, std::size_t first, Histories& to) {
    std::vector<Item> items;
    for (std::size_t s = first; s < steps.size(); ++s) {
        for (const Item item : steps[s]) {
            if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
        }
    }
    to.add_history(items);
}

/// Pairs the people of both files by their ids.
void pair_people(const std::vector<Person>& train, const std::vector<Person>& test,
                 RecommendSplit& split) {
    std::unordered_map<std::string_view, const Person*> known;
    for (const Person& person : train) {
        known[person.id] = &person;
        add_steps(person.steps, person.steps.size(), split.train);
    }
    const Person nobody;
    for (const Person& person : test) {
        const auto found = known.find(person.id);
        const Person& before = found == known.end() ? nobody : *found->second;
        add_steps(before.steps, before.steps.size(), split.test.given);
        add_wanted(person.steps, 0, split.test.wanted);
    }
}

/// Leaves each person's last step out. Of sequences the one before is given but not trained on:
/// the tables keep it to choose hyper-parameters, which our models do on what they train on.
void leave_one_out(const std::vector<Person>& people, RecommendSplit& split) {
    for (const Person& person : people) {
        if (person.steps.size() < 2) continue;
        const std::size_t last = person.steps.size() - 1;
        add_steps(person.steps, split.has_baskets ? last : last - 1, split.train);
        add_steps(person.steps, last, split.test.given);
        add_wanted(person.steps, last, split.test.wanted);
    }
}

void read_lists(const fs::path& train, const fs::path& test, Numbering& items,
                RecommendSplit& split) {
    const auto before = read_people(train, items);
    pair_people(before, read_people(test, items), split);
}

void read_sequences(const fs::path& train, const fs::path& test, Numbering& items,
                    RecommendSplit& split) {
    const auto read = [&](const fs::path& path) {
        const std::string text = read_text(path);
        if (!text.starts_with('{')) return read_people(path, items);
        split.has_baskets = true;
        return read_baskets(path, text, items);
    };
    const auto people = read(train);
    if (fs::equivalent(train, test)) {
        leave_one_out(people, split);
    } else {
        pair_people(people, read(test), split);
    }
    split.test.is_given_masked = !split.has_baskets;
}

struct TimedEvent {
    std::string_view session;
    double time;
    Item item;
};

/// Sessions of a table of events, in the order in which they ended.
std::vector<std::vector<Item>> read_event_table(const fs::path& path, const std::string& text,
                                                Numbering& items) {
    std::vector<TimedEvent> events;
    for_each_line(text, [&](std::size_t number, std::string_view line) {
        if (number == 1) return;
        const auto cells = split(line, "\t");
        if (cells.size() < 3) fail(path, number, "expected a session, an item and a time");
        std::istringstream time_text{std::string(cells[2])};
        double time = 0;
        if (!(time_text >> time)) fail(path, number, "expected a time, got " + time_text.str());
        events.push_back({cells[0], time, items.number_of(cells[1])});
    });
    std::stable_sort(events.begin(), events.end(),
                     [](const auto& a, const auto& b) { return a.time < b.time; });
    std::unordered_map<std::string_view, std::size_t> session_of;
    std::vector<std::pair<double, std::vector<Item>>> sessions;
    for (const auto& event : events) {
        const auto [at, is_new] = session_of.try_emplace(event.session, sessions.size());
        if (is_new) sessions.emplace_back();
        auto& [end, session_items] = sessions[at->second];
        end = event.time;
        session_items.push_back(event.item);
    }
    std::stable_sort(sessions.begin(), sessions.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::vector<Item>> result;
    for (auto& session : sessions) result.push_back(std::move(session.second));
    return result;
}

std::vector<std::vector<Item>> read_sessions(const fs::path& path, const std::string& text,
                                             Numbering& items) {
    if (data::fold(text.substr(0, 9)) == "sessionid") return read_event_table(path, text, items);
    std::vector<std::vector<Item>> sessions;
    for_each_line(text, [&](std::size_t, std::string_view line) {
        sessions.emplace_back();
        for (const auto word : split(line, " \t")) {
            sessions.back().push_back(items.number_of(word));
        }
    });
    return sessions;
}

bool is_instance_table(const std::string& text) {
    const std::string_view first = std::string_view(text).substr(0, text.find('\n'));
    return first.find('\t') != std::string_view::npos &&
           data::fold(first.substr(0, 9)) != "sessionid";
}

void read_instances(const fs::path& path, const std::string& text, Numbering& items,
                    TestCases& cases) {
    for_each_line(text, [&](std::size_t number, std::string_view line) {
        const auto cells = split(line, "\t");
        if (cells.size() < 4) {
            fail(path, number, "expected a session, a time, the wanted item and given items");
        }
        cases.wanted.add_history(std::vector{items.number_of(cells[2])});
        std::vector<Item> given;
        for (const auto word : split(cells[3], " ")) given.push_back(items.number_of(word));
        cases.given.add_history(given);
    });
}

void read_session_split(const fs::path& train, const fs::path& test, Numbering& items,
                        RecommendSplit& split) {
    for (const auto& session : read_sessions(train, read_text(train), items)) {
        split.train.add_history(session);
    }
    split.test.is_given_masked = false;
    const std::string text = read_text(test);
    if (is_instance_table(text)) {
        read_instances(test, text, items, split.test);
        return;
    }
    for (const auto& session : read_sessions(test, text, items)) {
        for (std::size_t next = 1; next < session.size(); ++next) {
            split.test.given.add_history(std::span(session).first(next));
            split.test.wanted.add_history(std::span(session).subspan(next, 1));
        }
    }
}

} // namespace

RecommendSplit read_split(const fs::path& train, const fs::path& test, SplitFormat format) {
    RecommendSplit split;
    Numbering items;
    switch (format) {
    case SplitFormat::kLists:
        read_lists(train, test, items, split);
        break;
    case SplitFormat::kSessions:
        read_session_split(train, test, items, split);
        break;
    case SplitFormat::kSequences:
        read_sequences(train, test, items, split);
        break;
    }
    split.train.reserve_items(items.size());
    return split;
}

} // namespace aisle::bench
