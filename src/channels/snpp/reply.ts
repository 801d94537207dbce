import type { Delivery } from "../channel.ts";
import { oneLine } from "../render.ts";

/** One answer of the server. */
export interface Reply {
  readonly code: number;
  readonly text: string;
}

const LONGEST_LINE = 2000;

/**
 * The next answer: `250 Page Sent`. Lines of help (214) and those that go on (`250-…`) come before their last one and
 * are passed over. What is no answer at all has code 0.
 */
export function cutReply(bytes: Buffer): { value: Reply; used: number } | null {
  for (let from = 0; ; ) {
    const end = bytes.indexOf(0x0a, from);
    if (end < 0) {
      if (bytes.length - from <= LONGEST_LINE) return null;
      return { value: { code: 0, text: "a line without an end" }, used: bytes.length };
    }
    const line = oneLine(bytes.toString("latin1", from, end)).slice(0, 500);
    from = end + 1;
    const [, code = "", more = ""] = /^(\d{3})(-?)/u.exec(line) ?? [];
    if (more === "-" || code === "214") continue;
    return { value: { code: Number(code), text: line }, used: from };
  }
}

/** The command that a reply answers, as far as it makes a difference. */
export type Step = "greeting" | "login" | "pager" | "text" | "send";

/**
 * What a reply that ends the page means for the message (RFC 1861 §4.3.x, §4.5.x, §4.6.x). The server's trouble and a refused
 * sign-in are an outage; what concerns this pager or this text is rejected; a technical reason passes.
 */
export function readRefusal(step: Step, { code, text }: Reply, server: string): Delivery {
  const because = `${server}: ${text || "an empty answer"}`;
  const first = Math.floor(code / 100);
  if (first === 4 || step === "greeting") return { outcome: "retry", because, outage: true };
  if (step === "login") return { outcome: "retry", because: `${because} (sign-in)`, outage: true };
  if (first === 7) return { outcome: "rejected", because };
  switch (code) {
    case 550: // invalid pager, illegal message, refused for administrative reasons
      return { outcome: "rejected", because };
    case 552: // too many pagers: only one is ever named; a text beyond the limit
      return { outcome: step === "text" ? "rejected" : "retry", because };
    case 503: // incomplete or entered twice: what the server thinks that we said is not what we said
    case 554: // a technical reason
      return { outcome: "retry", because };
    default: // 500 for a command that every server has, and what is no reply of this protocol
      return { outcome: "retry", because, outage: true };
  }
}

/** What became of a page, and with a two-way one how to ask for more. */
export interface Sent {
  readonly delivery: Delivery;
  readonly tag?: { readonly tag: string; readonly pass: string };
}

/** The answer to SEND (RFC 1861 §4.3.6, §4.6.9): 2yz taken, 8yz at the pager, 9yz queued. */
export function readSend(reply: Reply, server: string): Sent {
  const first = Math.floor(reply.code / 100);
  const because = `${server}: ${reply.text}`;
  const receipt = reply.text.slice(0, 200);
  if (first === 2) return { delivery: { outcome: "accepted", because, receipt } };
  if (first !== 8 && first !== 9) return { delivery: readRefusal("send", reply, server) };
  const [, tag, pass] = /^\d{3}\s+(\S+)\s+(\S+)/u.exec(reply.text) ?? [];
  return {
    delivery: { outcome: first === 8 ? "delivered" : "accepted", because, receipt },
    ...(tag !== undefined && pass !== undefined && { tag: { tag, pass } }),
  };
}

export type Status =
  /** An answer may still come. */
  | { readonly kind: "waiting"; readonly at: "server" | "pager"; readonly because: string }
  /** The code of the choice that the person made, or the words. */
  | { readonly kind: "answered"; readonly choice?: string; readonly words?: string }
  /** Nothing more will come; `lost`: the page never reached the pager. */
  | { readonly kind: "over"; readonly lost: boolean; readonly because: string };

/** The answer to MSTAtus (RFC 1861 §4.6.10). */
export function readStatus({ code, text }: Reply): Status {
  const rest = text.slice(3).trim();
  // <sequence> <date and time>[<+/-GMT>] go before the words where the server sends them.
  const words = /^\d+\s+\d{12,14}(?:\s*[+-]\d{1,4})?\s+(.*)$/u.exec(rest)?.[1] ?? rest;
  const first = Math.floor(code / 100);
  if (code === 888) {
    const [choice = ""] = /^\S+/u.exec(words) ?? [];
    return { kind: "answered", choice };
  }
  if (code === 889) return { kind: "answered", words };
  // 880 and 881: delivered or read, and no answer is asked for (any more).
  if (code === 880 || code === 881) return { kind: "over", lost: false, because: text };
  if (first === 8) return { kind: "waiting", at: "pager", because: text };
  if (first === 9) return { kind: "waiting", at: "server", because: text };
  // 780: it expired before it was delivered. Anything else is about the question: the tag is not known any more.
  return { kind: "over", lost: first === 7, because: text };
}
