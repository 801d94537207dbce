import { createHash, randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { Secret } from "#kernel/secret.ts";
import { storable } from "#kernel/text.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import type { Seal } from "#trust/seal.ts";
import type { Delivery } from "./channel.ts";
import type { OwnDevice, OwnDevices } from "./own-devices.ts";

/** Devices of one person: more are left-overs of browsers that were set up anew. */
const MOST = 20;
/** How long a device that was lost is still shown, unless its owner takes it away. */
const SHOWN_MS = 30 * 86_400_000;

/** A device on which somebody has switched push on. */
export interface PushDevice {
  readonly id: string;
  /** In the site's directory. */
  readonly person: string;
  readonly operator: string;
  readonly name: string;
  /** SHA-256 of the endpoint, base64url: by it a browser knows itself. */
  readonly fingerprint: string;
  readonly createdAt: Instant;
  /** Why the last message did not arrive, and since when they don't; null: it did, or there was none. */
  readonly failing: { readonly since: Instant; readonly because: string } | null;
  /** Nothing will reach it any more, until push is switched on there again. */
  readonly lost: { readonly at: Instant; readonly because: string } | null;
}

export interface PushDevicesHost {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly seal: Pick<Seal, "seal" | "unseal">;
  /** The person that this operator is now; undefined for one who may not sign in. */
  readonly personOf: (operator: string) => string | null | undefined;
  /** Makes a key to sign push messages with. */
  readonly newKey: () => string;
}

interface Kept {
  readonly device: PushDevice;
  /** The address, sealed; null once the device is lost. */
  readonly sealed: string | null;
}

/** Where people have switched push on by themselves, and the key that signs for this server. Addresses are kept sealed. */
export class PushDevices implements OwnDevices {
  readonly #host: PushDevicesHost;
  readonly #kept = new Map<string, Kept>();
  /** Devices about which something is being stored: what comes meanwhile is no news. */
  readonly #telling = new Set<string>();
  #key: { readonly id: string; readonly sealed: string } | null = null;
  #making: Promise<Secret> | null = null;

  constructor(host: PushDevicesHost) {
    this.#host = host;
  }

  async load(pool: Pool): Promise<void> {
    const devices = await pool.query<Row>(
      `select id, person, operator, name, fingerprint, sealed, created_at, failed_at, failed_because, lost_at, lost_because
        from core.push_device where ended_at is null and (lost_at is null or lost_at > $1)`,
      [new Date(this.#host.clock.now() - SHOWN_MS)],
    );
    const keys = await pool.query<{ id: string; sealed: string }>(
      "select id, sealed from core.push_key order by created_at desc limit 1",
    );
    this.#kept.clear();
    for (const row of devices.rows) this.#kept.set(row.id, keptOf(row));
    this.#key = keys.rows[0] ?? null;
  }

  /** The key that signs for this server (`vapidKey`), made when there is none. Throws a `Fault` while the seal is closed. */
  key(): Promise<Secret> {
    const { seal } = this.#host;
    if (this.#key) return Promise.resolve(seal.unseal(keyPlace(this.#key.id), this.#key.sealed));
    this.#making ??= this.#makeKey().finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  of(person: string): OwnDevice[] {
    const devices: OwnDevice[] = [];
    for (const { device, sealed } of this.#kept.values()) {
      if (device.person !== person || sealed === null || !this.#isOwn(device)) continue;
      const address = this.#host.seal.unseal(devicePlace(device.id), sealed).open();
      devices.push({ id: device.id, name: device.name, address });
    }
    return devices;
  }

  /** Of one operator, the newest first; also those that were lost lately. */
  listOf(operator: string): PushDevice[] {
    const since = this.#host.clock.now() - SHOWN_MS;
    return Array.from(this.#kept.values(), ({ device }) => device)
      .filter((device) => device.operator === operator && (device.lost === null || device.lost.at > since))
      .sort((a, b) => b.createdAt - a.createdAt);
  }

  /** The same browser again replaces what it was before. @param address as the channel's kind wants it */
  async register(
    wanted: { person: string; operator: string; name: string; endpoint: string; address: string },
    actor: Actor,
  ): Promise<PushDevice> {
    const { person, operator, name, endpoint, address } = wanted;
    const fingerprint = fingerprintOf(endpoint);
    const id = randomUUID();
    const sealed = this.#host.seal.seal(devicePlace(id), address);
    return this.#host.journal.submit("operator", (batch) => {
      const kept = [...this.#kept.values()];
      const former = kept.filter(({ device }) => device.fingerprint === fingerprint);
      const others = kept.filter(
        ({ device, sealed }) =>
          sealed !== null && device.person === person && !former.some((one) => one.device === device),
      );
      if (others.length >= MOST) {
        throw new Fault("conflict", `Push is on on ${MOST} devices already. Switch it off on one that is not used.`);
      }
      const device = { id, person, operator, name, fingerprint, createdAt: batch.now, failing: null, lost: null };
      for (const one of former) this.#end(batch, one);
      batch.also(
        `insert into core.push_device (id, person, operator, name, fingerprint, sealed, created_at)
          values ($1, $2, $3, $4, $5, $6, $7)`,
        [id, person, operator, name, fingerprint, sealed, new Date(batch.now)],
      );
      batch.audit({
        actor,
        action: "push.on",
        object: `person:${person}`,
        sentence: `${actor.id} switched push on on the device '${name}' of ${person}.`,
        details: { device: id, host: new URL(endpoint).host },
      });
      batch.afterwards(() => this.#kept.set(id, { device, sealed }));
      return device;
    });
  }

  /** Rejects with a `Fault` when there is no such device of this operator. */
  async remove(id: string, operator: string, actor: Actor): Promise<void> {
    const kept = this.#kept.get(id);
    if (kept?.device.operator !== operator) {
      throw new Fault("not-found", "There is no such device of yours; push may have been switched off there already.");
    }
    await this.#host.journal.submit("operator", (batch) => {
      this.#end(batch, kept);
      batch.audit({
        actor,
        action: "push.off",
        object: `person:${kept.device.person}`,
        sentence: `${actor.id} switched push off on the device '${kept.device.name}' of ${kept.device.person}.`,
        details: { device: id },
      });
    });
  }

  /** Stores only what is news: a device that begins to fail, that works again, that is gone. */
  tried(id: string, delivery: Delivery): void {
    const kept = this.#kept.get(id);
    if (!kept || kept.device.lost !== null || this.#telling.has(id)) return;
    if (delivery.outcome === "rejected" && delivery.gone) {
      return this.#tell(kept, (batch) => this.#lose(batch, kept, delivery.because));
    }
    const works = delivery.outcome === "accepted" || delivery.outcome === "delivered";
    if (works === (kept.device.failing === null)) return;
    this.#tell(kept, (batch) => {
      const failing = works ? null : { since: batch.now, because: storable(delivery.because, 500) };
      batch.also("update core.push_device set failed_at = $2, failed_because = $3 where id = $1", [
        id,
        failing && new Date(failing.since),
        failing?.because ?? null,
      ]);
      batch.afterwards(() => this.#replace(id, { failing }));
    });
  }

  #lose(batch: Batch, { device }: Kept, because: string): void {
    const { id, name, person } = device;
    const lost = { at: batch.now, because: storable(because, 500) };
    batch.also("update core.push_device set lost_at = $2, lost_because = $3, sealed = null where id = $1", [
      id,
      new Date(lost.at),
      lost.because,
    ]);
    batch.audit({
      actor: { id: "tocsin", via: "timer" },
      action: "push.lost",
      object: `person:${person}`,
      sentence: `Push to the device '${name}' of ${person} has ended: ${because}.`,
      details: { device: id },
    });
    batch.afterwards(() => this.#replace(id, { lost }));
  }

  #end(batch: Batch, { device: { id } }: Kept): void {
    batch.also("update core.push_device set ended_at = $2, sealed = null where id = $1", [id, new Date(batch.now)]);
    batch.afterwards(() => this.#kept.delete(id));
  }

  #replace(id: string, change: Partial<PushDevice>): void {
    const kept = this.#kept.get(id);
    if (!kept) return;
    const device = { ...kept.device, ...change };
    this.#kept.set(id, { device, sealed: device.lost === null ? kept.sealed : null });
  }

  #tell({ device }: Kept, work: (batch: Batch) => void): void {
    const { journal, log } = this.#host;
    this.#telling.add(device.id);
    journal
      .submit("operator", work)
      .catch((thrown: unknown) => {
        log.warn(`what became of push to device ${device.id} could not be stored: ${saying(thrown)}`);
      })
      .finally(() => this.#telling.delete(device.id));
  }

  /** Whoever registered it may still sign in, and is still that person. */
  #isOwn({ operator, person }: PushDevice): boolean {
    return this.#host.personOf(operator) === person;
  }

  async #makeKey(): Promise<Secret> {
    const { journal, seal, newKey } = this.#host;
    const key = newKey();
    const id = randomUUID();
    const sealed = seal.seal(keyPlace(id), key);
    await journal.submit("operator", (batch) => {
      batch.also("insert into core.push_key (id, sealed, created_at) values ($1, $2, $3)", [
        id,
        sealed,
        new Date(batch.now),
      ]);
      batch.audit({
        actor: { id: "tocsin", via: "start" },
        action: "push.key-made",
        object: `push-key:${id}`,
        sentence: "The key that signs push messages for this server was made and sealed.",
      });
      batch.afterwards(() => {
        this.#key = { id, sealed };
      });
    });
    return new Secret(key);
  }
}

/** What a browser computes of its own endpoint, too. */
function fingerprintOf(endpoint: string): string {
  return createHash("sha256").update(endpoint).digest("base64url");
}

function devicePlace(id: string) {
  return { table: "core.push_device", column: "sealed", row: id };
}

function keyPlace(id: string) {
  return { table: "core.push_key", column: "sealed", row: id };
}

interface Row {
  readonly id: string;
  readonly person: string;
  readonly operator: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly sealed: string | null;
  readonly created_at: Date;
  readonly failed_at: Date | null;
  readonly failed_because: string | null;
  readonly lost_at: Date | null;
  readonly lost_because: string | null;
}

function keptOf(row: Row): Kept {
  const { id, person, operator, name, fingerprint, sealed } = row;
  const failing = row.failed_at && { since: row.failed_at.getTime(), because: row.failed_because ?? "" };
  const lost = row.lost_at && { at: row.lost_at.getTime(), because: row.lost_because ?? "" };
  return {
    device: { id, person, operator, name, fingerprint, createdAt: row.created_at.getTime(), failing, lost },
    sealed,
  };
}
