#pragma once

#include <filesystem>

#include "recommend/evaluation.h"
#include "recommend/histories.h"

namespace aisle::bench {

/// What the files of a published split hold, and how its tables count.
enum class SplitFormat {
    /// Train and test: `user item item ...`, a user a line. What a user has in the train file is
    /// given and is no answer, what is in the test file is wanted.
    kLists,
    /// Train: a session a line, the items in order; or a table with the columns SessionId,
    /// ItemId and Time. Test: the same, where each item after the first is wanted once, given
    /// those before it; or a table of session, time, wanted item, and given items between blanks.
    /// Given items may be answers.
    kSessions,
    /// `user item item ...` in the order of time, or a JSON object with a user's baskets,
    /// [[item, ...], ...]. When train and test are one file, each user's last item or basket is
    /// wanted, and the last item but one is given but not trained on, as in the tables; else all of
    /// the test file's are wanted. Given single items are no answers, bought ones are.
    kSequences,
};

/// A split, its items numbered in the order in which they come.
struct RecommendSplit {
    recommend::Histories train;
    recommend::TestCases test;
    bool has_baskets = false;
};

/// Throws: Error{kNotFound, kInvalidRequest} naming the file, and the line that does not fit.
[[nodiscard]] RecommendSplit read_split(const std::filesystem::path& train,
                                        const std::filesystem::path& test, SplitFormat format);

} // namespace aisle::bench
