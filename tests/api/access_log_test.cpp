// Properties of the access log:
//   1. Every record is one line of valid JSON, whatever bytes the client put into its path.
//   2. When the log is destroyed, all queued lines are in the file.
//   3. A disabled log writes nothing; one that cannot be opened says which file.
#include "api/access_log.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <unistd.h>

#include "data/error.h"

namespace aisle::api {
namespace {

class AccessLogFile : public testing::Test {
protected:
    void TearDown() override { std::filesystem::remove(path_); }

    const std::string path_ = testing::TempDir() + "access_log_" + std::to_string(::getpid());
};

TEST_F(AccessLogFile, HoldsOneJsonLinePerRecord) {
    std::string hostile = "/a\"b\\c\n\r\t";
    for (int byte = 1; byte < 256; ++byte) hostile += static_cast<char>(byte);
    {
        AccessLog log({.file = path_});
        for (int i = 0; i < 1000; ++i) {
            log.write({.id = "7-1",
                       .method = "GET\"",
                       .path = hostile,
                       .route = "query",
                       .peer_ip = "::1",
                       .status = 200,
                       .duration = std::chrono::microseconds(42),
                       .bytes = 5});
        }
    }
    std::ifstream file(path_);
    int num_lines = 0;
    for (std::string line; std::getline(file, line); ++num_lines) {
        rapidjson::Document json;
        ASSERT_FALSE(json.Parse(line).HasParseError()) << line;
        EXPECT_STREQ(json["method"].GetString(), "GET%22");
        EXPECT_EQ(json["us"].GetInt(), 42);
        EXPECT_EQ(json["status"].GetInt(), 200);
    }
    EXPECT_EQ(num_lines, 1000);
}

TEST_F(AccessLogFile, IsNotWrittenWhenDisabled) {
    AccessLog log({.is_enabled = false, .file = path_});
    log.write({.id = "7-1"});
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST(AccessLog, NamesTheFileItCannotOpen) {
    try {
        AccessLog log({.file = "/proc/no/such/place"});
        FAIL();
    } catch (const data::Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("/proc/no/such/place"));
    }
}

} // namespace
} // namespace aisle::api
