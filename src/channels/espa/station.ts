import type { Conversation } from "#wire/conversation.ts";
import type { Delivery } from "../channel.ts";
import { type Block, cutHeard, DAMAGED, ENDING, enquiry, type Heard, TAKEN } from "./frame.ts";
import type { Settings } from "./settings.ts";

/** A station answers a poll or a select within this; a block within the other. */
const SELECT_MS = 2500;
const BLOCK_MS = 15_000;
/** A block that arrives damaged is repeated so often. */
const REPEATS = 3;
/** How many blocks a polled station may send before the turn is ours again. */
const BLOCKS_PER_POLL = 20;

const REFUSALS: Readonly<Record<string, string>> = {
  "1": "a transmission error",
  "2": "it is busy",
  "3": "it does not understand the call",
};

/** The control station: it polls itself in order to send, and the paging system in order to listen. Throws the conversation's `Fault`s. */
export class EspaStation {
  /** A block is on its way: whether it was taken can't be known until it is answered. */
  sending = false;
  readonly #conversation: Conversation;
  readonly #settings: Settings;

  constructor(conversation: Conversation, settings: Settings) {
    this.#conversation = conversation;
    this.#settings = settings;
  }

  get usable(): boolean {
    return this.#conversation.usable;
  }

  async call(block: Buffer): Promise<Delivery> {
    const { ownAddress, pagingAddress } = this.#settings;
    this.#say(ENDING, enquiry(ownAddress), enquiry(pagingAddress));
    const selected = await this.#hear(SELECT_MS, ["taken", "refused"]);
    if (selected.kind === "refused") {
      this.#say(ENDING);
      return { outcome: "retry", because: this.#because("is not ready", selected), outage: selected.why !== "2" };
    }
    for (let attempt = 1; attempt <= REPEATS; attempt++) {
      this.sending = true;
      this.#say(block);
      const answer = await this.#hear(BLOCK_MS, ["taken", "refused", "ended"]);
      this.sending = false;
      if (answer.kind === "refused" && (answer.why === "1" || answer.why === "")) continue;
      this.#say(ENDING);
      if (answer.kind === "taken") return { outcome: "accepted", because: this.#because("took the call") };
      if (answer.kind === "ended")
        return { outcome: "retry", because: this.#because("ended instead of taking the call") };
      if (answer.why === "2") return { outcome: "retry", because: this.#because("did not take the call", answer) };
      return { outcome: "rejected", because: this.#because("refused the call", answer) };
    }
    this.#say(ENDING);
    return { outcome: "retry", because: this.#because(`found the call damaged ${REPEATS} times`), outage: true };
  }

  /** Asks the paging system whether it has something to say, and gives it to `take`, whose failure makes it say it again later. */
  async poll(take: (block: Block) => Promise<void>): Promise<void> {
    const { ownAddress, pagingAddress } = this.#settings;
    this.#say(ENDING, enquiry(pagingAddress));
    for (let blocks = 0; blocks < BLOCKS_PER_POLL; blocks++) {
      const heard = await this.#hear(SELECT_MS, ["enquiry", "ended", "block", "damaged", "refused", "taken"]);
      if (heard.kind === "enquiry" && heard.address === ownAddress) this.#say(TAKEN);
      else if (heard.kind === "damaged") this.#say(DAMAGED);
      else if (heard.kind === "block") {
        await take(heard.block);
        this.#say(TAKEN);
      } else break;
    }
    this.#say(ENDING);
  }

  close(): void {
    this.#conversation.end();
  }

  #say(...bytes: readonly Uint8Array[]): void {
    this.#conversation.say(Buffer.concat(bytes));
  }

  /** The next of these; anything else belongs to what was before. */
  async #hear<K extends Heard["kind"]>(withinMs: number, kinds: readonly K[]): Promise<Extract<Heard, { kind: K }>> {
    for (;;) {
      const heard = await this.#conversation.hear(cutHeard, withinMs);
      if (isOneOf(heard, kinds)) return heard;
    }
  }

  #because(what: string, refusal?: { readonly why: string }): string {
    const { host, port } = this.#settings;
    const why = refusal ? `: ${REFUSALS[refusal.why] ?? "it does not say why"}` : "";
    return `${host}:${port} ${what}${why}`;
  }
}

function isOneOf<K extends Heard["kind"]>(heard: Heard, kinds: readonly K[]): heard is Extract<Heard, { kind: K }> {
  return kinds.some((kind) => kind === heard.kind);
}
