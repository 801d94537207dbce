import type { DriverHost, LinkState, PartTest, PointReading, Session } from "#drivers/driver.ts";
import { type Instant, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { dial } from "#wire/dial.ts";
import { planBlocks, splitBlock } from "./blocks.ts";
import { Client, type Reply } from "./client.ts";
import { hex } from "./frame.ts";
import { Outlet } from "./outlet.ts";
import { sayException } from "./pdu.ts";
import { type Miss, type Poll, Schedule } from "./schedule.ts";
import { partOf, type Settings, type Tag, tagsOf } from "./settings.ts";
import { disown, forgetTold, NOTHING_TOLD, type TagMemory, translate } from "./translate.ts";
import { decode } from "./value.ts";

const DIAL_MS = 5000;
/** A test asks no more units than this, one after the other. */
const MOST_TESTED = 16;

/** Resolves once anything at all came back: a device that takes connections and stays silent is not there. */
export async function openSession(settings: Settings, host: DriverHost): Promise<Session> {
  const { host: address, port } = settings;
  const socket = await dial({ host: address, port, timeoutMs: DIAL_MS, signal: host.signal, clock: host.clock });
  const session = new ModbusSession(
    settings,
    host,
    new Client(socket, host.clock, (why, raw) => host.refused(why, raw)),
  );
  try {
    await Promise.race([session.heard, session.lost]);
  } catch (thrown) {
    await session[Symbol.asyncDispose]();
    throw thrown;
  }
  return session;
}

/** One connection and the one chain of polls that runs over it. */
class ModbusSession implements Session {
  readonly lost: Promise<never>;
  /** Resolves with the first answer of any kind. */
  readonly heard: Promise<void>;
  readonly #settings: Settings;
  readonly #host: DriverHost;
  readonly #client: Client;
  readonly #outlet: Outlet;
  readonly #schedule: Schedule;
  readonly #stop = new AbortController();
  readonly #tags: readonly Tag[];
  readonly #memories = new Map<Tag, TagMemory>();
  readonly #units = new Map<number, UnitLink>();
  readonly #heartbeats = new Map<Tag, { value: unknown; since: Instant }>();
  readonly #hear: () => void;
  readonly #running: Promise<void>;
  #link: LinkState = "down";
  #turn: Promise<unknown> = Promise.resolve();

  constructor(settings: Settings, host: DriverHost, client: Client) {
    this.#settings = settings;
    this.#host = host;
    this.#client = client;
    this.lost = client.lost;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.heard = promise;
    this.#hear = resolve;
    const signal = AbortSignal.any([host.signal, this.#stop.signal]);
    this.#outlet = new Outlet(host, signal);
    this.#tags = tagsOf(settings);
    this.#schedule = new Schedule(planBlocks(this.#tags, settings), settings.missedPolls, host.clock.now());
    signal.addEventListener("abort", () => client.drop("the source was closed"), { once: true });
    client.lost.catch(() => this.#stop.abort());
    this.#running = this.#run(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.drop("the source was closed");
    this.#stop.abort();
    await this.#running;
  }

  async read(point: string): Promise<PointReading> {
    const tag = this.#tags.find((one) => one.point === point);
    if (!tag) throw new Fault("not-found", `The tag table of this source has no ${point}.`);
    const request = { fc: tag.fc, address: tag.start, count: tag.width };
    const reply = await this.#inTurn(() => this.#client.ask(tag.unit, request, this.#settings.timeoutMs));
    if (reply.kind === "bits") return { value: reply.bits[0] ?? false, raw: reply.raw };
    if (reply.kind !== "registers") throw new Fault("refused", `${whereOf(tag)}: ${whyNothing(reply)}`);
    const value = decode(tag, reply.bytes.subarray(0, tag.width * 2));
    if (value === null) throw new Fault("refused", `${whereOf(tag)}: ${reply.raw} is no ${tag.type}`);
    return { value, raw: reply.raw };
  }

  /** Asks each unit for its first tag. */
  async test(): Promise<readonly PartTest[]> {
    const { clock } = this.#host;
    const units = new Map(this.#tags.toReversed().map((tag) => [tag.unit, tag]));
    const tests: PartTest[] = [];
    for (const [unit, tag] of [...units].toSorted(([a], [b]) => a - b).slice(0, MOST_TESTED)) {
      const request = { fc: tag.fc, address: tag.start, count: tag.width };
      const { reply, tookMs } = await this.#inTurn(async () => {
        const asked = clock.now();
        const reply = await this.#client.ask(unit, request, this.#settings.timeoutMs);
        return { reply, tookMs: clock.now() - asked };
      });
      const answers = reply.kind === "bits" || reply.kind === "registers";
      const because = answers ? `${reply.raw} after ${tookMs} ms` : whyNothing(reply);
      tests.push({ part: partOf(unit), answers, because: `${whereOf(tag)}: ${because}` });
    }
    return tests;
  }

  /** One request after the other: many devices take no second one while they answer. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#host;
    try {
      while (!signal.aborted) {
        const next = this.#schedule.next(clock.now());
        if (next.kind === "wait") {
          await waitUntil(clock, next.until, signal);
          continue;
        }
        await this.#outlet.room();
        await this.#poll(next.poll);
        if (this.#settings.pauseMs > 0) await waitUntil(clock, clock.now() + this.#settings.pauseMs, signal);
      }
    } catch (thrown) {
      this.#client.drop(saying(thrown), thrown);
    }
    this.#client.drop("the source was closed");
  }

  async #poll(poll: Poll): Promise<void> {
    const { block } = poll;
    const reply = await this.#ask(poll);
    if (reply.kind !== "nothing") await this.#hearOf(block.unit);
    const now = this.#host.clock.now();
    switch (reply.kind) {
      case "bits":
      case "registers":
        if (this.#schedule.answered(poll, now).unitBack) this.#unitBack(block.unit);
        this.#unit(block.unit).silent = null;
        this.#take(poll, reply, now);
        this.#sayPace();
        return;
      case "exception":
        return this.#except(poll, reply.code, reply.raw);
      case "nothing":
        return this.#miss(
          poll,
          "no-answer",
          `unit ${block.unit} did not answer within ${this.#settings.timeoutMs} ms`,
          "",
        );
      case "damaged":
        this.#host.refused(reply.why, reply.raw);
        return this.#miss(poll, "failed", reply.why, reply.raw);
      case "written":
      case "identity":
        return this.#miss(poll, "failed", "the device answered another question", reply.raw);
    }
  }

  /** Once more when nothing came back, unless the unit is known to be down. */
  async #ask({ block }: Poll): Promise<Reply> {
    const { fc, start: address, count } = block;
    const { timeoutMs } = this.#settings;
    const reply = await this.#inTurn(() => this.#client.ask(block.unit, { fc, address, count }, timeoutMs));
    const lacking =
      reply.kind === "nothing" || (reply.kind === "exception" && (reply.code === 10 || reply.code === 11));
    if (!lacking || this.#schedule.isDown(block.unit)) return reply;
    return this.#inTurn(() => this.#client.ask(block.unit, { fc, address, count }, timeoutMs));
  }

  /** The first answer proves the connection. */
  async #hearOf(unit: number): Promise<void> {
    if (this.#link !== "down") return;
    const { host, port, readIdentity, timeoutMs } = this.#settings;
    this.#link = "up";
    const reply = readIdentity ? await this.#inTurn(() => this.#client.ask(unit, { fc: 43 }, timeoutMs)) : undefined;
    const identity = reply?.kind === "identity" ? `: ${[...reply.objects.values()].join(" ")}` : "";
    this.#host.link("up", `${host}:${port} answers${identity}`);
    this.#hear();
  }

  #except(poll: Poll, code: number, raw: string): void {
    const { block } = poll;
    const what = sayException(code);
    if (code === 2 || code === 3) {
      const parts = splitBlock(block);
      if (parts) {
        if (this.#schedule.split(poll, parts, this.#host.clock.now()).unitBack) this.#unitBack(block.unit);
        return;
      }
    }
    if (code <= 3) {
      for (const tag of block.tags) this.#disown(tag, what, raw);
      return this.#miss(poll, "refused", what, raw);
    }
    if (code === 5 || code === 6) return this.#miss(poll, "later", what, raw);
    if (code === 10 || code === 11) return this.#miss(poll, "no-path", `unit ${block.unit}: ${what}`, raw);
    return this.#miss(poll, "failed", what, raw);
  }

  #miss(poll: Poll, how: Miss, why: string, raw: string): void {
    const { unit, tags } = poll.block;
    const { stale, unitDown, unitBack } = this.#schedule.missed(poll, how, this.#host.clock.now());
    if (this.#schedule.isSilent()) {
      this.#client.drop(
        `${this.#settings.host}:${this.#settings.port} takes the connection but answers nothing: ${why}`,
      );
      return;
    }
    if (unitBack) this.#unitBack(unit);
    if (unitDown) {
      this.#unit(unit).silent = why;
      this.#sayUnit(unit);
      return;
    }
    if (stale && !this.#schedule.isDown(unit)) for (const tag of tags) this.#disown(tag, why, raw);
  }

  #take({ block }: Poll, reply: Reply & { kind: "bits" | "registers" }, now: Instant): void {
    const read = block.tags.map((tag) => {
      const at = tag.start - block.start;
      if (reply.kind === "bits") return { tag, value: reply.bits[at] ?? false, raw: String(Number(reply.bits[at])) };
      const bytes = reply.bytes.subarray(at * 2, (at + tag.width) * 2);
      return { tag, value: decode(tag, bytes), raw: hex(bytes) };
    });
    for (const { tag, value } of read) {
      if (tag.changesWithinSec !== undefined) this.#beat(tag, value, tag.changesWithinSec, now);
    }
    // The link goes first, so that what it thaws is what these values are about.
    this.#sayUnit(block.unit);
    for (const { tag, value, raw } of read) {
      const before = this.#memories.get(tag) ?? NOTHING_TOLD;
      const { memory, reports } = translate(tag, before, value, `${whereOf(tag)}: ${raw}`, now);
      this.#memories.set(tag, memory);
      this.#outlet.push(reports);
    }
  }

  #disown(tag: Tag, why: string, raw: string): void {
    const before = this.#memories.get(tag) ?? NOTHING_TOLD;
    const evidence = `${whereOf(tag)}: ${raw || "no answer"}`;
    const { memory, reports } = disown(tag, before, why, evidence, this.#host.clock.now());
    this.#memories.set(tag, memory);
    if (reports.length > 0) this.#host.refused(`${tag.name} (${tag.point}): ${why}`, evidence);
    this.#outlet.push(reports);
  }

  #beat(tag: Tag, value: unknown, withinSec: number, now: Instant): void {
    const last = this.#heartbeats.get(tag);
    const unit = this.#unit(tag.unit);
    if (!last || last.value !== value) {
      this.#heartbeats.set(tag, { value, since: now });
      // What the controller says is worth believing again: from the start.
      if (last && unit.still.delete(tag)) this.#forget(tag.unit);
    } else if (now - last.since >= withinSec * 1000) {
      unit.still.set(
        tag,
        `${tag.name} has not changed for ${withinSec} s: the unit answers, but its program stands still`,
      );
    }
  }

  #unitBack(unit: number): void {
    this.#unit(unit).silent = null;
    for (const tag of this.#heartbeats.keys()) if (tag.unit === unit) this.#heartbeats.delete(tag);
    this.#forget(unit);
    this.#sayUnit(unit);
  }

  #forget(unit: number): void {
    for (const [tag, memory] of this.#memories) if (tag.unit === unit) this.#memories.set(tag, forgetTold(memory));
  }

  #sayUnit(unit: number): void {
    const state = this.#unit(unit);
    const [still] = state.still.values();
    const why = state.silent ?? still;
    const said: LinkState = why === undefined ? "up" : "down";
    if (state.said === said) return;
    state.said = said;
    this.#host.link(said, why ?? `unit ${unit} answers`, partOf(unit));
  }

  #sayPace(): void {
    const { host, port } = this.#settings;
    const state: LinkState = this.#schedule.keepsPace() ? "up" : "degraded";
    if (state === this.#link) return;
    this.#link = state;
    const slow = `${host}:${port} answers more slowly than its tags ask: raise the intervals of its tiers`;
    this.#host.link(state, state === "up" ? `${host}:${port} keeps pace again` : slow);
  }

  #unit(unit: number): UnitLink {
    const found = this.#units.get(unit) ?? { silent: null, still: new Map(), said: null };
    this.#units.set(unit, found);
    return found;
  }
}

function whyNothing(reply: Reply): string {
  if (reply.kind === "exception") return `the device answers ${sayException(reply.code)}`;
  return reply.kind === "damaged" ? reply.why : "no answer came in time";
}

function whereOf(tag: Tag): string {
  return `unit ${tag.unit} function ${tag.fc} address ${tag.start}`;
}

interface UnitLink {
  /** Why nothing comes from it. */
  silent: string | null;
  /** Heartbeats that stand still, and what to say about it. */
  readonly still: Map<Tag, string>;
  said: LinkState | null;
}
