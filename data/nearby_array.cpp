#include "data/nearby_array.h"

namespace aisle::data {

namespace {

/// What so many numbers take, so many a line. Units: bytes.
std::size_t bytes_of_lines(std::size_t size, std::size_t a_line) {
    return (size + a_line - 1) / a_line * NearbyArray::kLine;
}

} // namespace

NearbyArray::NearbyArray(const SectionFile& file, const std::string& name, std::size_t size)
    : size_(size) {
    const bool is_whole = file.contains(name);
    const auto bytes = file.array<std::byte>(is_whole ? name : name + ".lines");
    bytes_ = bytes.data();
    if (is_whole) {
        if (bytes.size() == size * sizeof(std::uint32_t)) return;
    } else if (bytes.size() == bytes_of_lines(size, kShortsALine)) {
        form_ = Form::kShorts;
        return;
    } else if (bytes.size() == bytes_of_lines(size, kBytesALine)) {
        form_ = Form::kBytes;
        return;
    }
    file.fail("section " + name + " is cut short");
}

} // namespace aisle::data
