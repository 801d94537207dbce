import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { createServer as createTlsServer } from "node:tls";

type Answer = string | null | ((argument: string, socket: Socket) => string | null);

/** What a server of RFC 1861 answers to the first four letters of each command, by level. */
const LEVEL_1: Record<string, Answer> = {
  PAGE: "250 Pager ID Accepted",
  MESS: "250 Message OK",
  SEND: "250 Page Sent",
};
const LEVEL_2: Record<string, Answer> = { ...LEVEL_1, LOGI: "250 Login Accepted", LEVE: "250 OK", CALL: "250 OK" };
const LEVEL_3: Record<string, Answer> = {
  ...LEVEL_2,
  "2WAY": "250 OK, Beginning 2-Way Transaction",
  RTYP: "250 Response Type Accepted",
  PAGE: "850 Two-Way Unit Online and Available; Transaction Accepted",
  MCRE: "250 Response Added to Transaction",
  SEND: "960 0000001 1001 OK, Message QUEUED for Delivery",
  MSTA: "960 1 261122120000+0 Message Queued; Awaiting Delivery",
};
const BY_LEVEL = { 1: LEVEL_1, 2: LEVEL_2, 3: LEVEL_3 } as const;

/** A paging server that keeps what it hears and answers as a test wishes. An answer of null closes the connection. */
export async function openPagerServer(
  t: TestContext,
  {
    level = 3,
    greeting = "220 SNPP Gateway Ready",
    tls,
  }: { level?: 1 | 2 | 3; greeting?: string | null; tls?: { cert: string; key: string } } = {},
) {
  const heard: string[] = [];
  const answers: Record<string, Answer> = {
    QUIT: "221 OK, Goodbye",
    RESE: "250 RESET OK",
    ...BY_LEVEL[level],
  };
  const sockets = new Set<Socket>();
  const speak = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    if (greeting === null) return;
    socket.write(`${greeting}\r\n`);
    let text = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        heard.push(line);
        const [command = "", ...rest] = line.split(" ");
        const found = answers[command.slice(0, 4).toUpperCase()];
        const known = command.slice(0, 4).toUpperCase() in answers;
        const answer = typeof found === "function" ? found(rest.join(" "), socket) : found;
        if (!known) socket.write("500 Command Not Implemented\r\n");
        else if (answer === null || answer === undefined) socket.destroy();
        else if (answer !== "") socket.write(`${answer}\r\n`);
      }
    });
  };
  const server: Server = tls ? createTlsServer(tls, speak) : createServer(speak);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    answers,
  };
}
