// ThreadSanitizer asks this function, in a binary that has it, which reports to leave out.
//
// Pistache's accept thread hands each new descriptor to an I/O thread through a lock-free queue
// inside its shared library. The library is not instrumented, so the sanitizer sees accept() in
// one thread and epoll_ctl() in another and nothing between them. No code of ours takes part.
// Nor does it see that library count references to a peer: where the accept thread drops the last
// one, it takes the end of the peer, of its data and of our slot for a race with the I/O thread.
//
// oneTBB's scheduler is not instrumented either: it orders what a build hands to its workers, and
// what they hand back, without the sanitizer's knowledge.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
    return "race:Pistache::Polling::Epoll::addFd\n"
           "race:Pistache::Tcp::Peer::\n"
           "race:ConnectionSlot\n"
           "race:_M_destroy\n"
           "race:_M_dispose\n"
           "race:oneapi/tbb/detail\n";
}
