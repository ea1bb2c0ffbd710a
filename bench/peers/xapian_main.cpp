// aisle-xapian-peer: Xapian's side of bench/peers/compare.

#include "bench/peers/peer_main.h"
#include "bench/peers/xapian_peer.h"

int main(int argc, char** argv) {
    using namespace aisle::bench;
    return peer_main(argc, argv, {"xapian", build_xapian, open_xapian});
}
