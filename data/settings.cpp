#include "data/settings.h"

namespace aisle::data {

Settings::Settings() = default;

} // namespace aisle::data
