import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { readVia } from "./address.ts";
import { ClientTransaction, clientKey, type Listening } from "./client-transaction.ts";
import type { Hop } from "./hop.ts";
import { type Field, field, listed, type SipRequest, type SipResponse } from "./message.ts";
import { ServerTransaction } from "./server-transaction.ts";
import type { Speaking } from "./timers.ts";

/** Requests that are answered at once; beyond this new ones are dropped, and their sender repeats them. */
const MOST_SERVED = 1000;

export interface TransactionHost extends Speaking {
  readonly asked: (transaction: ServerTransaction) => void;
  /** An ACK to a 2xx: it belongs to no transaction. */
  readonly acknowledged: (request: SipRequest) => void;
}

/** Tells which request an answer belongs to, and which request is a repeat (RFC 3261 §17). */
export class Transactions {
  readonly #host: TransactionHost;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new Map<string, ServerTransaction>();

  constructor(host: TransactionHost) {
    this.#host = host;
  }

  /** Sends a request and follows it to its end. Its topmost Via must carry a branch of its own. */
  request(request: SipRequest, hop: Hop, listening: Listening): ClientTransaction {
    const key = clientKey(request);
    const transaction = new ClientTransaction(this.#host, request, hop, listening, () => this.#clients.delete(key));
    this.#clients.set(key, transaction);
    return transaction;
  }

  tookResponse(response: SipResponse): void {
    this.#clients.get(clientKey(response))?.take(response);
  }

  tookRequest(received: SipRequest, from: Hop): void {
    const request = withSender(received, from);
    const key = serverKey(request);
    const known = this.#servers.get(key);
    if (known && request.method === "ACK") known.acknowledged();
    else if (known) known.again();
    else if (request.method === "ACK") this.#host.acknowledged(request);
    else if (this.#servers.size < MOST_SERVED) {
      const transaction = new ServerTransaction(this.#host, request, from, token(), () => this.#servers.delete(key));
      this.#servers.set(key, transaction);
      this.#host.asked(transaction);
    }
  }

  /** The INVITE that a CANCEL is about (§9.2). */
  cancelled(cancel: SipRequest): ServerTransaction | undefined {
    return this.#servers.get(serverKey({ ...cancel, method: "INVITE" }));
  }

  end(): void {
    for (const transaction of this.#clients.values()) transaction.end();
    for (const transaction of this.#servers.values()) transaction.end();
  }
}

/** For branches, tags and Call-IDs: 96 bits that nobody guesses. */
export function token(): string {
  return randomBytes(12).toString("hex");
}

/** §17.2.3; a request of RFC 2543, and one whose branch is nothing but the cookie, has none that tells it apart. */
function serverKey(request: SipRequest): string {
  const via = readVia(listed(request, "via")[0] ?? "");
  const branch = via?.parameters.get("branch") ?? "";
  const method = request.method === "ACK" ? "INVITE" : request.method;
  const place = `${via?.host}:${via?.port ?? ""} ${method}`;
  if (/^z9hg4bk./iu.test(branch)) return `${branch} ${place}`;
  const number = (field(request, "cseq") ?? "").split(/\s+/u)[0];
  return `${field(request, "call-id")} ${number} ${field(request, "from")} ${request.uri} ${place}`;
}

/** §18.2.1 and RFC 3581 §4: where it really came from, for the way back. */
function withSender(request: SipRequest, from: Hop): SipRequest {
  const [top = "", ...others] = listed(request, "via");
  const via = readVia(top);
  if (!via) return request;
  let seen = top;
  if (via.parameters.has("rport")) seen = seen.replace(/;\s*rport(?:\s*=\s*\d*)?/iu, `;rport=${from.port}`);
  if (via.host !== from.host || isIP(via.host) === 0 || via.parameters.has("rport")) {
    seen = `${seen.replace(/;\s*received\s*=[^;]*/iu, "")};received=${from.host}`;
  }
  const vias: Field[] = [seen, ...others].map((value) => ["via", value]);
  return { ...request, fields: [...vias, ...request.fields.filter(([name]) => name !== "via")] };
}
