import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { HostAndPort } from "#kernel/settings.ts";
import { replaceDurably } from "#trust/key-file.ts";
import { LinkListener } from "./link.ts";
import { PairTrust } from "./pair-trust.ts";
import { type Cast, judgeVote } from "./vote.ts";

const Asked = z.object({
  node: z.uuid(),
  token: z.int().min(0),
  alone: z.boolean(),
  takesOver: z.boolean(),
});
const Kept = Asked.extend({ at: z.number() });

export interface WitnessParts {
  readonly listen: HostAndPort;
  /** Of a machine that has joined the site, as whatever. */
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * The third party of a pair: remembers which core is the active one and whether it went on alone, and lets the other one
 * take its place only when it is silent. What it agreed to is in `witness.json` before it says so.
 */
export class Witness {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #trust: PairTrust;
  readonly #link: LinkListener;
  #last: Cast | null;

  constructor({ listen, dataFolder, clock, log }: WitnessParts) {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    this.#file = join(dataFolder, "witness.json");
    this.#clock = clock;
    this.#last = this.#read();
    this.#trust = new PairTrust({ dataFolder, clock, log });
    if (!this.#trust.identity) this.#trust.stop();
    this.#trust.required();
    this.#link = new LinkListener({
      listen,
      trust: this.#trust,
      clock,
      log,
      refused: (who, because) => log.warn({ who, because }, "the witness refused a peer"),
      serve: (hello, wire) => {
        if (hello.want !== "vote") throw new Fault("invalid", "This is the witness; it only votes.");
        wire.say(this.#judge(Asked.parse(hello)));
        wire.socket.end();
        return Promise.resolve();
      },
    });
  }

  async close(): Promise<void> {
    await this.#link.close();
    this.#trust.stop();
  }

  #judge(asked: z.infer<typeof Asked>): { granted: boolean; because: string } {
    const { node, token, alone, takesOver } = asked;
    const now = this.#clock.now();
    const verdict = judgeVote(asked, this.#last, now);
    if (!verdict.granted) return verdict;
    const before = this.#last;
    this.#last = { node, token, alone, takesOver, at: now };
    // That it was heard again is worth no write: after a start of the witness it counts as heard just now.
    if (before?.node !== node || before.token !== token || before.alone !== alone)
      replaceDurably(this.#file, JSON.stringify(this.#last));
    return verdict;
  }

  #read(): Cast | null {
    try {
      return { ...Kept.parse(JSON.parse(readFileSync(this.#file, "utf8"))), at: this.#clock.now() };
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw new Fault(
        "untrusted",
        `${this.#file} is damaged. Stop both cores, remove it, and start the newer one first.`,
        {
          cause: thrown,
        },
      );
    }
  }
}
