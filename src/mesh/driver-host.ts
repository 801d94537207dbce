import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { Driver } from "#drivers/driver.ts";
import { Supervisor } from "#drivers/supervisor.ts";
import type { Report } from "#events/event.ts";
import { Feed } from "#events/feed.ts";
import { Recent } from "#events/recent.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { SiteItem } from "#site/site.ts";
import { type Duplex, faultOf, openStream } from "./calls.ts";
import type { Condition, CoreSession, Serving } from "./core-link.ts";
import {
  type AssignedSource,
  DriverHosts,
  type FromDriverHostSchema,
  FromDriverHostSchema as FromHost,
  Lane as LaneName,
  type ToDriverHost,
  type ToDriverHostSchema,
} from "./generated/tocsin/mesh/v1/mesh_pb.ts";
import { LaneChoice } from "./lane-choice.ts";
import { Overhearing } from "./overheard.ts";
import { decodeReport, encodeReport } from "./report-codec.ts";
import { type Lane, Spool } from "./spool.ts";
import { SpoolSender } from "./spool-sender.ts";

export const LANE_NAMES: Readonly<Record<Lane, LaneName>> = {
  "life-safety": LaneName.LIFE_SAFETY,
  ordinary: LaneName.ORDINARY,
};

type Stream = Duplex<typeof FromDriverHostSchema, typeof ToDriverHostSchema>;
type ToSend = NonNullable<MessageInitShape<typeof FromDriverHostSchema>["message"]>;

export interface DriverHostParts {
  readonly drivers: readonly Driver[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the spool is. */
  readonly folder: string;
  readonly mostBytes: number;
}

/**
 * Runs drivers for a core on another machine. A report counts as kept once it is in the spool; settings come from the
 * core and stay in memory.
 */
export class DriverHostModule {
  readonly #parts: DriverHostParts;
  readonly #spool: Spool;
  readonly #choice: LaneChoice;
  readonly #recent: Recent;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #supervisor: Supervisor;
  /** State of each source and part, as it was told last. */
  readonly #links = new Map<string, { source: string; part: string; state: string; why: string }>();
  #assigned = new Map<string, AssignedSource>();
  #stream: Stream | undefined;
  #onlyLifeSafety = "";

  private constructor(parts: DriverHostParts, spool: Spool, recent: Recent, choice: LaneChoice) {
    this.#parts = parts;
    this.#spool = spool;
    this.#recent = recent;
    this.#choice = choice;
    const { drivers, clock, log } = parts;
    const feed = new Feed(randomUUID().slice(0, 8));
    feed.listen(({ topic, data }) => {
      if (topic === "source") this.#send({ case: "health", value: { json: JSON.stringify(data) } });
    });
    this.#supervisor = new Supervisor({
      drivers,
      clock,
      log,
      feed,
      report: (source, report) => this.#report(source, report),
      link: (source, part, state, why) => {
        const link = { source, part, state, why };
        this.#links.set(`${source}\n${part}`, link);
        this.#send({ case: "link", value: link });
      },
      unseal: ({ id }) => settingsOf(this.#assigned.get(id)),
    });
  }

  static async open(parts: DriverHostParts): Promise<DriverHostModule> {
    const recent = new Recent();
    const known: [lane: Lane, source: string, point: string, number: number][] = [];
    const spool = await Spool.open({
      ...parts,
      found: (lane, { number, heardAt, payload }) => {
        const decoded = decodeReport(payload);
        if (decoded.kind === "damaged") return;
        const { source, report } = decoded;
        known.push([lane, source, report.point, number]);
        if (report.dedupeKey !== undefined) recent.add(`${source}\n${report.dedupeKey}`, heardAt);
      },
    });
    const choice = new LaneChoice({ "life-safety": spool.lane("life-safety"), ordinary: spool.lane("ordinary") });
    for (const [lane, source, point, number] of known) choice.remember(lane, source, point, number);
    return new DriverHostModule(parts, spool, recent, choice);
  }

  condition(): Condition {
    const { reports, bytes } = this.#spool.depth;
    const troubles = [...this.#spool.troubles];
    if (this.#onlyLifeSafety !== "") troubles.push(this.#onlyLifeSafety);
    return { spooledReports: reports, spooledBytes: bytes, troubles };
  }

  /** Goes on with the spool over this connection; one that was served before is not written to any more. */
  serve({ client, lease }: CoreSession): Serving {
    const stream = openStream(client, DriverHosts.method.serve);
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const over = new AbortController();
    ended.catch(() => over.abort());
    const overhearing = new Overhearing(this.#supervisor.traffic, this.#parts.clock, (lines) => {
      if (!stream.writable || stream.writableNeedDrain) return false;
      write(stream, { case: "overheard", value: { lines } });
      return true;
    });
    const sender = new SpoolSender(
      this.#spool,
      {
        send: (lane, first, payloads) =>
          write(stream, {
            case: "reports",
            value: { lane: LANE_NAMES[lane], first: BigInt(first), reports: [...payloads] },
          }),
        drained: async () => {
          await once(stream, "drain", { signal: over.signal });
        },
      },
      reject,
    );
    stream.on("error", (thrown) => reject(faultOf(thrown)));
    stream.on("end", () => reject(new Fault("unreachable", "the core ended the stream", { transient: true })));
    stream.on("data", ({ message }: ToDriverHost) => {
      switch (message.case) {
        case "progress": {
          const { lifeSafety, ordinary } = message.value;
          if (sender.progress({ "life-safety": Number(lifeSafety), ordinary: Number(ordinary) })) return;
          this.#spool.startOver();
          return reject(new Fault("conflict", "the core knows reports that the spool has lost", { transient: true }));
        }
        case "assignment":
          return this.#assign(message.value.sources);
        case "adopted":
          return this.#supervisor.adopted(message.value.source, message.value.key);
        case "watched":
          return over.signal.aborted ? undefined : overhearing.follow(message.value.sources);
        case "onlyLifeSafetyBecause":
          this.#onlyLifeSafety = message.value;
          return;
        case undefined:
          return; // something that only a newer core says
      }
    });
    ended.catch(() => {
      sender.stop();
      overhearing.follow([]);
    });
    write(stream, { case: "opening", value: { lease, spool: this.#spool.id } });
    this.#stream = stream;
    this.#onlyLifeSafety = "";
    for (const link of this.#links.values()) write(stream, { case: "link", value: link });
    for (const health of this.#supervisor.health())
      write(stream, { case: "health", value: { json: JSON.stringify(health) } });
    return {
      ended,
      close: () => {
        sender.stop();
        stream.cancel();
        if (this.#stream === stream) this.#stream = undefined;
        reject(new Fault("not-active", "the stream was closed"));
      },
    };
  }

  async stop(): Promise<void> {
    await this.#supervisor.stop();
    await this.#spool.close();
  }

  /** Resolves once the report is on disk. A repeat resolves with the one that it repeats. */
  async #report(source: string, report: Report): Promise<void> {
    const key = report.dedupeKey === undefined ? null : `${source}\n${report.dedupeKey}`;
    const now = this.#parts.clock.now();
    if (key !== null) {
      const underWay = this.#underWay.get(key);
      if (underWay) return underWay;
      if (this.#recent.has(key, now)) return;
    }
    // It may reach the core much later: when it was heard is part of it.
    const lane = this.#choice.laneFor(source, report);
    const payload = encodeReport({ source, report: { ...report, at: report.at ?? now } });
    const kept = this.#spool.append(lane, payload, now);
    if (key === null) return kept;
    this.#underWay.set(key, kept);
    try {
      await kept;
      this.#recent.add(key, now);
    } finally {
      this.#underWay.delete(key);
    }
  }

  #assign(sources: readonly AssignedSource[]): void {
    this.#assigned = new Map(sources.map((source) => [source.id, source]));
    for (const [key, { source }] of this.#links) if (!this.#assigned.has(source)) this.#links.delete(key);
    const items = sources.map(
      ({ id, name, driver, enabled }): SiteItem<"source"> => ({
        id,
        name,
        driver,
        enabled,
        partition: "",
        tags: [],
        settings: {},
        lossPriority: "high",
      }),
    );
    this.#supervisor.apply(items).catch((thrown: unknown) => {
      this.#parts.log.error({ because: saying(thrown) }, "the sources that the core assigned could not be opened");
    });
  }

  #send(message: ToSend): void {
    if (this.#stream?.writable) write(this.#stream, message);
  }
}

function write(stream: Stream, message: ToSend): boolean {
  return stream.write(create(FromHost, { message }));
}

/** Throws a `Fault` when the core could not open the secrets. */
function settingsOf(source: AssignedSource | undefined): Readonly<Record<string, unknown>> {
  if (!source) throw new Fault("not-found", "the core does not assign this source any more");
  if (source.closedBecause !== "") throw new Fault("misconfigured", source.closedBecause);
  return JSON.parse(source.settingsJson) as Record<string, unknown>;
}
