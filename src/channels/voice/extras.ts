import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Transfer } from "#wire/sip/refer.ts";
import type { CallDesk } from "../channel.ts";
import type { Matter } from "./script.ts";

/** An alarm must be spoken, whatever else could be had with it. */
const PATIENCE_MS = 1000;

export interface ExtrasHost {
  readonly clock: Clock;
  readonly log: Logger;
  /** Connects the one who was called with an address of this channel. */
  readonly transfer: (address: string) => Promise<Transfer>;
}

/** What whoever is called can have besides the alarm: what to do, what else waits for them, somebody on duty. */
export class Extras {
  readonly instructions: string | null;
  /** Other alarms wait. */
  readonly more: boolean;
  /** Somebody else is on duty who can be called. */
  readonly colleague: boolean;
  readonly #desk: CallDesk;
  readonly #host: ExtrasHost;
  readonly #person: string;
  readonly #told: Set<number>;

  /** Null: there is no desk on this machine, or it has nothing to say in time. @param notification the call is made for */
  static async of(desk: CallDesk | undefined, notification: number, host: ExtrasHost): Promise<Extras | null> {
    if (!desk) return null;
    const { clock, log } = host;
    const { promise: late, resolve } = Promise.withResolvers<null>();
    const cancel = clock.at(clock.now() + PATIENCE_MS, () => resolve(null));
    try {
      return await Promise.race([late, readExtras(desk, notification, host)]);
    } catch (thrown) {
      log.error({ because: saying(thrown) }, "a call is made without its further choices: they could not be read");
      return null;
    } finally {
      cancel();
    }
  }

  constructor(
    desk: CallDesk,
    called: NonNullable<Awaited<ReturnType<CallDesk["called"]>>>,
    { more, colleague }: Pick<Extras, "more" | "colleague">,
    host: ExtrasHost,
  ) {
    this.#desk = desk;
    this.#host = host;
    this.#person = called.person;
    this.#told = new Set([called.alarm]);
    this.instructions = called.instructions;
    this.more = more;
    this.colleague = colleague;
  }

  /** Null: nothing waits that wasn't told in this call. */
  async next(): Promise<Matter | null> {
    const waiting = await this.#desk.waiting(this.#person);
    const next = waiting.find(({ alarm }) => !this.#told.has(alarm));
    if (!next) return null;
    const { alarm, notification, text, instructions } = next;
    this.#told.add(alarm);
    return { notification, text, instructions, answerable: true };
  }

  /** Resolves with whether they are connected. */
  async transfer(): Promise<boolean> {
    const colleague = await this.#desk.onDutyBesides(this.#person);
    if (!colleague) return false;
    const { log, transfer } = this.#host;
    const { done, because } = await transfer(colleague.address);
    const sentence = done
      ? `${this.#person} was connected with ${colleague.person}, who is on duty, by a call.`
      : `${this.#person} could not be connected with ${colleague.person}, who is on duty: ${because}.`;
    log.info({ person: this.#person, to: colleague.person }, sentence);
    // They speak already: what can't be recorded doesn't part them.
    await this.#desk
      .record({ person: this.#person, action: "call.transferred", sentence })
      .catch((thrown: unknown) => log.error({ because: saying(thrown) }, `not in the audit trail: ${sentence}`));
    return done;
  }
}

async function readExtras(desk: CallDesk, notification: number, host: ExtrasHost): Promise<Extras | null> {
  const called = await desk.called(notification);
  if (!called) return null;
  const [waiting, colleague] = await Promise.all([desk.waiting(called.person), desk.onDutyBesides(called.person)]);
  const more = waiting.some(({ alarm }) => alarm !== called.alarm);
  return new Extras(desk, called, { more, colleague: colleague !== null }, host);
}
