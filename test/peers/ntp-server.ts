import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { TestContext } from "node:test";

/** Seconds between 1900-01-01 and 1970-01-01. */
const ERA = 2_208_988_800;

/** A time server of stratum 1 (RFC 5905 §7.3) whose clock is `aheadMs` ahead of the machine's. Answers its port. */
export async function openNtpServer(t: TestContext, aheadMs: number): Promise<number> {
  const socket = createSocket("udp4");
  const now = () => performance.timeOrigin + performance.now() + aheadMs;
  socket.on("message", (asked, { port, address }) => {
    if (asked.length < 48) return;
    const answer = Buffer.alloc(48);
    answer[0] = (asked[0] ?? 0) & 0x38 ? ((asked[0] ?? 0) & 0x38) | 4 : 0x24; // no leap second, its version, mode server
    answer[1] = 1; // stratum
    answer[2] = asked[2] ?? 0; // poll
    answer.writeInt8(-20, 3); // precision
    answer.write("GPS", 12, "ascii");
    writeInstant(answer, 16, now());
    asked.copy(answer, 24, 40, 48); // what it sent is when it began
    writeInstant(answer, 32, now());
    writeInstant(answer, 40, now());
    socket.send(answer, port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  t.after(() => socket.close());
  return socket.address().port;
}

function writeInstant(packet: Buffer, at: number, ms: number): void {
  const seconds = Math.floor(ms / 1000);
  packet.writeUInt32BE((seconds + ERA) >>> 0, at);
  packet.writeUInt32BE(Math.floor(((ms / 1000 - seconds) * 2 ** 32) % 2 ** 32), at + 4);
}
