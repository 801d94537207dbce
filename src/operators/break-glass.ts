import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Secret } from "#kernel/secret.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import type { Access } from "./access.ts";
import type { ApprovalRequest } from "./approval-request.ts";
import type { Approvals } from "./approvals.ts";
import type { OwnAlarm } from "./four-eyes.ts";
import { hashBytes, spokenCode, tokenHash, typedCode } from "./opaque.ts";
import { actorOf, type Who, whyNoOperatorId } from "./roles.ts";
import type { From, SignedIn } from "./sign-in.ts";
import { Throttle } from "./throttle.ts";

/** A sealed credential is replaced after that, used or not. */
const OLD_AFTER_MS = 30 * 24 * 3_600_000;
/** No password fits it. */
const NO_PASSWORD = "";
const AGAIN_MS = 60_000;

interface Parts {
  readonly access: Access;
  readonly approvals: Approvals;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly own: (alarm: OwnAlarm) => void;
}

/** An account for emergencies, and what lies in its envelope. */
export interface BreakGlassAccount {
  readonly operator: string;
  readonly madeAt: Instant;
  /** The credential was used and opens nothing any more. */
  readonly usedAt: Instant | null;
  /** When what lies in the envelope was last seen to be right. */
  readonly testedAt: Instant | null;
  readonly reportedOldAt: Instant | null;
}

interface Held {
  account: BreakGlassAccount;
  hash: string;
}

/**
 * Local accounts whose credential lies in an envelope: 160 random bits, good for one sign-in, whether or not a directory
 * answers. Whoever opens it is heard: a critical alarm, and a review that another person must close.
 */
export class BreakGlass {
  readonly #parts: Parts;
  readonly #held = new Map<string, Held>();
  /** Taken by a sign-in whose batch is not on disk yet. */
  readonly #taken = new Set<string>();
  readonly #throttle = new Throttle();
  #cancel = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<{
      operator: string;
      credential_hash: Buffer;
      made_at: Date;
      used_at: Date | null;
      tested_at: Date | null;
      reported_old_at: Date | null;
    }>("select operator, credential_hash, made_at, used_at, tested_at, reported_old_at from core.break_glass");
    this.#held.clear();
    for (const row of rows) {
      this.#held.set(row.operator, {
        hash: row.credential_hash.toString("base64"),
        account: {
          operator: row.operator,
          madeAt: row.made_at.getTime(),
          usedAt: row.used_at?.getTime() ?? null,
          testedAt: row.tested_at?.getTime() ?? null,
          reportedOldAt: row.reported_old_at?.getTime() ?? null,
        },
      });
    }
  }

  is(operator: string): boolean {
    return this.#held.has(operator);
  }

  all(): BreakGlassAccount[] {
    return Array.from(this.#held.values(), ({ account }) => account);
  }

  /**
   * Makes the account, or another credential for it; the one before opens nothing any more. The answer is shown once.
   * An account that somebody signs in with every day can't become one.
   */
  make(operator: string, actor: Actor): Promise<{ credential: string; isNew: boolean }> {
    const why = whyNoOperatorId(operator);
    if (why) return Promise.reject(new Fault("invalid", why));
    const { access, journal, own } = this.#parts;
    return journal.submit("operator", (batch) => {
      const isNew = !this.is(operator);
      if (isNew && access.operators.known(operator)) {
        throw new Fault(
          "conflict",
          `'${operator}' is an account for every day; choose a name for emergencies, such as emergency-1.`,
        );
      }
      const credential = `${spokenCode()}-${spokenCode()}`;
      const hash = tokenHash(credential);
      if (isNew) this.#create(batch, operator, actor);
      const sessions = access.sessions.of(operator).map((session) => session.hash);
      access.sessions.end(batch, sessions);
      batch.also(
        `insert into core.break_glass (operator, credential_hash, made_at) values ($1, $2, $3)
          on conflict (operator) do update set credential_hash = excluded.credential_hash, made_at = excluded.made_at,
            used_at = null, tested_at = null, reported_old_at = null`,
        [operator, hashBytes(hash), new Date(batch.now)],
      );
      batch.audit({
        actor,
        action: "break-glass.made",
        object: `operator:${operator}`,
        sentence: `A sealed credential was made for the break-glass account ${operator}; any earlier one opens nothing any more.`,
      });
      const account = { operator, madeAt: batch.now, usedAt: null, testedAt: null, reportedOldAt: null };
      batch.afterwards(() => {
        this.#held.set(operator, { hash, account });
        own(oldAlarm(operator, false, `The break-glass credential of ${operator} is new`));
        this.watch();
      });
      return { credential, isNew };
    });
  }

  /** Lets the holder of the credential in, once, and tells everybody. @param reason what has happened, in their words */
  async signIn(operator: string, credential: Secret, reason: string, from: From): Promise<SignedIn> {
    const { access, journal, clock } = this.#parts;
    this.#throttle.admit(operator, from.address, clock.now());
    const held = this.#held.get(operator);
    const fits = held !== undefined && opens(held, credential) && !this.#taken.has(operator);
    if (!fits || !access.operators.enabled(operator)) {
      await this.#refused(operator, held, from);
      throw new Fault(
        "untrusted",
        "The name or the credential is wrong, or it was used before. On the machine, `tocsin operators break-glass NAME` makes another one.",
      );
    }
    this.#taken.add(operator);
    try {
      this.#throttle.succeeded(operator, from.address);
      return await journal.submit("operator", (batch) => this.#open(batch, held, reason, from));
    } finally {
      this.#taken.delete(operator);
    }
  }

  /**
   * Whether what lies in the envelope is right, without opening a session; throws when it is not. Slowed down like signing
   * in. Whoever did it has read the credential: another one is to be made and sealed afterwards.
   */
  async test(operator: string, credential: Secret, by: Who, address: string): Promise<void> {
    const { journal, clock } = this.#parts;
    const held = this.#held.get(operator);
    if (!held) throw new Fault("not-found", `There is no break-glass account '${operator}'.`);
    this.#throttle.admit(operator, address, clock.now());
    const isRight = opens(held, credential);
    await journal.submit("operator", (batch) => {
      const at = batch.now;
      batch.audit({
        actor: actorOf(by),
        action: "break-glass.tested",
        object: `operator:${operator}`,
        sentence: isRight
          ? `The sealed credential of the break-glass account ${operator} was tested from ${address}: it is right.`
          : `The sealed credential of the break-glass account ${operator} was tested from ${address}: what was typed does not open it.`,
      });
      if (!isRight) return;
      batch.also("update core.break_glass set tested_at = $2 where operator = $1", [operator, new Date(at)]);
      batch.afterwards(() => {
        held.account = { ...held.account, testedAt: at };
      });
    });
    if (!isRight) {
      throw new Fault(
        "invalid",
        `This does not open '${operator}': it was mistyped, used or replaced. \`tocsin operators break-glass ${operator}\` on the machine makes another one.`,
      );
    }
    this.#throttle.succeeded(operator, address);
  }

  #open(batch: Batch, held: Held, reason: string, from: From): SignedIn {
    const { access, approvals, own } = this.#parts;
    const { operator } = held.account;
    const present = access.operators.enabled(operator);
    if (!present) throw new Fault("untrusted", "The name or the credential is wrong, or it was used before.");
    const actor: Actor = { id: `operator:${operator}`, via: "screen" };
    access.operators.signedIn(batch, operator);
    const signedIn = access.signIn.open(batch, present, from);
    batch.also("update core.break_glass set used_at = $2 where operator = $1", [operator, new Date(batch.now)]);
    batch.audit({
      actor,
      action: "break-glass.used",
      object: `operator:${operator}`,
      sentence: `The envelope of the break-glass account ${operator} was opened from ${from.address}: ${reason}`,
      details: { address: from.address, client: from.client },
    });
    approvals.openReview(
      batch,
      {
        summary: `The break-glass account ${operator} was used from ${from.address}; somebody else must look at what was done with it.`,
        reason,
        requester: {
          id: actor.id,
          name: operator,
          behind: [actor.id],
          person: null,
          session: null,
          machine: from.workstation,
        },
      },
      actor,
    );
    const usedAt = batch.now;
    batch.afterwards(() => {
      held.account = { ...held.account, usedAt };
      held.hash = "";
      own(usedAlarm(operator, true, `Break-glass account ${operator} was used from ${from.address}: ${reason}`));
      own(oldAlarm(operator, false, `The break-glass credential of ${operator} was used`));
    });
    return signedIn;
  }

  #create(batch: Batch, operator: string, actor: Actor): void {
    const roles = [{ role: "administrator", partitions: [], since: batch.now, by: actor.id }];
    this.#parts.access.operators.create(batch, { id: operator, name: operator, person: null, roles }, NO_PASSWORD);
    batch.audit({
      actor,
      action: "operator.created",
      object: `operator:${operator}`,
      sentence: `The break-glass account ${operator} was made; it can sign in with its sealed credential only.`,
    });
  }

  /** Called when a review is overdue and when it is closed. */
  reviewed(request: ApprovalRequest): void {
    const operator = request.requester.name;
    const isOpen = request.state === "open";
    if (!isOpen) this.#closed(operator);
    this.#parts.own({
      point: `break-glass/${operator}`,
      condition: "review-overdue",
      raised: isOpen,
      priority: "high",
      text: isOpen
        ? `Nobody has reviewed for 24 hours what was done with the break-glass account ${operator}: ${request.reason}`
        : `The use of the break-glass account ${operator} was reviewed`,
    });
  }

  /** The use of an account was reviewed: its alarm goes. */
  #closed(operator: string): void {
    const open = this.#parts.approvals
      .all()
      .some(({ kind, state, requester }) => kind === "review" && state === "open" && requester.name === operator);
    if (!open)
      this.#parts.own(usedAlarm(operator, false, `The use of the break-glass account ${operator} was reviewed`));
  }

  /** Sleeps until the next credential is 30 days old. */
  watch(): void {
    this.#cancel();
    const dues = this.all()
      .filter(({ usedAt, reportedOldAt }) => usedAt === null && reportedOldAt === null)
      .map(({ madeAt }) => madeAt + OLD_AFTER_MS);
    if (dues.length === 0) return;
    this.#later(Math.min(...dues));
  }

  stop(): void {
    this.#cancel();
  }

  #later(at: Instant): void {
    this.#cancel = this.#parts.clock.at(at, () => {
      this.#reportOld().catch(() => this.#later(this.#parts.clock.now() + AGAIN_MS));
    });
  }

  async #reportOld(): Promise<void> {
    const { journal, own } = this.#parts;
    await journal.submit("operator", (batch) => {
      for (const held of this.#held.values()) {
        const { operator, madeAt, usedAt, reportedOldAt } = held.account;
        if (usedAt !== null || reportedOldAt !== null || madeAt + OLD_AFTER_MS > batch.now) continue;
        const at = batch.now;
        batch.also("update core.break_glass set reported_old_at = $2 where operator = $1", [operator, new Date(at)]);
        const text = `The break-glass credential of ${operator} is 30 days old: make another one with \`tocsin operators break-glass ${operator}\` and seal it`;
        batch.audit({
          actor: { id: "tocsin", via: "timer" },
          action: "break-glass.old",
          object: `operator:${operator}`,
          sentence: `${text}.`,
        });
        batch.afterwards(() => {
          held.account = { ...held.account, reportedOldAt: at };
          own(oldAlarm(operator, true, text));
        });
      }
    });
    this.watch();
  }

  async #refused(operator: string, held: Held | undefined, from: From): Promise<void> {
    await this.#parts.journal.submit("operator", (batch) =>
      batch.audit({
        actor: { id: "tocsin", via: "api" },
        action: "break-glass.refused",
        object: held ? `operator:${operator}` : "operator:?",
        sentence: `Somebody at ${from.address} tried to open a break-glass account with a credential that is not good.`,
        details: { address: from.address, client: from.client },
      }),
    );
  }
}

function opens({ hash, account }: Held, credential: Secret): boolean {
  return hash === tokenHash(typedCode(credential.open())) && account.usedAt === null;
}

function usedAlarm(operator: string, raised: boolean, text: string): OwnAlarm {
  return { point: `break-glass/${operator}`, condition: "used", raised, priority: "critical", text };
}

function oldAlarm(operator: string, raised: boolean, text: string): OwnAlarm {
  return { point: `break-glass/${operator}`, condition: "credential-old", raised, priority: "medium", text };
}
