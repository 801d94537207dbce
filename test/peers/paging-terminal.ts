import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";

const [EOT, ACK, NAK, ESC, RS] = ["\x04", "\x06", "\x15", "\x1b", "\x1e"];

/** What the terminal says to a page: `garbled` acknowledges nothing it could mean, null closes the line. */
type Word = "ack" | "nak" | "refuse" | "disconnect" | null;

/** A paging terminal of TAP 1.8 behind a terminal server. It checks every block by itself and shares no code with ours. */
export async function openPagingTerminal(t: TestContext, { password = "" }: { password?: string } = {}) {
  const pages: { pager: string; text: string }[] = [];
  const terminal = {
    port: 0,
    pages,
    /** How many carriage returns it sleeps through. */
    sleeps: 0,
    /** How many log-ons it answers with NAK. */
    deaf: 0,
    /** What it answers to the next pages; afterwards `ack` to those whose checksum is right, else `nak`. */
    words: [] as Word[],
    /** Sent before each answer to a page. */
    says: "",
    /** Answers come one byte at a time and with the parity bit set. */
    sevenBits: false,
    blocks: 0,
    logOns: [] as string[],
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    const say = (text: string) => {
      if (!terminal.sevenBits) return void socket.write(text, "latin1");
      for (const letter of text) socket.write(Buffer.of(letter.charCodeAt(0) | 0x80));
    };
    const answers: Record<Exclude<Word, null>, string> = {
      ack: `${ACK}\r`,
      nak: `${NAK}\r`,
      refuse: `${RS}\r`,
      disconnect: `${ESC}${EOT}\r`,
    };
    let awake = false;
    let loggedOn = false;
    let asleep = terminal.sleeps;
    let bytes = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      bytes += chunk;
      for (;;) {
        if (!awake) {
          if (!bytes.startsWith("\r")) return;
          bytes = bytes.slice(1);
          if (asleep-- > 0) continue;
          awake = true;
          say("ID=");
        } else if (bytes.startsWith("\r")) bytes = bytes.slice(1);
        else if (bytes.startsWith("\x02")) {
          const end = bytes.indexOf("\x03");
          if (end < 0 || bytes.length < end + 5) return;
          const block = bytes.slice(0, end + 1);
          const check = bytes.slice(end + 1, end + 5);
          bytes = bytes.slice(end + 5);
          terminal.blocks++;
          const sum = Buffer.from(block, "latin1").reduce((total, byte) => total + byte, 0) % 4096;
          const right = [256, 16, 1]
            .map((weight) => String.fromCharCode(48 + (Math.floor(sum / weight) % 16)))
            .join("");
          const good = loggedOn && check === `${right}\r` && block.length <= 253;
          const word = terminal.words.length > 0 ? terminal.words.shift() : good ? "ack" : "nak";
          if (word === null || word === undefined) return void socket.destroy();
          const [pager = "", text = ""] = block.slice(1, -1).split("\r");
          if (word === "ack") pages.push({ pager, text });
          say(terminal.says + answers[word]);
        } else if (bytes.startsWith(ESC ?? "")) {
          const end = bytes.indexOf("\r");
          if (end < 0) return;
          const logOn = bytes.slice(0, end);
          bytes = bytes.slice(end + 1);
          terminal.logOns.push(logOn);
          if (terminal.deaf-- > 0 || logOn !== `${ESC}PG1${password}`) say(`\r\n514 Password?\r\r${NAK}\r`);
          else {
            loggedOn = true;
            say(`110 1.8\r${ACK}\r${ESC}[p\r`);
          }
        } else if (bytes.startsWith(`${EOT}\r`)) {
          say(`${ESC}${EOT}\r`);
          return void socket.end();
        } else return;
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  terminal.port = (server.address() as AddressInfo).port;
  return terminal;
}
