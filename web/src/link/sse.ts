/** One thing that a stream of server-sent events says. Comments are heartbeats, which `EventSource` would hide. */
export type SseItem =
  | { readonly kind: "comment" }
  | { readonly kind: "message"; readonly event: string; readonly id: string; readonly data: string };

/** A message longer than this isn't ours. */
const LONGEST = 4_000_000;

/** Cuts text as it comes into messages (WHATWG HTML §9.2.6); keeps the rest. Throws `RangeError` when a message never ends. */
export class SseCutter {
  #rest = "";
  #event = "";
  #id = "";
  #data: string[] = [];
  #size = 0;

  push(chunk: string): SseItem[] {
    this.#rest += chunk;
    const items: SseItem[] = [];
    for (;;) {
      const end = this.#rest.search(/\r\n|\n|\r/);
      if (end < 0) break;
      // A carriage return at the very end may be the first half of CR LF.
      if (this.#rest[end] === "\r" && end === this.#rest.length - 1) break;
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + (this.#rest.startsWith("\r\n", end) ? 2 : 1));
      const item = this.#line(line);
      if (item) items.push(item);
    }
    if (this.#rest.length + this.#size > LONGEST) throw new RangeError("a message of the feed never ends");
    return items;
  }

  #line(line: string): SseItem | null {
    if (line === "") return this.#dispatch();
    if (line.startsWith(":")) return { kind: "comment" };
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "data") {
      this.#data.push(value);
      this.#size += value.length;
    }
    return null;
  }

  #dispatch(): SseItem | null {
    const data = this.#data;
    const event = this.#event || "message";
    this.#data = [];
    this.#event = "";
    this.#size = 0;
    if (data.length === 0) return null;
    return { kind: "message", event, id: this.#id, data: data.join("\n") };
  }
}
