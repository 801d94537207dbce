import type { Pool } from "pg";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Site } from "#site/site.ts";
import type { Batch, Journal } from "#store/batch.ts";
import {
  couldWatch,
  type HandedPlace,
  type HandOver,
  type HandOverState,
  type Reach,
  stateOf,
  watchedIn,
  whyAnswered,
  whyNotAccepted,
  whyNotOffered,
} from "./hand-over.ts";
import { leftUnmanned, placesText, type Watcher, watchedPlaces } from "./manning.ts";
import { opaqueToken } from "./opaque.ts";
import type { Operators } from "./operators.ts";
import { actorOf, type Who } from "./roles.ts";
import type { Sessions } from "./sessions.ts";

/** Hand-overs of the last week are shown with their notes; older ones are in the audit trail. */
const SHOWN_DAYS = 7;

interface Parts {
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly site: () => Site;
  readonly watchers: () => readonly Watcher[];
  /** Where an operator may answer alarms. */
  readonly reach: (operator: string) => Reach;
}

type OperatorWho = Who & { kind: "operator" };

/** What somebody watches, and to whom they could give it. */
export interface Watch {
  /** Places that must be manned and that this session watches. */
  readonly watched: readonly HandedPlace[];
  /** Those of them that nobody else watches. */
  readonly alone: readonly HandedPlace[];
  /** Who could take over, those who watch already first. */
  readonly colleagues: readonly { readonly id: string; readonly name: string; readonly here: boolean }[];
}

/** Gives the watch over places that must be manned from one operator to another, who accepts it; all of it is in the trail. */
export class HandOvers {
  readonly #parts: Parts;
  readonly #byId = new Map<string, HandOver>();
  /** Told after one is offered or answered. */
  changed: () => void = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async load(pool: Pool): Promise<void> {
    const { rows } = await pool.query<StoredHandOver>(
      "select * from core.hand_over where offered_at > now() - make_interval(days => $1) order by offered_at",
      [SHOWN_DAYS],
    );
    this.#byId.clear();
    for (const row of rows) {
      this.#byId.set(row.id, {
        id: row.id,
        from: row.giver,
        to: row.taker,
        session: row.session,
        places: JSON.parse(row.places) as HandedPlace[],
        note: row.note,
        offeredAt: row.offered_at.getTime(),
        state: row.state,
        answeredAt: row.answered_at?.getTime() ?? null,
      });
    }
  }

  /** What concerns that operator, the newest first, each as it stands now. */
  of(operator: string): HandOver[] {
    const oldest = this.#parts.clock.now() - SHOWN_DAYS * 86_400_000;
    for (const { id, offeredAt } of this.#byId.values()) if (offeredAt < oldest) this.#byId.delete(id);
    return [...this.#byId.values()]
      .filter(({ from, to }) => from === operator || to === operator)
      .map((one) => ({ ...one, state: this.#stateOf(one) }))
      .reverse();
  }

  watchOf(who: OperatorWho): Watch {
    const { site, watchers, operators, reach } = this.#parts;
    const places = watchedPlaces(site());
    const present = watchers();
    const session = this.#sessionOf(who);
    const watched = watchedIn(places, present, session);
    const here = new Set(
      present.map((one) => this.#parts.sessions.byId(one.session, this.#parts.clock.now())?.operator),
    );
    const colleagues = operators
      .all()
      .filter(({ id }) => id !== who.id && watched.length > 0 && couldWatch(watched, reach(id)))
      .map(({ id, name }) => ({ id, name, here: here.has(id) }))
      .sort((a, b) => Number(b.here) - Number(a.here) || a.name.localeCompare(b.name));
    return { watched, alone: leftUnmanned(places, present, session), colleagues };
  }

  /** Offers all that this session watches; an earlier offer of it is withdrawn. */
  async offer(who: OperatorWho, { to, note }: Pick<HandOver, "to" | "note">): Promise<HandOver> {
    const { journal, clock, reach } = this.#parts;
    const session = this.#sessionOf(who);
    const places = this.watchOf(who).watched.map(({ kind, id, name }) => ({ kind, id, name }));
    const why = whyNotOffered({ from: who.id, to, places }, reach(to));
    if (why) throw new Fault(places.length === 0 ? "conflict" : "invalid", why);
    const offered: HandOver = {
      id: opaqueToken().slice(0, 22),
      from: who.id,
      to,
      session,
      places,
      note,
      offeredAt: clock.now(),
      state: "offered",
      answeredAt: null,
    };
    const earlier = this.of(who.id).filter((one) => one.session === session && one.state === "offered");
    await journal.submit("operator", (batch) => {
      for (const one of earlier) this.#answer(batch, one, "withdrawn", who);
      batch.also(
        `insert into core.hand_over (id, giver, taker, session, places, note, offered_at, state)
          values ($1, $2, $3, $4, $5, $6, $7, 'offered')`,
        [offered.id, who.id, to, session, JSON.stringify(places), note, new Date(offered.offeredAt)],
      );
      this.#keep(batch, offered);
      batch.audit({
        actor: actorOf(who),
        action: "watch.offered",
        object: `operator:${to}`,
        sentence: `${who.name} (${who.id}) offered the watch over ${placesText(places)} to ${this.#nameOf(to)}${noted(note)}.`,
        details: { handOver: offered.id, from: who.id, to, places, note },
      });
    });
    return offered;
  }

  /** The colleague takes the watch over, and must watch at that moment. */
  async accept(id: string, who: OperatorWho): Promise<HandOver> {
    const { site, watchers, journal } = this.#parts;
    return journal.submit("operator", (batch) => {
      const handOver = this.#find(id, who);
      const watched = watchedIn(watchedPlaces(site()), watchers(), this.#sessionOf(who));
      const asked = handOver.places.filter(({ kind, id }) => this.#mustBeManned(kind, id));
      const why = whyNotAccepted({ ...handOver, places: asked }, who.id, this.#stateOf(handOver), watched);
      if (why) throw new Fault("conflict", why);
      return this.#answer(batch, handOver, "accepted", who);
    });
  }

  /** Declined by whom it was offered to, or withdrawn by who offered it. */
  async end(id: string, who: OperatorWho): Promise<HandOver> {
    return this.#parts.journal.submit("operator", (batch) => {
      const handOver = this.#find(id, who);
      const state = this.#stateOf(handOver);
      if (state !== "offered") throw new Fault("conflict", whyAnswered(state));
      return this.#answer(batch, handOver, who.id === handOver.to ? "declined" : "withdrawn", who);
    });
  }

  #answer(batch: Batch, handOver: HandOver, state: "accepted" | "declined" | "withdrawn", who: OperatorWho): HandOver {
    const answered: HandOver = { ...handOver, state, answeredAt: batch.now };
    batch.also("update core.hand_over set state = $2, answered_at = $3 where id = $1", [
      handOver.id,
      state,
      new Date(batch.now),
    ]);
    this.#keep(batch, answered);
    const { id, from, to, places, note } = handOver;
    const what = `the watch over ${placesText(places)}`;
    const by = `${who.name} (${who.id})`;
    batch.audit({
      actor: actorOf(who),
      action: `watch.${state}`,
      object: `operator:${from}`,
      sentence: {
        accepted: `${by} took ${what} over from ${this.#nameOf(from)}${noted(note)}.`,
        declined: `${by} declined to take ${what} over from ${this.#nameOf(from)}.`,
        withdrawn: `${by} withdrew the offer of ${what} to ${this.#nameOf(to)}.`,
      }[state],
      details: { handOver: id, from, to, places, note },
    });
    return answered;
  }

  #keep(batch: Batch, handOver: HandOver): void {
    batch.afterwards(() => {
      this.#byId.set(handOver.id, handOver);
      this.changed();
    });
  }

  #find(id: string, who: OperatorWho): HandOver {
    const found = this.#byId.get(id);
    if (found && (found.from === who.id || found.to === who.id)) return found;
    throw new Fault("not-found", "There is no such hand-over that concerns you; the list shows those there are.");
  }

  #stateOf(handOver: HandOver): HandOverState {
    const now = this.#parts.clock.now();
    return stateOf(handOver, this.#parts.sessions.byId(handOver.session, now) !== undefined, now);
  }

  #sessionOf({ session: hash }: OperatorWho): string {
    const session = this.#parts.sessions.byHash(hash, this.#parts.clock.now());
    if (!session) throw new Fault("untrusted", "This session has ended. Sign in again.");
    return session.id;
  }

  #mustBeManned(kind: HandedPlace["kind"], id: string): boolean {
    return this.#parts.site().items[kind].get(id)?.body.mustBeManned ?? false;
  }

  #nameOf(id: string): string {
    const name = this.#parts.operators.enabled(id)?.name;
    return name === undefined ? id : `${name} (${id})`;
  }
}

interface StoredHandOver {
  readonly id: string;
  readonly giver: string;
  readonly taker: string;
  readonly session: string;
  readonly places: string;
  readonly note: string;
  readonly offered_at: Date;
  readonly state: HandOverState;
  readonly answered_at: Date | null;
}

function noted(note: string): string {
  return note === "" ? "" : `, saying '${note}'`;
}
