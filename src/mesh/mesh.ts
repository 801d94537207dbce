import { create } from "@bufbuild/protobuf";
import type * as Grpc from "@grpc/grpc-js";
import type { Pool } from "pg";
import type { WitnessNodes } from "#audit/witness-nodes.ts";
import type { HostedChannels } from "#channels/hosted.ts";
import type { HostedSources } from "#drivers/hosted.ts";
import type { Traffic } from "#drivers/traffic.ts";
import type { Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import type { Intake } from "#events/intake.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { MeshSettings } from "#kernel/settings.ts";
import type { Actor, Journal } from "#store/batch.ts";
import type { TrustDesk } from "#trust/desk.ts";
import { type Identity, nameOf, uriOf } from "#trust/identity.ts";
import { judgePeer } from "#trust/peer-check.ts";
import { AuditWitnessesDesk } from "./audit-witnesses.ts";
import { doorsOf } from "./doors.ts";
import { DriverHostsDesk, type DriverHostsParts } from "./driver-hosts.ts";
import {
  AuditWitnesses,
  DriverHosts,
  type FromAuditWitness,
  type FromDriverHost,
  type FromNotifierHost,
  type LookUpRequest,
  ModulesSchema,
  Navigation as NavigationService,
  type Notice as NoticeMessage,
  NoticeSchema,
  NotifierHosts,
  type RegisterRequest,
  RenewedSchema,
  type RenewRequest,
  type Sign,
  type ToAuditWitness,
  type ToDriverHost,
  type ToNotifierHost,
} from "./generated/tocsin/mesh/v1/mesh_pb.ts";
import { MeshListener, type Peer, statusOf } from "./listener.ts";
import { type HostRole, type ModuleHealth, Navigation, type Notice } from "./navigation.ts";
import { NotifierHostsDesk } from "./notifier-hosts.ts";

/** A refusal of the same peer for the same reason is in the trail once in this time. */
const REFUSALS_APART_MS = 3_600_000;
const REFUSALS_KEPT = 1000;
const MESH: Actor = { id: "tocsin", via: "api" };

export interface MeshParts {
  readonly settings: MeshSettings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly feed: Feed;
  readonly journal: Journal;
  /** Reads only. */
  readonly pool: Pool;
  /** Certificates: this node's, those it signs, and those it refuses. */
  readonly trust: Pick<TrustDesk, "node" | "denyList" | "authority" | "changeOver">;
  /** For how long after its end a module's certificate still lets life-safety messages through. */
  readonly graceMs: () => number;
  readonly intake: Pick<Intake, "takeSpooled">;
  /** Told of each report that a driver host brought and that is stored, and of what it overheard. */
  readonly traffic: Traffic;
  readonly hosted: HostedSources;
  readonly hostedChannels: HostedChannels;
  readonly witnessNodes: WitnessNodes;
  readonly link: DriverHostsParts["link"];
  readonly unseal: DriverHostsParts["unseal"];
  /** About Tocsin itself. */
  readonly own: (report: Report) => void;
}

/** The mesh as the active core runs it: its port, the modules that register there, and what they bring. */
export class Mesh {
  readonly #parts: MeshParts;
  readonly #grpc: typeof Grpc;
  readonly #navigation: Navigation;
  readonly #driverHosts: DriverHostsDesk;
  readonly #notifierHosts: NotifierHostsDesk;
  readonly #auditWitnesses: AuditWitnessesDesk;
  readonly #refusals = new Map<string, number>();
  #listener: MeshListener | undefined;
  #quiet = () => {};

  private constructor(parts: MeshParts, grpc: typeof Grpc) {
    this.#parts = parts;
    this.#grpc = grpc;
    const { clock, log, feed, hosted, own, intake, pool } = parts;
    this.#navigation = new Navigation({
      clock,
      own,
      lost: (role, node, because) => {
        if (role === "driver-host") this.#driverHosts.lost(node, because);
        else if (role === "notifier-host") this.#notifierHosts.lost(node);
        else this.#auditWitnesses.lost(node);
      },
      changed: (health) => feed.publish("module", health),
      holds: (uri, holding) => parts.trust.changeOver.heard(uri, holding),
    });
    this.#driverHosts = new DriverHostsDesk({
      clock,
      log,
      hosted,
      traffic: parts.traffic,
      store: async (reports, upTo) => {
        await intake.takeSpooled(reports, upTo);
        for (const { source, report } of reports)
          parts.traffic.note(source, { outcome: "taken", raw: report.raw, report });
      },
      progressOf: async (spool) => {
        const { rows } = await pool.query<{ lane: string; number: string }>(
          "select lane, number from core.spool_progress where spool = $1",
          [spool],
        );
        return new Map(rows.map(({ lane, number }) => [lane, Number(number)]));
      },
      link: parts.link,
      unseal: parts.unseal,
      verifyLease: (peer, lease) => this.#navigation.verifyLease(peer, lease),
      refused: ({ name }, because) => this.#refused(uriOf(name), "bring a report", because),
      statusOf: (thrown) => this.#statusOf(thrown),
    });
    this.#notifierHosts = new NotifierHostsDesk({
      clock,
      log,
      hosted: parts.hostedChannels,
      verifyLease: (peer, lease) => this.#navigation.verifyLease(peer, lease),
      statusOf: (thrown) => this.#statusOf(thrown),
    });
    this.#auditWitnesses = new AuditWitnessesDesk({
      clock,
      verifyLease: (peer, lease) => this.#navigation.verifyLease(peer, lease),
      statusOf: (thrown) => this.#statusOf(thrown),
    });
  }

  /** Throws a `Fault` when it can't listen. */
  static async open(parts: MeshParts): Promise<Mesh> {
    const mesh = new Mesh(parts, await import("@grpc/grpc-js"));
    try {
      await mesh.#open();
    } catch (thrown) {
      await mesh.close();
      throw thrown;
    }
    return mesh;
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  modules(): ModuleHealth[] {
    return this.#navigation.modules();
  }

  /** Throws a `Fault` when there is no such module, or it isn't connected. @param id `driver-host/plant-2` */
  async restart(id: string, because: string, actor: Actor): Promise<void> {
    const module = this.modules().find((one) => one.id === id);
    if (!module) throw new Fault("not-found", `There is no module ${id}; "tocsin service list" names them.`);
    await this.#parts.journal.submit("operator", (batch) =>
      batch.audit({
        actor,
        action: "module.restart",
        object: `module:${id}`,
        sentence: `${actor.id} restarted the ${module.role} on ${module.node}: ${because}.`,
      }),
    );
    if (!this.#navigation.notify(id, { kind: "restart", because: `${actor.id}: ${because}` })) {
      throw new Fault("unreachable", `${id} is not connected (${module.because}); restart it on its own machine.`);
    }
  }

  async close(): Promise<void> {
    this.#quiet();
    const { hosted, hostedChannels, witnessNodes, traffic } = this.#parts;
    hosted.changed = () => {};
    traffic.onWatched = () => {};
    hostedChannels.changed = () => {};
    hostedChannels.way = null;
    witnessNodes.way = null;
    witnessNodes.changed = () => {};
    this.#navigation.stop();
    this.#driverHosts.close();
    this.#notifierHosts.close();
    this.#auditWitnesses.close();
    await this.#listener?.close();
  }

  async #open(): Promise<void> {
    const { settings, trust, graceMs, hosted, hostedChannels, witnessNodes, traffic, clock, log } = this.#parts;
    this.#navigation.expect(this.#expected());
    hosted.changed = (host) => {
      this.#navigation.expect(this.#expected());
      this.#driverHosts.assign(host);
    };
    traffic.onWatched = () => this.#driverHosts.tellWatched();
    hostedChannels.changed = (host) => {
      this.#navigation.expect(this.#expected());
      this.#notifierHosts.assign(host);
    };
    hostedChannels.way = this.#notifierHosts;
    witnessNodes.way = this.#auditWitnesses;
    witnessNodes.changed = () => this.#navigation.expect(this.#expected());
    this.#listener = await MeshListener.open({
      grpc: this.#grpc,
      doors: doorsOf(settings),
      identity: this.#identity(),
      judge: (shown) => {
        const { name, roots } = this.#identity();
        return judgePeer(shown, {
          site: name.site,
          roots,
          denyList: trust.denyList,
          now: clock.now(),
          graceMs: graceMs(),
        });
      },
      services: [
        [NavigationService, this.#navigationMethods()],
        [
          DriverHosts,
          {
            serve: {
              stream: (call, peer) =>
                this.#driverHosts.serve(call as Grpc.ServerDuplexStream<FromDriverHost, ToDriverHost>, peer),
            },
          },
        ],
        [
          AuditWitnesses,
          {
            serve: {
              stream: (call, peer) =>
                this.#auditWitnesses.serve(call as Grpc.ServerDuplexStream<FromAuditWitness, ToAuditWitness>, peer),
            },
          },
        ],
        [
          NotifierHosts,
          {
            serve: {
              stream: (call, peer) =>
                this.#notifierHosts.serve(call as Grpc.ServerDuplexStream<FromNotifierHost, ToNotifierHost>, peer),
            },
          },
        ],
      ],
      refused: (who, did, because) => this.#refused(who, did, because),
      clock,
      log,
    });
    const follow = () => trust.denyList.onChange(() => this.#denyListChanged());
    let unfollow = follow();
    const unhear = trust.node.onRenewed((identity) => {
      this.#listener?.renew(identity);
      // After a reset of the authority there is another list, and nobody of before is known.
      unfollow();
      unfollow = follow();
      this.#denyListChanged();
    });
    const unwant = trust.changeOver.onWanted((uri, because) => {
      const { role, node } = nameOf(uri) ?? {};
      this.#navigation.notify(`${role}/${node}`, { kind: "renew", because });
    });
    this.#quiet = () => {
      unfollow();
      unhear();
      unwant();
    };
    log.info({ port: this.port }, "the mesh listens");
  }

  #identity(): Identity {
    const { current } = this.#parts.trust.node;
    if (current) return current;
    throw new Fault("not-active", "this node has no certificate yet", { transient: true });
  }

  #denyListChanged(): void {
    this.#listener?.judgeAll();
    const { text } = this.#parts.trust.denyList;
    if (text !== null) this.#navigation.notify(null, { kind: "deny-list", text });
  }

  #navigationMethods() {
    const navigation = this.#navigation;
    return {
      register: {
        unary: (request: unknown, peer: Peer) => navigation.register(peer, request as RegisterRequest),
      },
      attend: {
        stream: (call: unknown, peer: Peer) => this.#attend(call as Grpc.ServerDuplexStream<Sign, NoticeMessage>, peer),
      },
      lookUp: {
        unary: (request: unknown, peer: Peer) => this.#lookUp(request as LookUpRequest, peer),
      },
      renew: {
        unary: async (request: unknown, { name }: Peer) => {
          const { trust, clock } = this.#parts;
          const authority = await trust.authority();
          const asked = Buffer.from((request as RenewRequest).request);
          const { chain, roots } = await authority.sign(asked, name, clock.now());
          return create(RenewedSchema, { chain, roots });
        },
      },
    };
  }

  /** A module sees itself, for it may call none of the others; cores see all. */
  #lookUp({ role }: LookUpRequest, { name }: Peer) {
    const { site } = this.#identity().name;
    const seesAll = name.role === "core" || name.role === "standby";
    const found = this.modules().filter(
      (one) =>
        (role === "" || one.role === role) &&
        one.instance !== null &&
        (seesAll || (one.role === name.role && one.node === name.node)),
    );
    return create(ModulesSchema, {
      modules: found.map(({ role: as, node, instance, release, state }) => ({
        uri: uriOf({ site, role: as, node, instance: instance ?? "" }),
        release: release ?? "",
        attending: state === "up",
      })),
    });
  }

  #attend(call: Grpc.ServerDuplexStream<Sign, NoticeMessage>, peer: Peer): void {
    const write = (notice: NoticeMessage["notice"]) => void call.write(create(NoticeSchema, { notice }));
    const tell = (notice: Notice) => {
      if (notice.kind === "restart") write({ case: "restartBecause", value: notice.because });
      else if (notice.kind === "renew") write({ case: "renewBecause", value: notice.because });
      else write({ case: "denyList", value: Buffer.from(notice.text) });
    };
    let leave = () => {};
    call.once("data", () => {
      leave = this.#navigation.attend(peer, tell);
      const { text } = this.#parts.trust.denyList;
      if (text !== null) tell({ kind: "deny-list", text });
    });
    call.on("data", (sign: Sign) => {
      try {
        this.#navigation.sign(peer, sign);
        write({ case: "echo", value: sign.number });
      } catch (thrown) {
        leave();
        call.emit("error", this.#statusOf(thrown));
      }
    });
    call.on("end", () => {
      leave();
      call.end();
    });
    call.on("cancelled", () => leave());
    call.on("error", () => leave());
  }

  #expected(): { role: HostRole; node: string }[] {
    const { hosted, hostedChannels, witnessNodes } = this.#parts;
    return [
      ...Array.from(hosted.hosts, (node) => ({ role: "driver-host", node }) as const),
      ...Array.from(hostedChannels.hosts, (node) => ({ role: "notifier-host", node }) as const),
      ...Array.from(witnessNodes.nodes, (node) => ({ role: "audit-witness", node }) as const),
    ];
  }

  #statusOf(thrown: unknown): { code: number; details: string } {
    return statusOf(this.#grpc, thrown, (because) =>
      this.#parts.log.error({ err: thrown }, `a stream of the mesh failed: ${because}`),
    );
  }

  /** Into the trail, but not again and again: a stranger must not be able to fill it. */
  #refused(who: string, did: string, because: string): void {
    const { clock, journal, log } = this.#parts;
    log.warn({ who, did, because }, "the mesh refused a peer");
    const key = `${who}\n${did}\n${because}`;
    const now = clock.now();
    if (now < (this.#refusals.get(key) ?? Number.NEGATIVE_INFINITY) + REFUSALS_APART_MS) return;
    this.#refusals.delete(key);
    this.#refusals.set(key, now);
    const [oldest] = this.#refusals.keys();
    if (this.#refusals.size > REFUSALS_KEPT && oldest !== undefined) this.#refusals.delete(oldest);
    journal
      .submit("background", (batch) =>
        batch.audit({
          actor: MESH,
          action: "mesh.refused",
          object: `module:${who}`,
          sentence: `The mesh did not let ${who} ${did}: ${because}`,
        }),
      )
      .catch((thrown: unknown) => log.warn({ because: saying(thrown) }, "a refusal was not recorded"));
  }
}
