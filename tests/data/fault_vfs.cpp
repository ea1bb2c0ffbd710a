#include "tests/data/fault_vfs.h"

#include <atomic>
#include <cstddef>
#include <memory>
#include <new>
#include <string>

// SQLite calls files through a table of functions. Ours wraps the file that the system's own
// VFS opened, and hands every call on; only writing, truncating and syncing look at the fault
// first.

namespace aisle::data {

namespace {

namespace fs = std::filesystem;

std::atomic<FaultVfs::Fault> current_fault{FaultVfs::Fault::kNone};
fs::path synced_directory; // set before the database is opened

struct File {
    sqlite3_file base; // what SQLite sees; first
    std::string path;
    std::unique_ptr<std::byte[]> memory;
    sqlite3_file* real = nullptr;
};

File& of(sqlite3_file* file) {
    return *reinterpret_cast<File*>(file);
}

const sqlite3_io_methods& real_of(sqlite3_file* file) {
    return *of(file).real->pMethods;
}

sqlite3_vfs* system_vfs() {
    static sqlite3_vfs* const vfs = sqlite3_vfs_find("unix");
    return vfs;
}

int write_result() {
    switch (current_fault.load()) {
    case FaultVfs::Fault::kDiskFull:
        return SQLITE_FULL;
    case FaultVfs::Fault::kWriteError:
        return SQLITE_IOERR_WRITE;
    case FaultVfs::Fault::kNone:
    case FaultVfs::Fault::kSyncError:
        return SQLITE_OK;
    }
    return SQLITE_OK;
}

int close_file(sqlite3_file* file) {
    const int result = real_of(file).xClose(of(file).real);
    of(file).~File();
    return result;
}

int read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
    return real_of(file).xRead(of(file).real, data, size, offset);
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    const int fault = write_result();
    return fault != SQLITE_OK ? fault : real_of(file).xWrite(of(file).real, data, size, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const int fault = write_result();
    return fault != SQLITE_OK ? fault : real_of(file).xTruncate(of(file).real, size);
}

int sync(sqlite3_file* file, int flags) {
    if (current_fault == FaultVfs::Fault::kSyncError) return SQLITE_IOERR_FSYNC;
    const File& wrapped = of(file);
    const int result = wrapped.real->pMethods->xSync(wrapped.real, flags);
    if (!synced_directory.empty()) {
        fs::copy_file(wrapped.path, synced_directory / fs::path(wrapped.path).filename(),
                      fs::copy_options::overwrite_existing);
    }
    return result;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real_of(file).xFileSize(of(file).real, size);
}

int lock(sqlite3_file* file, int level) {
    return real_of(file).xLock(of(file).real, level);
}

int unlock(sqlite3_file* file, int level) {
    return real_of(file).xUnlock(of(file).real, level);
}

int check_reserved_lock(sqlite3_file* file, int* is_reserved) {
    return real_of(file).xCheckReservedLock(of(file).real, is_reserved);
}

int file_control(sqlite3_file* file, int operation, void* argument) {
    return real_of(file).xFileControl(of(file).real, operation, argument);
}

int sector_size(sqlite3_file* file) {
    return real_of(file).xSectorSize(of(file).real);
}

int device_characteristics(sqlite3_file* file) {
    return real_of(file).xDeviceCharacteristics(of(file).real);
}

int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
    return real_of(file).xShmMap(of(file).real, page, size, extend, memory);
}

int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return real_of(file).xShmLock(of(file).real, offset, count, flags);
}

void shm_barrier(sqlite3_file* file) {
    real_of(file).xShmBarrier(of(file).real);
}

int shm_unmap(sqlite3_file* file, int remove) {
    return real_of(file).xShmUnmap(of(file).real, remove);
}

constexpr sqlite3_io_methods kMethods{2,
                                      close_file,
                                      read,
                                      write,
                                      truncate,
                                      sync,
                                      file_size,
                                      lock,
                                      unlock,
                                      check_reserved_lock,
                                      file_control,
                                      sector_size,
                                      device_characteristics,
                                      shm_map,
                                      shm_lock,
                                      shm_barrier,
                                      shm_unmap,
                                      nullptr,
                                      nullptr};

int open(sqlite3_vfs* /*vfs*/, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    auto* wrapped = new (file) File{};
    wrapped->path = path == nullptr ? "" : path;
    wrapped->memory =
        std::make_unique<std::byte[]>(static_cast<std::size_t>(system_vfs()->szOsFile));
    wrapped->real = reinterpret_cast<sqlite3_file*>(wrapped->memory.get());
    const int result = system_vfs()->xOpen(system_vfs(), path, wrapped->real, flags, out_flags);
    if (result != SQLITE_OK) {
        wrapped->~File();
        file->pMethods = nullptr;
        return result;
    }
    wrapped->base.pMethods = &kMethods;
    return SQLITE_OK;
}

} // namespace

FaultVfs::FaultVfs() : vfs_(*system_vfs()) {
    vfs_.zName = "fault";
    vfs_.szOsFile = sizeof(File);
    vfs_.xOpen = open;
    sqlite3_vfs_register(&vfs_, 1);
}

FaultVfs::~FaultVfs() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(system_vfs(), 1);
    set(Fault::kNone);
    synced_directory.clear();
}

void FaultVfs::set(Fault fault) noexcept {
    current_fault = fault;
}

void FaultVfs::keep_synced_files(const fs::path& directory) {
    synced_directory = directory;
}

} // namespace aisle::data
