/** Header fields in their order: the name in lower case and in its long form, the value on one line. */
export type Field = readonly [name: string, value: string];

export interface SipRequest {
  readonly kind: "request";
  readonly method: string;
  readonly uri: string;
  readonly fields: readonly Field[];
  readonly body: Buffer;
}

export interface SipResponse {
  readonly kind: "response";
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly Field[];
  readonly body: Buffer;
}

export type SipMessage = SipRequest | SipResponse;

/** RFC 3261 §7.3.3, §20 and the registry of its successors. */
const LONG_FORMS: Readonly<Record<string, string>> = {
  a: "accept-contact",
  b: "referred-by",
  c: "content-type",
  e: "content-encoding",
  f: "from",
  i: "call-id",
  k: "supported",
  l: "content-length",
  m: "contact",
  o: "event",
  r: "refer-to",
  s: "subject",
  t: "to",
  u: "allow-events",
  v: "via",
  x: "session-expires",
};

const CAPITALS: Readonly<Record<string, string>> = {
  "call-id": "Call-ID",
  cseq: "CSeq",
  "www-authenticate": "WWW-Authenticate",
};

export function longForm(name: string): string {
  const lower = name.toLowerCase();
  return Object.hasOwn(LONG_FORMS, lower) ? (LONG_FORMS[lower] ?? lower) : lower;
}

/** The first field of that name. @param name in lower case and long form */
export function field({ fields }: Pick<SipMessage, "fields">, name: string): string | undefined {
  return fields.find(([one]) => one === name)?.[1];
}

/** All members of all fields of that name: `Via: a, b` is the same as two fields (RFC 3261 §7.3.1). */
export function listed({ fields }: Pick<SipMessage, "fields">, name: string): string[] {
  return fields.flatMap(([one, value]) => (one === name ? splitList(value) : []));
}

/** Splits at the commas that stand outside quotes and angle brackets. */
export function splitList(value: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let angle = false;
  let from = 0;
  for (let at = 0; at < value.length; at++) {
    const letter = value[at];
    if (quoted) {
      if (letter === "\\") at++;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === "<") angle = true;
    else if (letter === ">") angle = false;
    else if (letter === "," && !angle) {
      parts.push(value.slice(from, at).trim());
      from = at + 1;
    }
  }
  parts.push(value.slice(from).trim());
  return parts.filter((part) => part !== "");
}

/** The bytes of a message, with the Content-Length that its body has. Line breaks in values become spaces. */
export function writeMessage(message: SipMessage): Buffer {
  const first =
    message.kind === "request"
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const lines = [first];
  for (const [name, value] of message.fields) {
    if (name !== "content-length") lines.push(`${capitalized(name)}: ${value}`);
  }
  lines.push(`Content-Length: ${message.body.length}`);
  const head = lines.map((line) => line.replace(/[\r\n\0]+/gu, " ")).join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), message.body]);
}

function capitalized(name: string): string {
  return CAPITALS[name] ?? name.replace(/(?:^|-)[a-z]/gu, (letter) => letter.toUpperCase());
}
