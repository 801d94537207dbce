import { isDeepStrictEqual } from "node:util";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { SourceHealth } from "#drivers/health.ts";
import type { HostedSources } from "#drivers/hosted.ts";
import type { Traffic } from "#drivers/traffic.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import {
  type FromDriverHost,
  Lane as LaneName,
  type Opening,
  type ToDriverHost,
  ToDriverHostSchema,
} from "./generated/tocsin/mesh/v1/mesh_pb.ts";
import { LaneIntake, type LaneIntakeParts } from "./lane-intake.ts";
import type { Peer } from "./listener.ts";
import { heardIn } from "./overheard.ts";
import { LANES, type Lane } from "./spool.ts";
import { writeTo } from "./unread.ts";

type Call = ServerDuplexStream<FromDriverHost, ToDriverHost>;
type ToSend = NonNullable<MessageInitShape<typeof ToDriverHostSchema>["message"]>;
type LinkState = "up" | "degraded" | "down" | "unheard";

/** Of each source that is not a host's own, this often at most. */
const REFUSALS_APART_MS = 60_000;

export interface DriverHostsParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly hosted: HostedSources;
  readonly traffic: Pick<Traffic, "note" | "isWatched">;
  readonly store: LaneIntakeParts["store"];
  /** How far the lanes of a spool are stored, as the database has it. */
  readonly progressOf: (spool: string) => Promise<ReadonlyMap<string, number>>;
  readonly link: (source: string, part: string, state: LinkState, why: string) => void;
  readonly unseal: (source: string) => Readonly<Record<string, unknown>>;
  readonly verifyLease: (peer: Peer, lease: string) => void;
  /** Told that reports of a host were not taken. */
  readonly refused: (peer: Peer, because: string) => void;
  readonly statusOf: (thrown: unknown) => { code: number; details: string };
}

interface Served {
  readonly call: Call;
  readonly peer: Peer;
  lanes: Record<Lane, LaneIntake> | null;
  /** The sources that it was told are watched. */
  watched: readonly string[];
  readonly end: (why: Fault) => void;
}

/** The core's end of every driver host: gives it its sources, stores what its spool holds, and follows how it fares. */
export class DriverHostsDesk {
  readonly #parts: DriverHostsParts;
  /** By node. */
  readonly #served = new Map<string, Served>();
  /** By node and spool; they outlive a stream, for what is under way when it ends is still stored. */
  readonly #lanes = new Map<string, Promise<Record<Lane, LaneIntake>>>();
  readonly #refusals = new Map<string, number>();

  constructor(parts: DriverHostsParts) {
    this.#parts = parts;
    parts.hosted.onAdopted = (host, source, key) => this.#send(host, { case: "adopted", value: { source, key } });
  }

  /**
   * The sources of a host whose lease is over are heard by nobody. What it has sent meanwhile into a link that hung is not
   * taken: it comes again over the next one, life-safety first.
   */
  lost(host: string, because: string): void {
    const { hosted, link } = this.#parts;
    const served = this.#served.get(host);
    if (served) this.#end(served, new Fault("not-active", "the lease is over", { transient: true }));
    const why = `the driver host on ${host} is lost: ${because}`;
    hosted.lose(host, why);
    for (const { id, enabled } of hosted.of(host)) if (enabled) link(id, "", "unheard", why);
  }

  serve(call: Call, peer: Peer): void {
    const served: Served = {
      call,
      peer,
      lanes: null,
      watched: [],
      end: (why) => call.emit("error", this.#parts.statusOf(why)),
    };
    call.on("data", (message: FromDriverHost) => {
      try {
        this.#take(served, message);
      } catch (thrown) {
        this.#leave(served);
        call.emit("error", this.#parts.statusOf(thrown));
      }
    });
    call.on("end", () => {
      this.#leave(served);
      call.end();
    });
    call.on("error", () => this.#leave(served));
    call.on("cancelled", () => this.#leave(served));
    call.on("close", () => this.#leave(served));
  }

  close(): void {
    for (const served of this.#served.values()) {
      served.end(new Fault("not-active", "this core stops", { transient: true }));
    }
    for (const lanes of this.#lanes.values()) {
      lanes.then((both) => LANES.forEach((lane) => both[lane].close())).catch(() => {});
    }
  }

  #take(served: Served, { message }: FromDriverHost): void {
    const { hosted, link, traffic } = this.#parts;
    const { node } = served.peer.name;
    switch (message.case) {
      case "opening":
        return this.#open(served, message.value);
      case "reports": {
        const lane = laneOf(message.value.lane);
        if (!served.lanes || !lane) throw new Fault("invalid", "reports without an opening, or of no lane");
        const { admitted, because } = served.peer.verdict();
        if (lane === "ordinary" && admitted !== "all") {
          return this.#write(served, { case: "onlyLifeSafetyBecause", value: because });
        }
        served.lanes[lane].offer(Number(message.value.first), message.value.reports);
        if (served.lanes[lane].isFull) served.call.pause();
        return;
      }
      case "link": {
        const { source, part, state, why } = message.value;
        if (hosted.serves(node, source) && isLinkState(state)) link(source, part, state, why);
        return;
      }
      case "health": {
        const health = healthIn(message.value.json);
        if (health && hosted.serves(node, health.id)) hosted.tell(node, health);
        return;
      }
      case "overheard":
        for (const line of message.value.lines) {
          const heard = hosted.serves(node, line.source) ? heardIn(line) : null;
          if (heard) traffic.note(line.source, heard);
        }
        return;
      case undefined:
        return; // something that only a newer module says
    }
  }

  #open(served: Served, { lease, spool }: Opening): void {
    const { peer, call } = served;
    this.#parts.verifyLease(peer, lease);
    if (!/^[0-9a-f-]{36}$/.test(spool)) throw new Fault("invalid", "a spool is named by a UUID");
    const former = this.#served.get(peer.name.node);
    this.#served.set(peer.name.node, served);
    if (former && former !== served) {
      this.#end(
        former,
        new Fault("not-active", "another stream of this host has taken its place", { transient: true }),
      );
    }
    call.pause();
    this.#lanesOf(peer, `${peer.name.node}/${spool}`)
      .then((lanes) => {
        if (this.#served.get(peer.name.node) !== served) return;
        for (const lane of LANES) {
          lanes[lane].moved = () => this.#moved(served, lanes);
          lanes[lane].failed = (why) => served.end(why);
        }
        served.lanes = lanes;
        this.#tellProgress(served, lanes);
        this.assign(peer.name.node);
        call.resume();
      })
      .catch((thrown: unknown) => {
        this.#parts.log.error({ host: peer.name.node, because: saying(thrown) }, "a driver host could not be served");
        served.end(new Fault("not-active", saying(thrown), { transient: true, cause: thrown }));
      });
  }

  /** What an earlier stream left under way is stored first: only then is it known from where to go on. */
  #lanesOf(peer: Peer, spool: string): Promise<Record<Lane, LaneIntake>> {
    const known = this.#lanes.get(spool);
    const lanes = (known ?? this.#newLanes(peer, spool)).then(async (both) => {
      await Promise.all(LANES.map((lane) => both[lane].settle()));
      return both;
    });
    this.#lanes.set(spool, lanes);
    lanes.catch(() => this.#lanes.delete(spool));
    return lanes;
  }

  async #newLanes(peer: Peer, spool: string): Promise<Record<Lane, LaneIntake>> {
    const { progressOf, clock, store, hosted } = this.#parts;
    const { node } = peer.name;
    const progress = await progressOf(spool);
    const lane = (name: Lane) =>
      new LaneIntake({
        lane: name,
        spool,
        stored: progress.get(name) ?? 0,
        clock,
        store,
        refusing: (source) =>
          hosted.serves(node, source) ? null : `the source ${source} is not one that ${node} serves`,
        refused: (source, because) => this.#refused(peer, source, because),
      });
    return { "life-safety": lane("life-safety"), ordinary: lane("ordinary") };
  }

  #refused(peer: Peer, source: string, because: string): void {
    const now = this.#parts.clock.now();
    const key = `${peer.name.node}\n${source}`;
    if (now < (this.#refusals.get(key) ?? Number.NEGATIVE_INFINITY) + REFUSALS_APART_MS) return;
    this.#refusals.set(key, now);
    this.#parts.refused(peer, because);
  }

  #moved(served: Served, lanes: Record<Lane, LaneIntake>): void {
    if (this.#served.get(served.peer.name.node) !== served) return;
    this.#tellProgress(served, lanes);
    if (!LANES.some((lane) => lanes[lane].isFull)) served.call.resume();
  }

  #tellProgress(served: Served, lanes: Record<Lane, LaneIntake>): void {
    const value = { lifeSafety: BigInt(lanes["life-safety"].stored), ordinary: BigInt(lanes.ordinary.stored) };
    this.#write(served, { case: "progress", value });
  }

  /** Gives a host its sources as they are configured now. */
  assign(host: string): void {
    const served = this.#served.get(host);
    if (!served?.lanes) return;
    const sources = this.#parts.hosted.of(host).map(({ id, name, driver, enabled }) => {
      try {
        return { id, name, driver, enabled, settingsJson: JSON.stringify(this.#parts.unseal(id)), closedBecause: "" };
      } catch (thrown) {
        return { id, name, driver, enabled, settingsJson: "", closedBecause: saying(thrown) };
      }
    });
    this.#write(served, { case: "assignment", value: { sources } });
    this.tellWatched();
  }

  /** Lets each host send on what its watched sources say beside reports, and no other one's. */
  tellWatched(): void {
    const { hosted, traffic } = this.#parts;
    for (const [host, served] of this.#served) {
      const watched = hosted.of(host).flatMap(({ id }) => (traffic.isWatched(id) ? [id] : []));
      if (!served.lanes || isDeepStrictEqual(watched, served.watched)) continue;
      served.watched = watched;
      this.#write(served, { case: "watched", value: { sources: watched } });
    }
  }

  #send(host: string, message: ToSend): void {
    const served = this.#served.get(host);
    if (served?.lanes) this.#write(served, message);
  }

  #write(served: Served, message: ToSend): void {
    const { call, peer, end } = served;
    writeTo(call, create(ToDriverHostSchema, { message }), { clock: this.#parts.clock, node: peer.name.node, end });
  }

  #end(served: Served, why: Fault): void {
    this.#leave(served);
    served.lanes = null;
    served.end(why);
  }

  #leave(served: Served): void {
    const { node } = served.peer.name;
    if (this.#served.get(node) === served) this.#served.delete(node);
  }
}

function laneOf(lane: LaneName): Lane | null {
  if (lane === LaneName.LIFE_SAFETY) return "life-safety";
  return lane === LaneName.ORDINARY ? "ordinary" : null;
}

function isLinkState(state: string): state is LinkState {
  return ["up", "degraded", "down"].includes(state);
}

/** null: not as this release knows it. */
function healthIn(json: string): SourceHealth | null {
  try {
    const health = JSON.parse(json) as SourceHealth;
    return typeof health.id === "string" && Array.isArray(health.parts) && Array.isArray(health.candidates)
      ? health
      : null;
  } catch {
    return null;
  }
}
