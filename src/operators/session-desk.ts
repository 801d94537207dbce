import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { calledIn } from "#site/called.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { AuditRow, Batch, Journal } from "#store/batch.ts";
import type { FactorKind } from "./factors.ts";
import { idleLockAt, lockedSince } from "./lock.ts";
import { leftUnmanned, placesText, type WatchedPlace, type Watcher, watchedPlaces } from "./manning.ts";
import type { Operator, Operators } from "./operators.ts";
import type { Proof, Reproof } from "./reproof.ts";
import { actorOf, type Who } from "./roles.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { From } from "./sign-in.ts";

/** What could not be written down is tried again after that. */
const AGAIN_MS = 5_000;

/** Where those act from who have no session, by what stands before their id in the trail. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  cli: "on the machine itself",
  token: "with a program's token",
  person: "by answering a message",
};

interface Parts {
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly site: () => Site;
  readonly reproof: Pick<Reproof, "judge" | "factorsOf">;
  readonly watchers: () => readonly Watcher[];
}

type OperatorWho = Who & { kind: "operator" };

/** Locks, unlocks and ends sessions, by order and by itself when nobody does anything; all of it is in the audit trail. */
export class SessionDesk {
  readonly #parts: Parts;
  /** Locked, and not yet written down. */
  readonly #unwritten = new Map<Session, AuditRow>();
  #cancel: (() => void) | null = null;
  #running = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.sessions.onChange(() => {
      if (this.#cancel === null) this.#arm(); // the first session after a time without any
    });
  }

  /** Begins to lock idle sessions; called again when the site's settings have changed. One timer stands for all. */
  start(): void {
    this.#running = true;
    this.#arm();
  }

  stop(): void {
    this.#running = false;
    this.#cancel?.();
    this.#cancel = null;
    this.#unwritten.clear();
  }

  get lockAfterMs(): number {
    return settingsOf(this.#parts.site()).logins.lockAfterMin * 60_000;
  }

  lockedSince(session: Session): Instant | null {
    return lockedSince(session, this.lockAfterMs, this.#parts.clock.now());
  }

  /** The operator did something in this session. */
  acted({ session: hash }: OperatorWho): void {
    const { sessions, journal, clock } = this.#parts;
    const now = clock.now();
    const session = sessions.byHash(hash, now);
    if (!session || lockedSince(session, this.lockAfterMs, now) !== null) return;
    if (!sessions.acted(session, now)) return;
    journal.submit("operator", (batch) => sessions.keep(batch, session)).catch(() => undefined); // locks early after a restart, nothing worse
  }

  /** Locks the operator's own session. Answers what nobody watches now. */
  async lock(who: OperatorWho, cause: "order" | "idle" = "order"): Promise<readonly WatchedPlace[]> {
    const { sessions, clock } = this.#parts;
    const session = this.#of(who);
    if (lockedSince(session, this.lockAfterMs, clock.now()) !== null) return [];
    const unmanned = this.unmannedWithout(session);
    session.lockedAt = clock.now();
    sessions.changed();
    await this.#write(session, {
      actor: actorOf(who),
      action: "session.locked",
      object: `operator:${who.id}`,
      sentence:
        cause === "order"
          ? `${who.name} (${who.id}) locked the screen at ${this.#placeOf(session)}${andUnmanned(unmanned)}.`
          : this.#idleSentence(session, unmanned),
      details: { session: session.id, ...machineOf(session), cause },
    });
    return unmanned;
  }

  /** Second factors of which one opens this operator's locked screen, with the password; empty: that alone does. */
  unlockFactorsOf(operator: string): readonly FactorKind[] {
    const { unlockWith } = settingsOf(this.#parts.site()).logins;
    return unlockWith === "second factor" ? this.#parts.reproof.factorsOf(operator) : [];
  }

  /** Opens the operator's own session again. */
  async unlock(who: OperatorWho, proof: Proof, from: From): Promise<Session> {
    const { sessions, journal, reproof } = this.#parts;
    const session = this.#of(who);
    const proven = await reproof.judge(session, proof, this.unlockFactorsOf(who.id), from);
    if ("why" in proven) {
      await journal.submit("operator", (batch) =>
        batch.audit({
          actor: { id: "tocsin", via: "api" },
          action: "session.unlock-refused",
          object: `operator:${who.id}`,
          sentence: `Somebody at ${this.#placeOf(session)} tried to unlock the screen of ${who.name} (${who.id}), and could not prove to be them: ${proven.why}.`,
          details: { session: session.id, ...machineOf(session) },
        }),
      );
      throw new Fault("forbidden", `${proven.say} Or let a colleague take over.`);
    }
    await journal.submit("operator", (batch) => {
      // Until it is on disk the session stays locked.
      const opened = { ...session, lockedAt: null, activeAt: batch.now };
      proven.keep(batch);
      sessions.keep(batch, opened);
      batch.afterwards(() => {
        session.lockedAt = null;
        session.activeAt = opened.activeAt;
        this.#unwritten.delete(session);
        sessions.changed();
        this.#arm();
      });
      batch.audit({
        actor: actorOf(who),
        action: "session.unlocked",
        object: `operator:${who.id}`,
        sentence: `${who.name} (${who.id}) unlocked the screen at ${this.#placeOf(session)} with ${proven.with}.`,
        details: { session: session.id, ...machineOf(session) },
      });
    });
    return session;
  }

  /**
   * Ends the operator's own session. Answers what nobody watches now.
   *
   * @param anyway also when they are the last one who watches what must be manned
   */
  async signOut(who: OperatorWho, anyway: boolean): Promise<readonly WatchedPlace[]> {
    const { sessions, journal } = this.#parts;
    const session = this.#of(who);
    const unmanned = this.unmannedWithout(session);
    if (unmanned.length > 0 && !anyway) {
      throw new Fault(
        "conflict",
        `Nobody else watches ${placesText(unmanned)}, which must be manned. Hand the watch over to a colleague first, or sign out anyway, which raises an alarm.`,
      );
    }
    await journal.submit("operator", (batch) => {
      sessions.end(batch, [session.hash]);
      batch.audit({
        actor: actorOf(who),
        action: "operator.signed-out",
        object: `operator:${who.id}`,
        sentence: `${who.name} (${who.id}) signed out at ${this.#placeOf(session)}${unmanned.length > 0 ? " without a hand-over" : ""}${andUnmanned(unmanned)}.`,
        details: { session: session.id, ...machineOf(session) },
      });
    });
    return unmanned;
  }

  /** Ends any session, by its public id. */
  async end(id: string, by: Who): Promise<readonly WatchedPlace[]> {
    const { sessions, journal, clock } = this.#parts;
    const session = sessions.byId(id, clock.now());
    if (!session) {
      throw new Fault(
        "not-found",
        "There is no such session, or it has ended already; the list of sessions shows who is signed in.",
      );
    }
    const unmanned = this.unmannedWithout(session);
    const isOwn = by.kind === "operator" && by.id === session.operator;
    await journal.submit("operator", (batch) => {
      sessions.end(batch, [session.hash]);
      batch.audit({
        actor: actorOf(by),
        action: "session.ended",
        object: `operator:${session.operator}`,
        sentence: `The session of ${this.#nameOf(session)} at ${this.#placeOf(session)} was ended ${isOwn ? "from another one of theirs" : "by an administrator"}${andUnmanned(unmanned)}.`,
        details: { session: session.id, ...machineOf(session) },
      });
    });
    return unmanned;
  }

  /** Somebody signs in where a session is open already: that one ends, and a locked one of somebody else is taken over. */
  replace(batch: Batch, present: string | null, by: Operator): void {
    const { sessions } = this.#parts;
    const session = present === null ? undefined : sessions.byHash(present, batch.now);
    if (!session) return;
    const takenOver = session.operator !== by.id && lockedSince(session, this.lockAfterMs, batch.now) !== null;
    sessions.end(batch, [session.hash]);
    const [from, to] = [this.#nameOf(session), `${by.name} (${by.id})`];
    batch.audit({
      actor: { id: `operator:${by.id}`, via: "screen" },
      action: takenOver ? "session.taken-over" : "session.replaced",
      object: `operator:${session.operator}`,
      sentence: takenOver
        ? `${to} took over from ${from} at the locked screen of ${this.#placeOf(session)}; the session of ${from} ended.`
        : `The session of ${from} at ${this.#placeOf(session)} ended, for ${to} signed in there.`,
      details: { session: session.id, from: session.operator, to: by.id, ...machineOf(session) },
    });
  }

  /** What nobody would watch without this session. */
  unmannedWithout({ id }: Session): readonly WatchedPlace[] {
    const places = watchedPlaces(this.#parts.site());
    return places.length === 0 ? [] : leftUnmanned(places, this.#parts.watchers(), id);
  }

  /** Where an actor of the audit trail acts from at this moment, for people: `from 10.0.0.9`. */
  whereIs(actor: string): string {
    const [kind = "", id = ""] = actor.split(/:(.*)/s);
    if (kind === "operator") {
      const [session] = this.#parts.sessions.of(id).sort((a, b) => b.activeAt - a.activeAt);
      return session ? `from ${this.#placeOf(session)}` : "in a session that has ended";
    }
    return ELSEWHERE[kind] ?? "by itself";
  }

  #of({ session: hash }: OperatorWho): Session {
    const { sessions, clock } = this.#parts;
    const session = sessions.byHash(hash, clock.now());
    if (!session) throw new Fault("untrusted", "This session has ended. Sign in again.");
    return session;
  }

  #nameOf({ operator }: Session): string {
    const name = this.#parts.operators.all().find(({ id }) => id === operator)?.name;
    return name === undefined ? operator : `${name} (${operator})`;
  }

  /** Where a session is, for people. */
  #placeOf({ workstation, address }: Pick<Session, "workstation" | "address">): string {
    if (workstation === null) return address;
    return `the workstation ${calledIn(this.#parts.site())("workstation", workstation)} (${address})`;
  }

  /** The timer rings when the first session may have become idle; who acted meanwhile only moves it on. */
  #arm(): void {
    if (!this.#running) return;
    this.#cancel?.();
    const { sessions, clock } = this.#parts;
    const { lockAfterMs } = this;
    const now = clock.now();
    let next = this.#unwritten.size > 0 ? now + AGAIN_MS : Number.POSITIVE_INFINITY;
    for (const session of sessions.all(now)) {
      next = Math.min(next, idleLockAt(session, lockAfterMs) ?? next, session.expiresAt);
    }
    this.#cancel = Number.isFinite(next) ? clock.at(next, () => this.#ring()) : null;
  }

  #ring(): void {
    const { sessions, clock } = this.#parts;
    const { lockAfterMs } = this;
    const now = clock.now();
    for (const session of sessions.all(now)) {
      const since = lockedSince(session, lockAfterMs, now);
      if (session.lockedAt !== null || since === null) continue;
      const unmanned = this.unmannedWithout(session);
      session.lockedAt = since;
      this.#unwritten.set(session, {
        actor: { id: "tocsin", via: "timer" },
        action: "session.locked",
        object: `operator:${session.operator}`,
        sentence: this.#idleSentence(session, unmanned),
        details: { session: session.id, ...machineOf(session), cause: "idle" },
      });
    }
    for (const [session, row] of this.#unwritten) this.#write(session, row).catch(() => undefined); // tried again
    this.#unwritten.clear();
    this.#cancel = null;
    this.#arm();
    sessions.changed();
  }

  #idleSentence(session: Session, unmanned: readonly WatchedPlace[]): string {
    const minutes = this.lockAfterMs / 60_000;
    return `The screen of ${this.#nameOf(session)} at ${this.#placeOf(session)} was locked after ${minutes} minutes in which nobody did anything${andUnmanned(unmanned)}.`;
  }

  /** The lock holds already; what can't be stored now is tried again. */
  async #write(session: Session, row: AuditRow): Promise<void> {
    const { sessions, journal } = this.#parts;
    try {
      await journal.submit("operator", (batch) => {
        sessions.keep(batch, session);
        batch.audit(row);
      });
    } catch (failure) {
      if (this.#running && session.lockedAt !== null) {
        this.#unwritten.set(session, row);
        this.#arm();
      }
      throw failure;
    }
  }
}

function machineOf({ workstation, address, client }: Session) {
  return { workstation, address, client };
}

function andUnmanned(places: readonly WatchedPlace[]): string {
  return places.length === 0 ? "" : `, which leaves ${placesText(places)} unmanned`;
}
