import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import type { Pool } from "pg";
import type { Outbox } from "#channels/outbox.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Language } from "#site/language.ts";
import { languageOf, type Site, settingsOf } from "#site/site.ts";
import type { Actor, Journal } from "#store/batch.ts";

const LIFE_MS = 15 * 60_000;
const TRIES = 5;

export interface VerificationHost {
  readonly journal: Journal;
  /** Reads only. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly site: () => Site;
  readonly send: (wanted: Parameters<Outbox["send"]>[0]) => Promise<unknown>;
  /** Told once somebody can be reached who could not before. */
  readonly changed: () => void;
}

const WORDS: Readonly<Record<Language, (code: string, site: string, person: string) => readonly string[]>> = {
  en: (code, site, person) => [
    `${code} is your code for ${site}`,
    "",
    `${site} will tell ${person} about alarms at this address.`,
    `If you expect that, give the code ${code} to the operator who asked for it. It is good for 15 minutes.`,
    "If you don't, ignore this message: without the code nothing is sent here.",
  ],
  de: (code, site, person) => [
    `${code} ist Ihr Code für ${site}`,
    "",
    `${site} wird ${person} unter dieser Adresse über Alarme benachrichtigen.`,
    `Wenn Sie das erwarten, nennen Sie den Code ${code} dem Bediener, der danach fragt. Er gilt 15 Minuten.`,
    "Wenn nicht, lassen Sie diese Nachricht liegen: Ohne den Code wird nichts hierher gesendet.",
  ],
};

interface Pending {
  readonly hash: Buffer;
  readonly expiresAt: Instant;
  attempts: number;
}

/** Whether the owners of addresses have confirmed them: by a code that was sent there, or because an operator vouches. */
export class Verification {
  readonly #host: VerificationHost;
  readonly #verifiedAt = new Map<string, Instant>();
  readonly #pending = new Map<string, Pending>();

  constructor(host: VerificationHost) {
    this.#host = host;
  }

  async load(): Promise<void> {
    const { rows } = await this.#host.pool.query<{
      person: string;
      channel: string;
      address: string;
      verified_at: Date | null;
      code_hash: Buffer | null;
      expires_at: Date | null;
      attempts: number;
    }>("select person, channel, address, verified_at, code_hash, expires_at, attempts from core.verification");
    this.#verifiedAt.clear();
    this.#pending.clear();
    for (const row of rows) {
      const key = keyOf(row);
      if (row.verified_at) this.#verifiedAt.set(key, row.verified_at.getTime());
      if (row.code_hash && row.expires_at) {
        this.#pending.set(key, { hash: row.code_hash, expiresAt: row.expires_at.getTime(), attempts: row.attempts });
      }
    }
  }

  verified(person: string, channel: string, address: string): boolean {
    return this.#verifiedAt.has(keyOf({ person, channel, address }));
  }

  /** Of one person, in the order of the person's document. */
  methods(person: string): Promise<{ method: string; channel: string; address: string; verifiedAt: Instant | null }[]> {
    const methods = this.#personOf(person).methods.map(({ id, channel, address }) => ({
      method: id,
      channel,
      address,
      verifiedAt: this.#verifiedAt.get(keyOf({ person, channel, address })) ?? null,
    }));
    return Promise.resolve(methods);
  }

  /** Sends a code of six digits to the address, good for 15 minutes and five tries; an earlier one ends. */
  async begin(person: string, method: string, actor: Actor): Promise<void> {
    const { body, channel, address } = this.#methodOf(person, method);
    const key = keyOf({ person, channel, address });
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    const hash = hashOf(key, code);
    const site = this.#host.site();
    const text = WORDS[languageOf(site, person)](code, settingsOf(site).name, body.name).join("\n");
    await this.#host.journal.submit("operator", (batch) => {
      const expiresAt = batch.now + LIFE_MS;
      batch.also(
        `insert into core.verification (person, channel, address, code_hash, expires_at, attempts)
          values ($1, $2, $3, $4, $5, 0)
          on conflict (person, channel, address) do update
          set code_hash = excluded.code_hash, expires_at = excluded.expires_at, attempts = 0`,
        [person, channel, address, hash, new Date(expiresAt)],
      );
      batch.audit({
        actor,
        action: "verification.sent",
        object: `person:${person}`,
        sentence: `${actor.id} sent ${body.name} a code to confirm ${address}.`,
        details: { method, channel, address },
      });
      batch.afterwards(() => this.#pending.set(key, { hash, expiresAt, attempts: 0 }));
    });
    const because = `${actor.id} asked to confirm the address`;
    await this.#host.send({ kind: "verification", person, method, channel, address, text, because });
  }

  /** Rejects with a `Fault` when the code is wrong, too old, or tried too often. */
  async confirm(person: string, method: string, code: string, actor: Actor): Promise<Instant> {
    const { body, channel, address } = this.#methodOf(person, method);
    const key = keyOf({ person, channel, address });
    const pending = this.#pending.get(key);
    if (!pending || this.#host.clock.now() > pending.expiresAt) {
      throw new Fault("conflict", `There is no valid code for ${address}. Send a new one.`);
    }
    if (pending.attempts >= TRIES) {
      throw new Fault(
        "conflict",
        `The code for ${address} was tried ${TRIES} times and is not valid any more. Send a new one.`,
      );
    }
    // Counted before it is compared, so that tries at the same time count too.
    pending.attempts++;
    const right = timingSafeEqual(pending.hash, hashOf(key, code.replace(/\s/gu, "")));
    if (!right) {
      await this.#host.journal.submit("operator", (batch) =>
        batch.also("update core.verification set attempts = $4 where person = $1 and channel = $2 and address = $3", [
          person,
          channel,
          address,
          pending.attempts,
        ]),
      );
      throw new Fault(
        "invalid",
        `That is not the code that was sent to ${address}; ${TRIES - pending.attempts} tries are left.`,
      );
    }
    return this.#verify(
      person,
      channel,
      address,
      actor,
      `${actor.id} confirmed ${address} of ${body.name} by its code.`,
    );
  }

  /** An operator answers for the address, with a reason. */
  async vouch(person: string, method: string, reason: string, actor: Actor): Promise<Instant> {
    const { body, channel, address } = this.#methodOf(person, method);
    const sentence = `${actor.id} vouched for ${address} of ${body.name}: ${reason}.`;
    return this.#verify(person, channel, address, actor, sentence);
  }

  async #verify(person: string, channel: string, address: string, actor: Actor, sentence: string): Promise<Instant> {
    const key = keyOf({ person, channel, address });
    return this.#host.journal.submit("operator", (batch) => {
      batch.also(
        `insert into core.verification (person, channel, address, verified_at, verified_by)
          values ($1, $2, $3, $4, $5)
          on conflict (person, channel, address) do update
          set verified_at = excluded.verified_at, verified_by = excluded.verified_by, code_hash = null, expires_at = null`,
        [person, channel, address, new Date(batch.now), actor.id],
      );
      batch.audit({
        actor,
        action: "verification.done",
        object: `person:${person}`,
        sentence,
        details: { channel, address },
      });
      batch.afterwards(() => {
        this.#verifiedAt.set(key, batch.now);
        this.#pending.delete(key);
        this.#host.changed();
      });
      return batch.now;
    });
  }

  #personOf(id: string) {
    const person = this.#host.site().items.person.get(id)?.body;
    if (!person) throw new Fault("not-found", `There is no person ${id}.`);
    return person;
  }

  #methodOf(person: string, method: string) {
    const body = this.#personOf(person);
    const found = body.methods.find(({ id }) => id === method);
    if (!found)
      throw new Fault("not-found", `${body.name} has no contact method ${method}. Look at the person's methods.`);
    return { body, channel: found.channel, address: found.address };
  }
}

/** Another address of the same method must be confirmed anew. */
function keyOf({ person, channel, address }: { person: string; channel: string; address: string }): string {
  return JSON.stringify([person, channel, address]);
}

function hashOf(key: string, code: string): Buffer {
  return createHash("sha256").update(`${key} ${code}`).digest();
}
