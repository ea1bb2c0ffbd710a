#include "data/number_array.h"

namespace aisle::data {

NumberArray::NumberArray(const SectionFile& file, const std::string& prefix, std::size_t size)
    : size_(size) {
    const std::string name = prefix + "values";
    if (!file.contains(prefix + "divisor")) {
        const auto doubles = file.array<double>(name);
        if (doubles.size() != size) file.fail("section " + name + " is cut short");
        doubles_ = doubles.data();
        return;
    }
    whole_ = NarrowArray<std::int32_t>(file, name, size);
    const auto divisor = file.array<double>(prefix + "divisor");
    if (divisor.size() != 1 || !(divisor[0] > 0)) {
        file.fail("section " + prefix + "divisor is damaged");
    }
    divisor_ = divisor[0];
}

} // namespace aisle::data
