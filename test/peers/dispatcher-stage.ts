import assert from "node:assert/strict";
import type { Alarm, Effect } from "#alarms/alarm.ts";
import type { Callout, Notification } from "#escalation/callout.ts";
import { Dispatcher, type DispatcherParts } from "#escalation/dispatcher.ts";
import { unknownAlarm } from "#escalation/last-resort.ts";
import type { Report } from "#events/event.ts";
import { Feed } from "#events/feed.ts";
import { silentLog } from "#kernel/log.ts";
import type { Site } from "#site/site.ts";
import type { Actor } from "#store/batch.ts";
import { byMail, channels, person, type SiteDraft, siteOf, verified } from "./escalation-site.ts";
import { InstantJournal } from "./instant-journal.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const T0 = Date.parse("2026-03-02T12:00:00Z");
export const ENGINE: Actor = { id: "tocsin", via: "intake" };
export const anna: Actor = { id: "person:anna", via: "email" };
export const bob: Actor = { id: "person:bob", via: "link" };
export const olga: Actor = { id: "operator:olga", via: "screen" };

export const step = (...ids: string[]) => ({ waitSec: 60, tell: ids.map((id) => ({ person: id })) });
export const draft = (rest: SiteDraft = {}): SiteDraft => ({
  channel: channels,
  person: [byMail("anna"), byMail("bob"), byMail("boss"), person("dora")],
  schedule: [{ id: "vacant", name: "Vacant shift", timeZone: "UTC" }],
  policy: [{ id: "p", name: "Policy", steps: [step("anna"), step("bob")], fallback: [{ person: "boss" }] }],
  route: [{ id: "all", order: 1, policy: "p" }],
  ...rest,
});
export const policy = (rest: object): SiteDraft => draft({ policy: [{ id: "p", name: "Policy", ...rest }] });

/** The dispatcher with the engine's part played by hand. */
export class Stage {
  readonly clock = new VirtualClock(T0);
  readonly journal = new InstantJournal(this.clock);
  readonly feed = new Feed("test");
  readonly alarms = new Map<number, Alarm>();
  readonly sent: Notification[] = [];
  readonly own: Report[] = [];
  /** What the changes of alarms set off, in the words of their audit entries. */
  readonly consequences: string[] = [];
  site: Site;
  dispatcher: Dispatcher;
  readonly #more: Partial<DispatcherParts>;

  constructor(site: SiteDraft, more: Partial<DispatcherParts> = {}) {
    this.site = siteOf(site);
    this.#more = more;
    this.dispatcher = this.#start();
  }

  /** After a crash: another dispatcher, with what is stored. */
  restart(): void {
    this.dispatcher.stop();
    this.dispatcher = this.#start();
    const stored = JSON.parse(JSON.stringify([...this.journal.callouts.values()])) as Callout[];
    this.dispatcher.load(stored.filter((callout) => callout.endedAt === null));
  }

  #start(): Dispatcher {
    return new Dispatcher({
      journal: this.journal,
      clock: this.clock,
      log: silentLog,
      site: () => this.site,
      policyVersion: () => undefined,
      alarm: (id) => this.alarms.get(id),
      verified,
      own: (report) => this.own.push(report),
      deliver: (notification) => this.sent.push(notification),
      feed: this.feed,
      alarms: () => this.alarms.values(),
      ...this.#more,
    });
  }

  raise(id: number, rest: Partial<Alarm> = {}): Alarm {
    return this.change(id, { active: true, occurrence: id, sequence: 1, text: `Trouble ${id}`, ...rest }, [
      "annunciate",
      "begin-callout",
    ]);
  }

  acknowledge(id: number, actor: Actor): void {
    this.change(id, { acknowledged: true, state: "acknowledged" }, ["stop-callout"], actor);
  }

  change(id: number, rest: Partial<Alarm>, effects: Effect[], actor = ENGINE): Alarm {
    const { batch, commit } = this.journal.open();
    const before = this.alarms.get(id);
    const alarm = { ...(before ?? blank(id)), ...rest };
    this.alarms.set(id, alarm);
    const change = { alarm, before, effects, because: effects.join(), actor };
    this.consequences.push(...this.dispatcher.changed(batch, change));
    commit();
    return alarm;
  }

  /** `60 bob mail` */
  get said(): string[] {
    return this.sent.map((one) => `${(one.createdAt - T0) / 1000} ${one.person} ${one.method}`);
  }

  get reported(): string[] {
    return this.own.map(({ kind, point, condition }) => `${kind} ${point} ${condition}`);
  }

  callout(alarm: number): Callout {
    const found = [...this.journal.callouts.values()].findLast((one) => one.alarm === alarm);
    assert.ok(found);
    return found;
  }
}

export function blank(id: number): Alarm {
  const callout = {
    alarm: id,
    occurrence: id,
    sequence: 1,
    partition: "site",
    priority: "high",
    startedAt: T0,
  } as Callout;
  return {
    ...unknownAlarm(callout),
    source: "plc-1",
    point: `tag-${id}`,
    condition: "high",
    category: "technical",
    active: false,
  };
}
