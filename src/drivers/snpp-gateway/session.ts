import { createHash, timingSafeEqual } from "node:crypto";
import { BlockList, isIP } from "node:net";
import type { DriverHost, Session } from "#drivers/driver.ts";
import { tcpLimits } from "#drivers/tcp-limits.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { type Connection, TcpListener } from "#wire/listen.ts";
import { TokenBucket } from "#wire/token-bucket.ts";
import { Dialogue, type Page } from "./dialogue.ts";
import type { Settings } from "./settings.ts";
import { reportsOf } from "./translate.ts";

const LONGEST_LINE = 8192;
/** Buckets of addresses; the eldest is forgotten. */
const REMEMBERED = 1000;

/** Takes pages; a client is told that its page was sent once it is stored. */
export class SnppGatewaySession implements Session {
  readonly lost: Promise<never>;
  readonly #settings: Settings;
  readonly #host: DriverHost;
  readonly #may: BlockList;
  readonly #rates = new Map<string, TokenBucket>();
  #listener: TcpListener | null = null;
  #closing: Promise<void> | null = null;
  #lose: (fault: unknown) => void = () => {};
  readonly #abort = () => void this[Symbol.asyncDispose]();

  static async open(settings: Settings, host: DriverHost): Promise<SnppGatewaySession> {
    host.signal.throwIfAborted();
    const session = new SnppGatewaySession(settings, host);
    try {
      await session.#listen();
      host.signal.throwIfAborted();
    } catch (fault) {
      await session[Symbol.asyncDispose]();
      throw fault;
    }
    return session;
  }

  private constructor(settings: Settings, host: DriverHost) {
    this.#settings = settings;
    this.#host = host;
    this.#may = networksOf(settings.addresses);
    this.lost = new Promise((_, reject) => {
      this.#lose = reject;
    });
    this.lost.catch(() => {});
    host.signal.addEventListener("abort", this.#abort, { once: true });
  }

  get port(): number {
    return this.#listener?.port ?? this.#settings.port;
  }

  async #listen(): Promise<void> {
    const { host, port, tls, limits } = this.#settings;
    this.#listener = await TcpListener.open({
      host,
      port,
      tls,
      clock: this.#host.clock,
      limits: tcpLimits(limits),
      connected: (connection) => this.#admit(connection),
      refused: (why, address) => this.#host.refused(`the connection of ${address} was ended: ${why}`, ""),
    });
    this.#listener.lost.catch(this.#lose);
    this.#host.link("up", `listening on ${host}:${this.port} by ${tls ? "TLS" : "TCP"}`);
  }

  #admit(connection: Connection): void {
    const { address } = connection;
    if (this.#settings.addresses.length > 0 && !this.#may.check(address, isIP(address) === 6 ? "ipv6" : "ipv4")) {
      connection.send("421 Gateway Service Unavailable\r\n");
      connection.end("it is not in the list of addresses that may page");
      return;
    }
    connection.send("220 SNPP (V2) Gateway Ready\r\n");
    this.#converse(connection);
  }

  /** One line after the other: what a client says ahead waits until the page before it is stored. */
  #converse(connection: Connection): void {
    const { socket } = connection;
    const dialogue = new Dialogue({ settings: this.#settings, isPassword: (...one) => this.#isPassword(...one) });
    let text = "";
    let busy = false;
    let ended = false;
    const work = async () => {
      busy = true;
      for (let end = text.indexOf("\n"); end >= 0 && !socket.destroyed; end = text.indexOf("\n")) {
        const line = text.slice(0, end).replace(/\r$/u, "");
        text = text.slice(end + 1);
        if (!(await this.#take(connection, dialogue, line))) return;
      }
      busy = false;
      if (text.length > LONGEST_LINE) return connection.end(`a line of more than ${LONGEST_LINE} characters`);
      if (ended) socket.end();
      else socket.resume();
    };
    socket.on("data", (chunk: Buffer) => {
      connection.heard(this.#host.clock.now());
      // RFC 1861 names no character set: UTF-8 where it is that, else one octet is one character.
      text += chunk.toString("latin1");
      socket.pause();
      if (!busy) work().catch((fault: unknown) => this.#broken(fault));
    });
    socket.once("end", () => {
      ended = true;
      if (!busy) socket.end();
    });
  }

  /** False: the connection has ended. */
  async #take(connection: Connection, dialogue: Dialogue, line: string): Promise<boolean> {
    const { address } = connection;
    const said = dialogue.take(readable(line));
    if (said.refused !== undefined) this.#host.refused(`${address}: ${said.refused}`, withoutPassword(line));
    if (said.unknownPin !== undefined && said.unknownPin !== "") {
      this.#host.candidate(said.unknownPin, { address });
    }
    const reply = said.page ? await this.#send(connection, dialogue, said.page) : said.reply;
    if (reply !== "") connection.send(`${reply}\r\n`);
    if (said.end === undefined && !reply.startsWith("421")) return true;
    if (said.end) this.#host.refused(`${address}: ${said.end}`, "");
    connection.socket.end();
    connection.socket.destroySoon();
    return false;
  }

  async #send({ address }: Connection, dialogue: Dialogue, page: Page): Promise<string> {
    if (!this.#rateOf(address).take(this.#host.clock.now())) {
      this.#host.refused(`${address}: more pages than it may send`, page.text.slice(0, 200));
      return "421 Too Many Pages, Try Later";
    }
    const pins = this.#settings.pins.filter(({ pin }) => page.pins.includes(pin));
    try {
      for (const report of pins.flatMap((pin) => reportsOf(page, pin))) await this.#host.report(report);
      return dialogue.sent();
    } catch (thrown) {
      this.#host.log.warn(`a page could not be stored: ${saying(thrown)}`);
      return dialogue.notSent();
    }
  }

  #rateOf(address: string): TokenBucket {
    const known = this.#rates.get(address);
    if (known) return known;
    const { pagesPerMinute, burst } = this.#settings.limits;
    const [eldest] = this.#rates.keys();
    if (this.#rates.size >= REMEMBERED && eldest !== undefined) this.#rates.delete(eldest);
    const bucket = new TokenBucket(pagesPerMinute / 60, burst);
    this.#rates.set(address, bucket);
    return bucket;
  }

  #isPassword(user: string, password: string): boolean {
    let found = false;
    for (const login of this.#settings.logins) {
      const same = timingSafeEqual(digest(login.password), digest(password));
      if (same && login.user === user) found = true;
    }
    return found;
  }

  #broken(cause: unknown): void {
    this.#lose(new Fault("internal", `the gateway broke down: ${saying(cause)}`, { cause, transient: true }));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#host.signal.removeEventListener("abort", this.#abort);
    await this.#listener?.[Symbol.asyncDispose]();
  }
}

function networksOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const address of addresses) {
    const [host = "", bits] = address.split("/");
    const family = isIP(host) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(host, family);
    else list.addSubnet(host, Number(bits), family);
  }
  return list;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function readable(line: string): string {
  const bytes = Buffer.from(line, "latin1");
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? line : text;
}

function withoutPassword(line: string): string {
  return line.replace(/^(\s*logi\S*\s+\S+\s).*$/iu, "$1***").slice(0, 200);
}
