// aisle-groonga-peer: Groonga's side of bench/peers/compare.

#include "bench/peers/groonga_peer.h"
#include "bench/peers/peer_main.h"

int main(int argc, char** argv) {
    using namespace aisle::bench;
    return peer_main(argc, argv, {"groonga", build_groonga, open_groonga});
}
