import { randomUUID } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import type { Report } from "#events/event.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { storable } from "#kernel/text.ts";
import type { Holding } from "#trust/change-over.ts";
import { type MeshRole, type PeerName, uriOf } from "#trust/identity.ts";
import {
  type Registered,
  RegisteredSchema,
  type RegisterRequest,
  type Sign,
} from "./generated/tocsin/mesh/v1/mesh_pb.ts";
import type { Peer } from "./listener.ts";
import { agree, VERSIONS } from "./protocol.ts";

/** A module signs this often, and counts as lost when it was silent for so long. */
const SIGN_EVERY_MS = 2000;
export const LEASE_MS = 10_000;
/** Of those that a module says it trusts. */
const MOST_ROOTS = 10;
/** A node has one of them: a second one of another name is refused while the first one is there. */
export type HostRole = (typeof HOST_ROLES)[number];
const HOST_ROLES = ["driver-host", "notifier-host", "audit-witness"] as const satisfies readonly MeshRole[];
/** As sentences begin with it. */
const CALLED: Readonly<Record<HostRole, string>> = {
  "driver-host": "Driver host",
  "notifier-host": "Notifier host",
  "audit-witness": "Audit witness",
};

/** How a module fares, as screens and the API show it. Plain JSON. */
export interface ModuleHealth {
  /** `driver-host/plant-2` */
  readonly id: string;
  readonly role: HostRole;
  readonly node: string;
  /** null: it never registered. */
  readonly instance: string | null;
  readonly release: string | null;
  readonly address: string | null;
  /** `awaited`: something is configured for it, and it has not registered yet. */
  readonly state: "up" | "lost" | "awaited";
  readonly because: string;
  readonly since: Instant;
  /** From a sign to its echo, by the module's clock; null: not measured yet. */
  readonly latencyMs: number | null;
  /** How far the module's clock was ahead of this one's when it registered. */
  readonly clockAheadMs: number | null;
  /** What the module has kept and the core has not stored yet. */
  readonly spooledReports: number;
  readonly spooledBytes: number;
  readonly troubles: readonly string[];
}

interface Entry {
  health: ModuleHealth;
  lease: string | null;
  run: string | null;
  cancelLease: () => void;
  notify: ((notice: Notice) => void) | null;
}

/** What a module can be told. */
export type Notice =
  | { readonly kind: "restart"; readonly because: string }
  | { readonly kind: "deny-list"; readonly text: string }
  | { readonly kind: "renew"; readonly because: string };

export interface NavigationParts {
  readonly clock: Clock;
  /** About Tocsin itself. */
  readonly own: (report: Report) => void;
  /** Nobody hears what the module serves. */
  readonly lost: (role: HostRole, node: string, because: string) => void;
  readonly changed: (health: ModuleHealth) => void;
  /** A module says which roots it trusts. */
  readonly holds: (uri: string, holding: Holding) => void;
}

/** Where modules make themselves known: who is there, under which lease, and how it fares. */
export class Navigation {
  readonly #parts: NavigationParts;
  readonly #entries = new Map<string, Entry>();

  constructor(parts: NavigationParts) {
    this.#parts = parts;
  }

  stop(): void {
    for (const { cancelLease } of this.#entries.values()) cancelLease();
  }

  modules(): ModuleHealth[] {
    return Array.from(this.#entries.values(), ({ health }) => health);
  }

  /** These must be there: one that doesn't register within a lease is lost. Others that never registered are forgotten. */
  expect(wanted: readonly { readonly role: HostRole; readonly node: string }[]): void {
    const ids = new Set(wanted.map(({ role, node }) => idOf(role, node)));
    for (const [id, entry] of this.#entries) {
      if (ids.has(id) || entry.health.state === "up") continue;
      entry.cancelLease();
      this.#entries.delete(id);
      this.#tell(entry.health, "clear", "nothing is configured for it any more");
    }
    for (const { role, node } of wanted) {
      if (this.#entries.has(idOf(role, node))) continue;
      const because = `nothing has registered as ${role} of ${node}; start it there with "tocsin module ${role}"`;
      const entry = this.#enter(role, node, because);
      this.#leaseFor(entry, because);
    }
  }

  /** Throws a `Fault` when there is no common version, or another instance is at work. */
  register({ name, address }: Peer, request: RegisterRequest): Registered {
    const { role, node, instance } = name;
    if (!isHostRole(role)) {
      throw new Fault("forbidden", `a ${role} does not register`);
    }
    const agreement = agree(VERSIONS, { oldest: request.oldestVersion, newest: request.newestVersion });
    if (agreement.kind === "none") throw new Fault("refused", `${uriOf(name)} is not registered: ${agreement.why}.`);
    const known = this.#entries.get(idOf(role, node));
    if (known?.health.state === "up" && known.health.instance !== instance) {
      throw new Fault(
        "conflict",
        `${node} has a ${role} already, ${known.health.instance}; stop it before you start ${instance}`,
      );
    }
    const { clock } = this.#parts;
    const entry = known ?? this.#enter(role, node, "registered");
    const wasUp = entry.health.state === "up";
    // A second connection of the same process (it has a new certificate) goes on under the same lease.
    if (!wasUp || entry.run !== request.run || entry.lease === null) entry.lease = randomUUID();
    entry.run = request.run;
    entry.health = {
      ...entry.health,
      instance,
      release: storable(request.release, 50),
      address,
      state: "up",
      because: "registered",
      since: wasUp ? entry.health.since : clock.now(),
      clockAheadMs: Number(request.nowMs) - clock.now(),
    };
    this.#leaseFor(entry);
    if (!wasUp) this.#tell(entry.health, "clear", "registered");
    this.#parts.changed(entry.health);
    const trusts = request.trusts.slice(0, MOST_ROOTS).map((root) => storable(root, 100));
    this.#parts.holds(uriOf(name), { trusts, vouchedBy: storable(request.vouchedBy, 100) });
    return create(RegisteredSchema, {
      version: agreement.version,
      lease: entry.lease,
      leaseMs: LEASE_MS,
      signEveryMs: SIGN_EVERY_MS,
    });
  }

  /** Takes a sign. Throws a `Fault` when the lease is another's or is over: the module must register anew. */
  sign({ name }: Peer, sign: Sign): void {
    const entry = this.#holding(name, sign.lease);
    const wasUp = entry.health.state === "up";
    const latencyMs = sign.roundTripUs === 0 ? entry.health.latencyMs : sign.roundTripUs / 1000;
    entry.health = {
      ...entry.health,
      state: "up",
      because: "registered",
      since: wasUp ? entry.health.since : this.#parts.clock.now(),
      latencyMs,
      spooledReports: Number(sign.spooledReports),
      spooledBytes: Number(sign.spooledBytes),
      troubles: this.#troubles(entry, sign.troubles),
    };
    this.#leaseFor(entry);
    if (!wasUp) this.#tell(entry.health, "clear", "it signs again");
    this.#parts.changed(entry.health);
  }

  /** Throws a `Fault` when it isn't the module's present lease. */
  verifyLease({ name }: Peer, lease: string): void {
    this.#holding(name, lease);
  }

  /** Where notices for the module go from now on. The answer ends it. */
  attend({ name }: Peer, notify: (notice: Notice) => void): () => void {
    const entry = this.#entries.get(idOf(name.role, name.node));
    if (!entry) return () => {};
    entry.notify = notify;
    return () => {
      if (entry.notify === notify) entry.notify = null;
    };
  }

  /** @returns whether it could be told @param id null: all modules */
  notify(id: string | null, notice: Notice): boolean {
    const entries = id === null ? [...this.#entries.values()] : [this.#entries.get(id)];
    let told = false;
    for (const entry of entries) {
      if (!entry?.notify) continue;
      entry.notify(notice);
      told = true;
    }
    return told;
  }

  #holding({ role, node }: PeerName, lease: string): Entry {
    const entry = this.#entries.get(idOf(role, node));
    if (!entry || entry.lease !== lease) {
      throw new Fault("not-active", "the lease is over; register anew", { transient: true });
    }
    return entry;
  }

  #enter(role: HostRole, node: string, because: string): Entry {
    const entry: Entry = {
      health: {
        id: idOf(role, node),
        role,
        node,
        instance: null,
        release: null,
        address: null,
        state: "awaited",
        because,
        since: this.#parts.clock.now(),
        latencyMs: null,
        clockAheadMs: null,
        spooledReports: 0,
        spooledBytes: 0,
        troubles: [],
      },
      lease: null,
      run: null,
      cancelLease: () => {},
      notify: null,
    };
    this.#entries.set(entry.health.id, entry);
    return entry;
  }

  #leaseFor(entry: Entry, because = `it has been silent for ${LEASE_MS / 1000} s`): void {
    const { clock, lost, changed } = this.#parts;
    entry.cancelLease();
    entry.cancelLease = clock.at(clock.now() + LEASE_MS, () => {
      entry.health = { ...entry.health, state: "lost", because, since: clock.now() };
      this.#tell(entry.health, "raise", because);
      lost(entry.health.role, entry.health.node, because);
      changed(entry.health);
    });
  }

  #tell({ role, node }: ModuleHealth, kind: "raise" | "clear", because: string): void {
    this.#parts.own({
      point: `module/${role}/${node}`,
      kind,
      category: "communication",
      condition: "module-lost",
      priority: "critical",
      text: storable(`${CALLED[role]} on ${node} is ${kind === "raise" ? "lost" : "back"}: ${because}`, 300),
      raw: "",
    });
  }

  #troubles({ health }: Entry, said: readonly string[]): readonly string[] {
    const troubles = said.slice(0, 10).map((one) => storable(one, 300));
    if (troubles.join() === health.troubles.join()) return health.troubles;
    this.#parts.own({
      point: `module/${health.role}/${health.node}`,
      kind: troubles.length > 0 ? "raise" : "clear",
      category: "system",
      condition: "module-trouble",
      priority: "high",
      text: storable(
        `${CALLED[health.role]} on ${health.node} reports: ${troubles.join("; ") || "in order again"}`,
        300,
      ),
      raw: "",
    });
    return troubles;
  }
}

function isHostRole(role: MeshRole): role is HostRole {
  return HOST_ROLES.some((one) => one === role);
}

function idOf(role: string, node: string): string {
  return `${role}/${node}`;
}
