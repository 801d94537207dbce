"""A cable between two network interfaces, which may be slow, lose frames, or be cut in one direction or both.

Arguments: the near and the far interface. Standard input: lines of JSON with what changes of STATE; the rest stays. It writes
"ready" once it carries frames. Not every kernel has sch_netem; packet sockets and veth are everywhere.
"""

import heapq
import json
import os
import random
import select
import socket
import sys
import time

# linux/if_packet.h. With the header of virtio_net before each frame, checksums and segments that the kernel has left to
# the hardware stay as they are.
SOL_PACKET, PACKET_VNET_HDR, PACKET_OUTGOING, ETH_P_ALL = 263, 15, 4, 3
STATE = {"delayMs": 0, "lossPercent": 0, "out": True, "back": True}


def opened(name):
    one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    one.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    one.bind((name, 0))
    return one


near, far = opened(sys.argv[1]), opened(sys.argv[2])
late = []
number = 0
sys.stdout.write("ready\n")
sys.stdout.flush()
while True:
    wait = max(0, late[0][0] - time.monotonic()) if late else None
    ready, _, _ = select.select([near, far, 0], [], [], wait)
    if 0 in ready:
        text = os.read(0, 65536)
        if not text:
            break
        for line in text.splitlines():
            STATE.update(json.loads(line))
    for one, other, way in ((near, far, "out"), (far, near, "back")):
        if one not in ready:
            continue
        frame, (_, _, kind, _, _) = one.recvfrom(70000)
        if kind == PACKET_OUTGOING or not STATE[way] or random.uniform(0, 100) < STATE["lossPercent"]:
            continue
        number += 1
        heapq.heappush(late, (time.monotonic() + STATE["delayMs"] / 1000, number, other, frame))
    while late and late[0][0] <= time.monotonic():
        _, _, other, frame = heapq.heappop(late)
        try:
            other.send(frame)
        except OSError:
            pass  # as on a cable: what can't go on is lost
