#include "data/format_version.h"

namespace aisle::data {

std::string describe_version_mismatch(std::uint64_t version, std::uint64_t known,
                                      const std::string& remedy) {
    return "format version " + std::to_string(version) + ", this program reads version " +
           std::to_string(known) + "; " +
           (version > known ? "use the newer Aisle that wrote it" : remedy);
}

} // namespace aisle::data
