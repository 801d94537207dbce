import { readCseq, readNameAddress, readUri, readVia, schemeOf } from "./address.ts";
import { field, listed, type SipRequest, type SipResponse } from "./message.ts";

/** Methods that this user agent answers. */
export const METHODS = ["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO", "MESSAGE", "NOTIFY"] as const;
/** Extensions that it has (RFC 4028). */
export const EXTENSIONS: readonly string[] = ["timer"];

export interface Refusal {
  readonly status: number;
  /** The reason phrase. */
  readonly because: string;
  /** For the response. */
  readonly fields: readonly (readonly [string, string])[];
}

/** Fields that may stand only once, and must (RFC 3261 §8.1.1; Max-Forwards is newer than some peers). */
const SINGLE = ["to", "from", "call-id", "cseq"] as const;

/** Why a request can't be taken, in the order of RFC 3261 §8.2; null: it can. */
export function judgeRequest(request: SipRequest): Refusal | null {
  const { method, uri } = request;
  const broken = whyBroken(request);
  if (broken !== null) return refuse(400, broken);
  const cseq = readCseq(field(request, "cseq") ?? "");
  if (cseq?.method !== method) return refuse(400, "CSeq names another method");
  if (!(METHODS as readonly string[]).includes(method)) {
    // In the answer to an unknown method, the server says which ones it knows (§8.2.1).
    return refuse(isKnown(method) ? 405 : 501, "Method Not Allowed", [["allow", METHODS.join(", ")]]);
  }
  const scheme = schemeOf(uri);
  if (scheme !== "sip" && scheme !== "sips") return refuse(416, "Unsupported URI Scheme");
  const target = readUri(uri);
  if (!target || uri.includes("?")) return refuse(400, "Bad Request-URI");
  const left = field(request, "max-forwards");
  if (left !== undefined && !/^\d{1,10}$/u.test(left)) return refuse(400, "Bad Max-Forwards");
  const unknown = listed(request, "require").filter((tag) => !EXTENSIONS.includes(tag.toLowerCase()));
  if (unknown.length > 0 && method !== "ACK" && method !== "CANCEL") {
    return refuse(420, "Bad Extension", [["unsupported", unknown.join(", ")]]);
  }
  const accepted = listed(request, "accept");
  if (
    method === "INVITE" &&
    accepted.length > 0 &&
    !accepted.some((one) => /^(?:application\/(?:sdp|\*)|\*\/\*)/iu.test(one))
  ) {
    return refuse(406, "Not Acceptable");
  }
  const type = field(request, "content-type");
  if (method === "INVITE" && request.body.length > 0 && !/^application\/sdp\s*(?:;|$)/iu.test(type ?? "")) {
    return refuse(415, "Unsupported Media Type", [["accept", "application/sdp"]]);
  }
  return null;
}

/** Why a response is dropped (RFC 3261 §8.1.3.3); null: it is one of ours. */
export function judgeResponse(response: SipResponse): string | null {
  if (listed(response, "via").length !== 1) return "it carries more than our own Via";
  return whyBroken(response);
}

function whyBroken(message: SipRequest | SipResponse): string | null {
  for (const name of SINGLE) {
    const count = message.fields.filter(([one]) => one === name).length;
    if (count !== 1) return count === 0 ? `${name} is missing` : `${name} stands ${count} times`;
  }
  const vias = listed(message, "via");
  if (vias.length === 0 || vias.some((via) => readVia(via) === null)) return "Via is missing or broken";
  for (const name of ["to", "from"] as const) {
    if (!readNameAddress(field(message, name) ?? "")) return `${name} is broken`;
  }
  if (!readCseq(field(message, "cseq") ?? "")) return "CSeq is broken";
  if (!/^\S{1,512}$/u.test(field(message, "call-id") ?? "")) return "call-id is broken";
  for (const contact of listed(message, "contact")) {
    if (contact !== "*" && !readNameAddress(contact)) return "contact is broken";
  }
  return null;
}

function isKnown(method: string): boolean {
  return /^(?:REGISTER|SUBSCRIBE|PUBLISH|REFER|UPDATE|PRACK)$/u.test(method);
}

function refuse(status: number, because: string, fields: Refusal["fields"] = []): Refusal {
  return { status, because, fields };
}
