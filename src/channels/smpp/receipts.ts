import { type Receipt, spellings } from "./receipt.ts";

interface Sent {
  readonly notification: number;
  readonly missing: Set<string>;
}

const KEPT = 20_000;
const EARLY = 500;
const ENDED = 5000;

/** Which notification a receipt is about. In memory: after a restart a message stays `accepted`. */
export class Receipts {
  readonly #sent = new Map<string, Sent>();
  /** Receipts that came before the response to their message. */
  readonly #early = new Map<string, Receipt>();
  /** By the receipt's own spelling: it may come again, and the centre may give the same name to a later message. */
  readonly #ended = new Map<string, true>();

  /**
   * The centre has taken all parts of a message under these names.
   *
   * @returns receipts that were here before
   */
  sent(notification: number, ids: readonly string[]): Receipt[] {
    const sent = { notification, missing: new Set(ids) };
    const early: Receipt[] = [];
    for (const id of ids) {
      for (const spelling of spellings(id)) {
        this.#sent.set(spelling, sent);
        this.#ended.delete(spelling);
        const receipt = this.#early.get(spelling);
        if (receipt && !early.includes(receipt)) early.push(receipt);
        this.#early.delete(spelling);
      }
    }
    forgetOldest(this.#sent, KEPT);
    return early;
  }

  /** What a receipt says about a whole message, or null: parts are missing, it is still tried, or it isn't ours. */
  take(receipt: Receipt): { readonly notification: number; readonly outcome: "delivered" | "rejected" } | null {
    if (receipt.outcome === "trying" || receipt.id === "") return null;
    const [sent] = spellings(receipt.id).flatMap((spelling) => this.#sent.get(spelling) ?? []);
    if (!sent) {
      if (this.#ended.has(receipt.id)) return null;
      for (const spelling of spellings(receipt.id)) this.#early.set(spelling, receipt);
      forgetOldest(this.#early, EARLY);
      return null;
    }
    const same = new Set(spellings(receipt.id));
    for (const id of sent.missing) {
      if (!spellings(id).some((spelling) => same.has(spelling))) continue;
      sent.missing.delete(id);
      this.#forget(id);
    }
    this.#ended.set(receipt.id, true);
    forgetOldest(this.#ended, ENDED);
    if (receipt.outcome === "failed") {
      for (const id of sent.missing) this.#forget(id);
      return { notification: sent.notification, outcome: "rejected" };
    }
    return sent.missing.size === 0 ? { notification: sent.notification, outcome: "delivered" } : null;
  }

  #forget(id: string): void {
    for (const spelling of spellings(id)) this.#sent.delete(spelling);
  }
}

function forgetOldest(kept: Map<string, unknown>, most: number): void {
  for (const key of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(key);
  }
}
