import type { Clock, Instant } from "#kernel/clock.ts";
import type { Transcript } from "#wire/transcript.ts";

export interface DialogueLine {
  readonly at: Instant;
  /** `note`: what the channel itself has to say. */
  readonly who: "us" | "them" | "note";
  readonly text: string;
}

const MOST = 500;
const LONGEST = 4000;
const SHOWN = "***";

/** The dialogue of one channel with its far side, for whoever listens. Secrets, codes and personal links are blotted out. */
export class Dialogue implements Transcript {
  readonly #clock: Clock;
  readonly #secrets: readonly string[];
  readonly #listeners = new Set<(line: DialogueLine) => void>();

  /** @param secrets of the channel's settings, in clear */
  constructor(clock: Clock, secrets: readonly string[]) {
    this.#clock = clock;
    const forms = secrets.filter((secret) => secret !== "").flatMap(formsOf);
    this.#secrets = [...new Set(forms)].toSorted((one, other) => other.length - one.length);
  }

  get listening(): boolean {
    return this.#listeners.size > 0;
  }

  /** @returns what is said from now on, and how to stop listening */
  listen(): {
    readonly lines: readonly DialogueLine[];
    readonly note: (text: string) => void;
    readonly stop: () => void;
  } {
    const lines: DialogueLine[] = [];
    const take = (line: DialogueLine) => {
      if (lines.length < MOST) lines.push(line);
    };
    this.#listeners.add(take);
    return {
      lines,
      note: (text) => take({ at: this.#clock.now(), who: "note", text: this.#blotted(text) }),
      stop: () => void this.#listeners.delete(take),
    };
  }

  sent(text: string): void {
    this.#tell("us", text);
  }

  received(text: string): void {
    this.#tell("them", text);
  }

  #tell(who: "us" | "them", text: string): void {
    if (!this.listening) return;
    const line = { at: this.#clock.now(), who, text: this.#blotted(text) };
    for (const listener of this.#listeners) listener(line);
  }

  #blotted(text: string): string {
    const without = this.#secrets.reduce((shown, secret) => shown.replaceAll(secret, SHOWN), text);
    return (
      without
        .slice(0, LONGEST)
        // Other people's messages may go while somebody listens: by their codes and links alarms are answered.
        .replace(/(\/r\/)[\w.~-]+/gu, `$1${SHOWN}`)
        .replace(/(?<![0-9a-z])[0-9a-z]{1,11}-[0-9a-z]{4}(?![0-9a-z])/gu, SHOWN)
    );
  }
}

/** As a protocol may write it. */
function formsOf(secret: string): string[] {
  return [
    secret,
    Buffer.from(secret).toString("base64"),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
}
