import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";

const [EOT, ENQ, ACK, NAK] = ["\u0004", "\u0005", "\u0006", "\u0015"];
const SELECT = new RegExp(`${EOT}*1${ENQ}2${ENQ}`);
const POLL = new RegExp(`${EOT}+2${ENQ}`);
const ANSWER = new RegExp(`^(?:${ACK}|\\d?${NAK})`);

/** A paging system on ESPA 4.4.4, as the slave with address 2. It checks every block by itself and shares no code with ours. */
export async function openPagingSystem(t: TestContext) {
  const system = {
    port: 0,
    /** Bodies of the calls that were taken, from the header up to ETX. */
    calls: [] as string[],
    /** What it says to the next blocks; afterwards ACK when the block check is right. */
    words: [] as (string | null)[],
    /** What it says to the next selects; afterwards ACK. */
    selects: [] as string[],
    /** Whole blocks that it wants to say when it is polled. */
    says: [] as Buffer[],
    polls: 0,
    /** What was answered to its blocks. */
    answers: [] as string[],
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    let bytes = "";
    let saying: Buffer | null = null;
    let selected = false;
    const write = (text: string) => socket.write(text, "latin1");
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      bytes += chunk;
      for (;;) {
        if (saying) {
          const answer = ANSWER.exec(bytes)?.[0];
          if (answer === undefined) return;
          bytes = bytes.slice(answer.length);
          if (!selected) {
            selected = true;
            socket.write(saying);
            continue;
          }
          system.answers.push(answer);
          if (answer === "\u0006") system.says.shift();
          saying = null;
          write("\u0004");
          continue;
        }
        if (bytes.startsWith("\u0001")) {
          const end = bytes.indexOf("\u0003");
          if (end < 0 || bytes.length < end + 2) return;
          const body = bytes.slice(1, end + 1);
          let check = 0;
          for (const letter of body) check ^= letter.charCodeAt(0);
          const good = bytes.charCodeAt(end + 1) === check;
          bytes = bytes.slice(end + 2);
          const word = system.words.length > 0 ? system.words.shift() : good ? "\u0006" : "1\u0015";
          if (word === null || word === undefined) return void socket.destroy();
          if (word === "\u0006") system.calls.push(body);
          write(word);
          continue;
        }
        const select = SELECT.exec(bytes);
        if (select) {
          bytes = bytes.slice(select.index + select[0].length);
          write(system.selects.shift() ?? "\u0006");
          continue;
        }
        const poll = POLL.exec(bytes);
        if (!poll) {
          return;
        }
        bytes = bytes.slice(poll.index + poll[0].length);
        system.polls++;
        const [next] = system.says;
        if (next) {
          saying = next;
          selected = false;
          write("1\u0005");
        } else write("\u0004");
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  system.port = (server.address() as AddressInfo).port;
  return system;
}
