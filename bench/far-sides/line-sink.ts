import { createSocket } from "node:dgram";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Arrived } from "./webhook-sink.ts";

/**
 * The far side of a mail, SMPP, SNPP or SIP channel in a process of its own, by the kind in argv. It takes every message
 * (calls are declined) and talks with its parent as the webhook's sink does.
 */
let arrived = { requests: 0, alarms: 0, digests: 0, lastAt: 0, latencies: [] as number[], arrivals: [] as number[] };
const now = () => performance.timeOrigin + performance.now();

function note(text: string): void {
  arrived.requests++;
  arrived.alarms++;
  arrived.lastAt = Date.now();
  arrived.arrivals.push(now());
  const reported = /reported-at=([\d.]+)/.exec(text)?.[1];
  if (reported !== undefined) arrived.latencies.push(now() - Number(reported));
}

process.on("message", (order: { reset?: true }) => {
  if (order.reset) arrived = { requests: 0, alarms: 0, digests: 0, lastAt: 0, latencies: [], arrivals: [] };
  process.send?.(arrived satisfies Arrived);
});
process.on("disconnect", () => process.exit(0));

const SPEAKERS = { smtp: mail, smpp: centre, snpp: pager } as const;
const kind = process.argv[2] ?? "";
if (kind === "sip") telephones();
else {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => {});
    SPEAKERS[kind as keyof typeof SPEAKERS](socket);
  });
  server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
}

/** RFC 5321, without extensions. */
function mail(socket: Socket): void {
  let content: string | null = null;
  socket.write("220 bench ESMTP\r\n");
  byLines(socket, (line) => {
    if (content === null) {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "DATA") content = "";
      socket.write(verb === "DATA" ? "354 go on\r\n" : verb === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
    } else if (line === ".") {
      note(content);
      content = null;
      socket.write("250 taken\r\n");
    } else content += `${line}\n`;
  });
}

/** SMPP 3.4 §4: sign-in, enquiries and messages; every message gets an id. */
function centre(socket: Socket): void {
  let bytes: Buffer = Buffer.alloc(0);
  let id = 0;
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    const answers: Buffer[] = [];
    while (bytes.length >= 16 && bytes.length >= bytes.readUInt32BE(0)) {
      const pdu = bytes.subarray(0, bytes.readUInt32BE(0));
      bytes = bytes.subarray(pdu.length);
      const command = pdu.readUInt32BE(4);
      if (command >= 0x8000_0000) continue;
      if (command === 4) note(pdu.toString("latin1"));
      const body = command === 4 ? Buffer.from(`m${++id}\0`) : command === 9 ? Buffer.from("bench\0") : Buffer.alloc(0);
      const head = Buffer.alloc(16);
      head.writeUInt32BE(16 + body.length, 0);
      head.writeUInt32BE(command + 0x8000_0000, 4);
      pdu.copy(head, 12, 12, 16);
      answers.push(head, body);
    }
    if (answers.length > 0) socket.write(Buffer.concat(answers));
  });
}

/** RFC 1861, level 1. */
function pager(socket: Socket): void {
  socket.write("220 SNPP bench\r\n");
  byLines(socket, (line) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "MESS") note(line);
    const known = ["PAGE", "MESS", "SEND", "RESE"].includes(verb);
    socket.write(verb === "QUIT" ? "221 bye\r\n" : known ? "250 ok\r\n" : "500 not known\r\n");
  });
}

/** Declines every call (RFC 3261 §21.6.2) and says that it is there. */
function telephones(): void {
  const calls = new Set<string>();
  const socket = createSocket("udp4");
  socket.on("message", (datagram, { port, address }) => {
    const text = datagram.toString("utf8");
    const [method = ""] = text.split(" ", 1);
    if (method !== "INVITE" && method !== "OPTIONS") return;
    const copied = text.split("\r\n").filter((line) => /^(?:via|from|to|call-id|cseq)\s*:/iu.test(line));
    const call = copied.find((line) => /^call-id/iu.test(line)) ?? "";
    if (method === "INVITE" && !calls.has(call)) {
      calls.add(call);
      note("");
    }
    const tagged = copied.map((line) => (/^to\s*:/iu.test(line) && !line.includes("tag=") ? `${line};tag=b` : line));
    const status = method === "INVITE" ? "603 Decline" : "200 OK";
    socket.send(`SIP/2.0 ${status}\r\n${tagged.join("\r\n")}\r\nContent-Length: 0\r\n\r\n`, port, address);
  });
  socket.bind(0, "127.0.0.1", () => process.send?.({ port: socket.address().port }));
}

function byLines(socket: Socket, take: (line: string) => void): void {
  let rest = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
}
