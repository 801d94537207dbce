import { createHash, randomBytes } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Actor } from "#store/batch.ts";
import { type PeerName, uriOf } from "../identity.ts";
import { codeOf } from "./code.ts";
import { Ended } from "./ended.ts";
import { type Message, PROTOCOL } from "./messages.ts";
import { Peer } from "./peer.ts";
import { spkiIn } from "./request-key.ts";
import { isSigned } from "./token.ts";
import { commitmentOf, confirmationOf, exporterOf, sameHex, transcriptOf } from "./transcript.ts";
import type { Wanted } from "./window.ts";

const PROBE_MS = 5000;
/** The joiner makes its key meanwhile. */
const HELLO_MS = 20_000;
const ANSWER_MS = 10_000;
const STORED_MS = 15_000;
/** Why an authority does not sign, as far as the far side is told. */
const NAMED: ReadonlySet<string> = new Set(["refused", "misconfigured"]);

/** What a joiner is let in by: the person who compares, or a token. */
export type Leave =
  | { readonly by: "person" }
  /** @param take uses the token up, once */
  | { readonly by: "token"; readonly key: string; readonly take: () => Actor };

/** What a run needs of the window that it came through. */
export interface House {
  readonly clock: Clock;
  readonly version: string;
  /** UUID. */
  readonly site: string;
  /** PEM. */
  readonly roots: string;
  /** Somebody has tested the connection, or is about to join. */
  reached(run: AuthorityRun): void;
  /** Whether this machine may join, and by what. Throws `Ended`. */
  admit(run: AuthorityRun, hello: Message<"hello">): Leave;
  /** Signs; the certificate leads to one of `roots`. PEM. */
  sign(request: Buffer, name: PeerName): Promise<string>;
  /** Puts it into the trail; the certificate is given out only after that. */
  enrol(enrolled: Enrolled): Promise<void>;
}

export interface Enrolled {
  readonly uri: string;
  readonly wanted: Wanted;
  readonly from: string;
  /** SHA-256 of the machine's key, 64 hex digits. */
  readonly keyHash: string;
  readonly transcript: string;
  readonly mode: "pair" | "token";
  /** Who typed the words, or made the token. */
  readonly by: Actor;
}

/** How far a run has come; `comparing` waits for our person, `waiting` for the one on the other side. */
export const STAGES = ["greeting", "comparing", "waiting", "issuing", "over"] as const;
export type Stage = (typeof STAGES)[number];

/** The authority's side of one connection. */
export class AuthorityRun {
  readonly id: number;
  /** Address of the far side. */
  readonly from: string;
  readonly since: Instant;
  stage: Stage = "greeting";
  /** By how much the far side's clock is ahead, in ms, and which Tocsin it is; null: it has not said. */
  about: { readonly aheadMs: number; readonly version: string; readonly protocol: number } | null = null;
  wanted: Wanted | null = null;
  keyHash: string | null = null;
  /** What our screen shows. */
  digits: string | null = null;
  transcript: string | null = null;
  /** Whether our person typed words of another connection. */
  mistyped = false;
  readonly #socket: TLSSocket;
  readonly #peer: Peer;
  readonly #house: House;
  readonly #over = Promise.withResolvers<void>();
  readonly #typed = Promise.withResolvers<Actor>();
  #words = "";

  constructor(id: number, socket: TLSSocket, from: string, house: House) {
    this.id = id;
    this.from = from;
    this.since = house.clock.now();
    this.#socket = socket;
    this.#house = house;
    this.#peer = new Peer(socket, house.clock);
    this.#typed.promise.catch(() => {}); // nobody may be waiting for it yet
  }

  /** Resolves when it has ended, whichever way. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Throws `Ended` when nobody was enrolled; null: the far side only tested the connection. */
  async converse(): Promise<Enrolled | null> {
    const peer = this.#peer;
    try {
      return await this.#converse();
    } catch (thrown) {
      const ended = thrown instanceof Ended ? thrown : failed();
      if (!ended.byPeer) peer.end(ended.end, ended.message, ended.transcript);
      throw thrown;
    } finally {
      this.stage = "over";
      this.#over.resolve();
      this.#socket.destroySoon();
    }
  }

  /** What our person typed, in the form of `readWords`. Wrong words end the run. @returns whether they are right */
  type(words: string, by: Actor): boolean {
    if (this.stage !== "comparing") return false;
    if (words === this.#words) {
      this.stage = "waiting";
      this.#typed.resolve(by);
      return true;
    }
    this.mistyped = true;
    this.#typed.reject(
      new Ended("mismatch", "The other side typed words that are not those of this connection.", {
        transcript: this.transcript,
      }),
    );
    return false;
  }

  end(ended: Ended): void {
    this.#typed.reject(ended);
    this.#peer.end(ended.end, ended.message);
  }

  async #converse(): Promise<Enrolled | null> {
    const { clock, version, site, roots } = this.#house;
    const peer = this.#peer;
    const said: Buffer[] = [];
    const probe = await peer.read("probe", PROBE_MS);
    said.push(probe.bytes);
    const { at, protocol } = probe.message;
    this.about = { aheadMs: at - clock.now(), version: probe.message.version, protocol };
    this.#house.reached(this);
    said.push(peer.send({ kind: "here", protocol: PROTOCOL, version, at: clock.now(), site }));
    const hello = await peer.read("hello", HELLO_MS).catch(testedOnly);
    if (!hello) return null;
    said.push(hello.bytes);
    const { role, node, instance } = hello.message;
    this.wanted = { role, node, instance };
    const request = Buffer.from(hello.message.request, "base64");
    const spki = spkiIn(request);
    if (!spki) throw new Ended("damaged", "The request of the other side is no certificate request (PKCS #10).");
    this.keyHash = createHash("sha256").update(spki).digest("hex");
    const leave = this.#house.admit(this, hello.message);
    said.push(peer.send({ kind: "offer", roots, nonce: randomBytes(32).toString("hex") }));
    const reveal = await peer.read("reveal", ANSWER_MS);
    said.push(reveal.bytes);
    if (!sameHex(commitmentOf(Buffer.from(reveal.message.nonce, "hex"), spki), hello.message.commitment))
      throw new Ended("commitment", "The other side revealed another number than the one that it had bound itself to.");
    const exporter = exporterOf(this.#socket);
    const hash = transcriptOf(said, exporter);
    this.transcript = hash.toString("hex");
    const by = leave.by === "token" ? await this.#proven(leave, hash, exporter) : await this.#compared(hash, exporter);
    this.stage = "issuing";
    return this.#issue(request, { site, role, node, instance }, { mode: leave.by === "token" ? "token" : "pair", by });
  }

  /** Both people must have typed; whichever comes first. */
  async #compared(hash: Buffer, exporter: Buffer): Promise<Actor> {
    const { digits, words } = codeOf(hash);
    this.#words = words.join(" ");
    this.digits = digits;
    this.stage = "comparing";
    const ours = this.#typed.promise.then((by) => {
      this.#peer.send({ kind: "confirm", mac: confirmationOf("authority", hash, exporter), signature: null });
      return by;
    });
    // The window's own end is what limits it.
    const [by] = await Promise.all([ours, this.#confirmed(hash, exporter, 60 * 60_000)]);
    return by;
  }

  async #proven(leave: Leave & { by: "token" }, hash: Buffer, exporter: Buffer): Promise<Actor> {
    const { signature } = await this.#confirmed(hash, exporter, ANSWER_MS);
    if (signature === null || !isSigned(leave.key, hash, signature))
      throw new Ended("token", "The other side does not hold the token that it showed.");
    this.stage = "issuing";
    const by = leave.take();
    this.#peer.send({ kind: "confirm", mac: confirmationOf("authority", hash, exporter), signature: null });
    return by;
  }

  async #confirmed(hash: Buffer, exporter: Buffer, withinMs: number): Promise<Message<"confirm">> {
    const { message } = await this.#peer.read("confirm", withinMs);
    if (sameHex(message.mac, confirmationOf("joiner", hash, exporter))) return message;
    throw new Ended("mismatch", "The other side confirmed another connection than this one.", {
      transcript: this.transcript,
    });
  }

  async #issue(request: Buffer, name: PeerName, how: Pick<Enrolled, "mode" | "by">): Promise<Enrolled> {
    const { site: _, ...wanted } = name;
    const chain = await this.#house.sign(request, name).catch((thrown: unknown) => {
      throw thrown instanceof Fault && NAMED.has(thrown.code) ? new Ended("unexpected", thrown.message) : thrown;
    });
    const enrolled: Enrolled = {
      uri: uriOf(name),
      wanted,
      from: this.from,
      keyHash: this.keyHash ?? "",
      transcript: this.transcript ?? "",
      ...how,
    };
    await this.#house.enrol(enrolled);
    this.#peer.send({ kind: "certificate", chain });
    await this.#peer.read("stored", STORED_MS).catch((thrown: unknown) => {
      throw new Unanswered(enrolled, thrown instanceof Error ? thrown.message : "");
    });
    return enrolled;
  }
}

/** The certificate was given out, and the machine never said that it stored it. */
export class Unanswered extends Error {
  readonly enrolled: Enrolled;

  constructor(enrolled: Enrolled, because: string) {
    super(because);
    this.enrolled = enrolled;
  }
}

function failed(): Ended {
  return new Ended("failed", "The authority could not go on; its log says why.");
}

/** Whoever leaves after the greeting has tested the connection. */
function testedOnly(thrown: unknown): null {
  if (thrown instanceof Ended && thrown.end === "given-up") return null;
  throw thrown;
}
