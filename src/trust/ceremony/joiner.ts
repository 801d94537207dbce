import { randomBytes } from "node:crypto";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import type { Identity, PeerName } from "../identity.ts";
import { certificateRequest } from "../request.ts";
import { codeOf } from "./code.ts";
import { Ended } from "./ended.ts";
import { identityFrom, rootsWith, spkiOf } from "./issued.ts";
import { ALPN, PROTOCOL } from "./messages.ts";
import { Peer } from "./peer.ts";
import { type JoinToken, publicOf, signedWith } from "./token.ts";
import { commitmentOf, confirmationOf, exporterOf, sameHex, transcriptOf } from "./transcript.ts";
import { PAUSE_MS, type Wanted, whySkewed } from "./window.ts";

const CONNECT_MS = 10_000;
const ANSWER_MS = 15_000;
/** The authority's person may take their time; the window's end is what ends it. */
const PERSON_MS = 60 * 60_000;
const CERTIFICATE_MS = 60_000;

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface JoinParts {
  readonly clock: Clock;
  readonly version: string;
}

/** What is known of the far side before anything is trusted. */
export interface Found {
  /** Address that answered. */
  readonly address: string;
  /** `TLSv1.3`. */
  readonly tls: string;
  readonly version: string;
  readonly protocol: number;
  /** UUID; whoever answers says so, and nothing vouches for it yet. */
  readonly site: string;
  /** By how much its clock is ahead of ours, in ms. */
  readonly aheadMs: number;
}

export interface Joined {
  readonly identity: Identity;
  /** 64 hex digits: both trails carry it. */
  readonly transcript: string;
  readonly mode: "pair" | "token";
}

interface Line {
  readonly socket: TLSSocket;
  readonly peer: Peer;
  readonly found: Found;
  /** The messages so far. */
  readonly said: Buffer[];
}

/** Reaches the window, says what is there, and leaves. Trusts nobody. Throws `Ended` with what is wrong. */
export async function testConnection(place: Place, parts: JoinParts): Promise<Found> {
  const { socket, found } = await reach(place, parts);
  socket.destroy();
  return found;
}

export interface JoinOrder {
  readonly place: Place;
  readonly wanted: Wanted;
  /** Called with what answered, before anything is asked of it. */
  readonly reached: (found: Found) => void;
  /**
   * How the two are compared: with a token, or by a person, who is shown the words and answers what the other screen shows
   * as six digits.
   */
  readonly compare: { readonly by: "token"; readonly token: JoinToken } | { readonly by: "person"; readonly ask: Ask };
  /** Writes down what was done and stores the identity; what it throws ends the run before the authority hears of success. */
  readonly store: (joined: Joined) => void | Promise<void>;
  /** Gives it up, whatever it waits for. */
  readonly signal?: AbortSignal;
}

/** @param ended aborts when the other side ends the run meanwhile */
type Ask = (words: readonly string[], ended: AbortSignal) => Promise<string>;

/** The joiner's side of a ceremony. Throws `Ended` when it came to nothing; nothing is stored then. */
export async function join(order: JoinOrder, parts: JoinParts): Promise<Joined> {
  const line = await reach(order.place, parts);
  const give = () => line.peer.end("given-up", "Given up on this side; nothing was trusted.");
  order.signal?.addEventListener("abort", give, { once: true });
  if (order.signal?.aborted) give();
  try {
    order.reached(line.found);
    return await converse(order, line, parts);
  } catch (thrown) {
    if (thrown instanceof Ended && !thrown.byPeer) line.peer.end(thrown.end, thrown.message, thrown.transcript);
    throw thrown;
  } finally {
    order.signal?.removeEventListener("abort", give);
    line.socket.destroySoon();
  }
}

async function converse(order: JoinOrder, { socket, peer, found, said }: Line, { clock }: JoinParts): Promise<Joined> {
  const { wanted, compare } = order;
  const skewed = whySkewed(found.aheadMs, "the other side");
  if (skewed !== null) throw new Ended("clock", skewed);
  const name: PeerName = { site: found.site, ...wanted };
  const { request, key } = await certificateRequest(name);
  const nonce = randomBytes(32);
  const token = compare.by === "token" ? publicOf(compare.token) : null;
  const commitment = commitmentOf(nonce, spkiOf(key));
  said.push(peer.send({ kind: "hello", ...wanted, request: request.toString("base64"), commitment, token }));
  const offer = await peer.read("offer", ANSWER_MS);
  said.push(offer.bytes);
  const roots = rootsToTrust(offer.message.roots, compare);
  said.push(peer.send({ kind: "reveal", nonce: nonce.toString("hex") }));
  const exporter = exporterOf(socket);
  const hash = transcriptOf(said, exporter);
  const transcript = hash.toString("hex");
  const confirmed = async () => {
    const { message } = await peer.read("confirm", PERSON_MS);
    if (!sameHex(message.mac, confirmationOf("authority", hash, exporter))) throw intercepted(transcript);
  };
  const mac = confirmationOf("joiner", hash, exporter);
  if (compare.by === "token") {
    peer.send({ kind: "confirm", mac, signature: signedWith(compare.token, hash) });
    await confirmed();
  } else {
    const typed = async (ended: AbortSignal) => {
      const { digits, words } = codeOf(hash);
      if ((await compare.ask(words, ended)) !== digits) throw mismatched(transcript);
      peer.send({ kind: "confirm", mac, signature: null });
    };
    await both(confirmed(), typed);
  }
  const { message } = await peer.read("certificate", CERTIFICATE_MS);
  const identity = identityFrom(message.chain, { name, key, roots }, clock.now());
  if ("wrong" in identity) throw new Ended("foreign-authority", identity.wrong);
  const joined: Joined = { identity, transcript, mode: compare.by === "token" ? "token" : "pair" };
  await order.store(joined);
  peer.send({ kind: "stored" });
  return joined;
}

/** With a token only the root that it names: whoever offers others is not the site, or adds one of their own. */
function rootsToTrust(offered: string, compare: JoinOrder["compare"]): string {
  if (compare.by === "person") return offered;
  const roots = rootsWith(offered, compare.token.authority);
  if (roots !== "") return roots;
  throw new Ended(
    "foreign-authority",
    "What answered is not the site that made this token: it has another authority. Nothing was given to it.",
  );
}

/** Waits for both sides; when the other side ends it first, the person is asked no longer. */
async function both(theirs: Promise<void>, ours: (ended: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  const watched = theirs.catch((thrown: unknown) => {
    abort.abort(thrown);
    throw thrown;
  });
  await Promise.all([watched, ours(abort.signal)]);
}

function mismatched(transcript: string): Ended {
  return new Ended(
    "mismatch",
    "These are not the digits of this connection. Mistyped, or somebody stands between the two machines. Nothing was trusted; begin again on this machine.",
    { transcript },
  );
}

function intercepted(transcript: string): Ended {
  return new Ended("mismatch", "The other side confirmed another connection than this one.", { transcript });
}

/** Connects and asks who is there; once more after a second when it was too soon after the attempt before. */
async function reach(place: Place, { clock, version }: JoinParts): Promise<Line> {
  const again = () => waitUntil(clock, clock.now() + PAUSE_MS + 100).then(() => connected(place));
  const socket = await connected(place).catch((thrown: unknown) =>
    thrown instanceof Ended && thrown.end === "busy" ? again() : Promise.reject(thrown as Error),
  );
  const peer = new Peer(socket, clock);
  try {
    const began = clock.now();
    const probe = peer.send({ kind: "probe", protocol: PROTOCOL, version, at: began });
    const here = await peer.read("here", ANSWER_MS);
    const { message } = here;
    const found: Found = {
      address: socket.remoteAddress ?? place.host,
      tls: socket.getProtocol() ?? "",
      version: message.version,
      protocol: message.protocol,
      site: message.site,
      aheadMs: message.at - (began + clock.now()) / 2,
    };
    return { socket, peer, found, said: [probe, here.bytes] };
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  }
}

/**
 * No authority can vouch for anybody yet, so TLS is told not to look for one: what vouches is the comparison of the
 * transcript, which covers this very connection.
 */
const JOINING: ConnectionOptions = {
  minVersion: "TLSv1.3",
  ecdhCurve: "X25519MLKEM768:X25519:P-256:P-384",
  ALPNProtocols: [ALPN],
  rejectUnauthorized: false,
  timeout: CONNECT_MS,
};

function connected({ host, port }: Place): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ...JOINING });
    const failed = (code: string) => {
      socket.destroy();
      reject(new Ended(HUNG_UP.includes(code) ? "busy" : "failed", unreachable(code, host, port)));
    };
    socket.once("timeout", () => failed("ETIMEDOUT"));
    socket.once("error", (error: NodeJS.ErrnoException) => failed(error.code ?? ""));
    socket.once("close", () => failed("ECONNRESET"));
    socket.once("secureConnect", () => {
      socket.removeAllListeners("timeout").removeAllListeners("close").setTimeout(0);
      resolve(socket);
    });
  });
}

const HUNG_UP = ["ECONNRESET", "EPIPE"];

/** What is wrong, in words, and what to do. */
export function unreachable(code: string, host: string, port: number): string {
  const where = `${host} port ${port}`;
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `The name ${host} is not known here. Check the spelling, or give the address instead.`;
    case "ECONNREFUSED":
      return `${host} answers, and its port ${port} is closed. Open a window there first: "tocsin trust open".`;
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `${where} does not answer. See whether the machine runs, and whether a firewall between lets port ${port} through.`;
    case "ECONNRESET":
    case "EPIPE":
      return `${where} hung up at once: the window there has closed, lets in one attempt a second, or has used up its attempts.`;
    default:
      return `${where} is reached and speaks no trust ceremony (${code}). Is it Tocsin, and the port of its window?`;
  }
}
