#include "bench/support/temp_directory.h"

#include <cstdlib>
#include <string>
#include <system_error>

#include "data/error.h"

namespace aisle::bench {

TempDirectory::TempDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "aisle-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw data::Error(data::ErrorCode::kUnavailable, "cannot create a directory like " + name);
    }
    path_ = name;
}

TempDirectory::~TempDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace aisle::bench
