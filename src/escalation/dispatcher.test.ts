import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Alarm, Effect } from "#alarms/alarm.ts";
import { OWN_SOURCE, PRIORITIES, type Report } from "#events/event.ts";
import { Feed } from "#events/feed.ts";
import { silentLog } from "#kernel/log.ts";
import type { Site } from "#site/site.ts";
import type { Actor } from "#store/batch.ts";
import { byMail, channels, person, type SiteDraft, siteOf, verified } from "../../test/peers/escalation-site.ts";
import { InstantJournal } from "../../test/peers/instant-journal.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import type { Callout, Notification } from "./callout.ts";
import { directoryOf } from "./directory.ts";
import { Dispatcher, type DispatcherParts } from "./dispatcher.ts";
import { unknownAlarm } from "./last-resort.ts";
import { simulate } from "./simulate.ts";

const T0 = Date.parse("2026-03-02T12:00:00Z");
const ENGINE: Actor = { id: "tocsin", via: "intake" };
const anna: Actor = { id: "person:anna", via: "email" };
const bob: Actor = { id: "person:bob", via: "link" };
const olga: Actor = { id: "operator:olga", via: "screen" };

const step = (...ids: string[]) => ({ waitSec: 60, tell: ids.map((id) => ({ person: id })) });
const draft = (rest: SiteDraft = {}): SiteDraft => ({
  channel: channels,
  person: [byMail("anna"), byMail("bob"), byMail("boss"), person("dora")],
  schedule: [{ id: "vacant", name: "Vacant shift", timeZone: "UTC" }],
  policy: [{ id: "p", name: "Policy", steps: [step("anna"), step("bob")], fallback: [{ person: "boss" }] }],
  route: [{ id: "all", order: 1, policy: "p" }],
  ...rest,
});
const policy = (rest: object): SiteDraft => draft({ policy: [{ id: "p", name: "Policy", ...rest }] });

/** The dispatcher with the engine's part played by hand. */
class Stage {
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

function blank(id: number): Alarm {
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

describe("Dispatcher", () => {
  it("puts the callout and the first step's messages into the batch of the alarm, and sends after the commit", () => {
    const stage = new Stage(draft());
    const { batch, commit } = stage.journal.open();
    const alarm = { ...blank(7), active: true };
    const consequences = stage.dispatcher.changed(batch, {
      alarm,
      before: undefined,
      effects: ["annunciate", "begin-callout"],
      because: "",
      actor: ENGINE,
    });
    assert.equal(stage.journal.callouts.get(1)?.state, "running");
    assert.equal(stage.journal.notifications.get(1)?.state, "pending");
    assert.deepEqual([stage.sent.length, stage.feed.seq], [0, 0]);
    commit();
    assert.deepEqual(
      stage.sent.map(({ id, callout, alarm: of, occurrence, sequence, dueAt }) => ({
        id,
        callout,
        of,
        occurrence,
        sequence,
        dueAt,
      })),
      [{ id: 1, callout: 1, of: 7, occurrence: 7, sequence: 1, dueAt: T0 }],
    );
    assert.equal(stage.feed.seq, 1);
    assert.deepEqual(consequences, ["Callout: Anna was told by mail: named in the step (step 1)"]);
    assert.deepEqual(stage.journal.audit, []);
  });

  it("goes on step by step until all are gone through, tells the fallback and raises an alarm of its own", () => {
    const stage = new Stage(draft());
    stage.raise(1);
    stage.clock.advance(1_000_000);
    assert.deepEqual(stage.said, ["0 anna mail", "60 bob mail", "120 boss mail"]);
    assert.deepEqual(stage.reported, ["raise callout/1 exhausted"]);
    assert.match(stage.own[0]?.text ?? "", /Nobody answers "Trouble 1": nobody acknowledged in 2 steps/);
    assert.equal(stage.callout(1).state, "exhausted");
    assert.deepEqual(
      stage.journal.audit.map((row) => row.action),
      ["callout.step", "callout.exhausted"],
    );
    stage.acknowledge(1, anna);
    assert.deepEqual(stage.reported.slice(1), ["clear callout/1 exhausted"]);
    assert.equal(stage.callout(1).state, "acknowledged");
  });

  it("stops when somebody acknowledges, and ends with the occurrence", () => {
    const stage = new Stage(draft());
    stage.raise(1);
    stage.clock.advance(10_000);
    stage.acknowledge(1, olga);
    stage.clock.advance(1_000_000);
    assert.deepEqual(stage.said, ["0 anna mail"]);
    assert.equal(stage.callout(1).because, "operator:olga acknowledged");
    stage.change(1, { active: false, occurrence: 0, state: "normal" }, ["clear-callout", "terminal"]);
    assert.deepEqual([stage.callout(1).state, stage.callout(1).endedAt], ["acknowledged", stage.clock.now()]);
    assert.equal(stage.dispatcher.size, 0);
    assert.equal(stage.clock.pending, 0);
  });

  for (const [says, flags] of [
    ["shelved", { shelf: { kind: "timed", until: T0 + 1, by: "olga", reason: "work" } }],
    ["suppressed", { suppressedBy: ["inhibit"] }],
    ["out of service", { outOfService: { by: "olga", reason: "work", until: null } }],
  ] as [string, Partial<Alarm>][]) {
    it(`ends when the alarm is ${says}, and begins anew when it shows again`, () => {
      const stage = new Stage(draft());
      stage.raise(1);
      stage.change(1, flags, ["stop-callout"], olga);
      assert.equal(stage.callout(1).state, "ended");
      stage.clock.advance(1_000_000);
      assert.deepEqual(stage.said, ["0 anna mail"]);
      stage.change(1, { shelf: null, suppressedBy: [], outOfService: null, sequence: 2 }, [
        "re-annunciate",
        "begin-callout",
      ]);
      assert.deepEqual(stage.said, ["0 anna mail", "1000 anna mail"]);
      assert.equal(stage.sent[1]?.sequence, 2);
    });
  }

  it("keeps the reason when nobody is told", () => {
    const stage = new Stage(draft({ route: [{ id: "other", order: 1, sources: ["panel"], policy: "p" }] }));
    stage.raise(1);
    assert.deepEqual(stage.said, []);
    assert.match(stage.callout(1).because, /no route fits a high alarm of plc-1/);
    assert.match(stage.dispatcher.calloutOf(1)?.because ?? "", /no route fits/);
    assert.deepEqual(stage.consequences, [`Callout: ${stage.callout(1).because}`]);
    stage.change(1, { occurrence: 0, active: false }, ["terminal"]);
    assert.equal(stage.callout(1).endedAt, T0);
  });

  it("tells those again who were told when the severity rises", () => {
    const stage = new Stage(draft());
    stage.raise(1, { severity: 1 });
    stage.clock.advance(60_000);
    stage.change(1, { severity: 2, sequence: 2 }, ["re-annunciate", "begin-callout"]);
    assert.deepEqual(stage.said, ["0 anna mail", "60 bob mail", "60 anna mail", "60 bob mail"]);
    assert.deepEqual(
      stage.sent.map((one) => one.sequence),
      [1, 1, 2, 2],
    );
    assert.equal(stage.journal.callouts.size, 1);
  });

  it("changes the policy when the alarm has become one for another", () => {
    const stage = new Stage(
      draft({
        policy: [
          { id: "p", name: "Policy", steps: [step("anna")] },
          { id: "q", name: "Grave", steps: [step("boss")] },
        ],
        route: [
          { id: "grave", order: 0, priorities: ["critical"], policy: "q" },
          { id: "all", order: 1, policy: "p" },
        ],
      }),
    );
    stage.raise(1);
    stage.change(1, { priority: "critical", severity: 2, sequence: 2 }, ["re-annunciate", "begin-callout"]);
    assert.deepEqual(stage.said, ["0 anna mail", "0 boss mail"]);
    assert.deepEqual(
      [...stage.journal.callouts.values()].map(({ policy: of, state }) => [of, state]),
      [
        ["p", "ended"],
        ["q", "running"],
      ],
    );
  });

  it("goes on after the condition went, until somebody acknowledges, unless the policy says stop", () => {
    for (const whenCleared of ["continue", "stop"]) {
      const stage = new Stage(policy({ whenCleared, steps: [step("anna"), step("bob")] }));
      stage.raise(1);
      stage.change(1, { active: false, state: "returned" }, ["clear-callout"]);
      stage.clock.advance(60_000);
      assert.equal(stage.sent.length, whenCleared === "stop" ? 1 : 2);
      if (whenCleared === "continue") continue;
      stage.change(1, { active: true, sequence: 2 }, ["re-annunciate"]);
      stage.clock.advance(0);
      assert.deepEqual(stage.said, ["0 anna mail", "60 bob mail"]);
      assert.equal(stage.sent[1]?.sequence, 2);
    }
  });

  it("tells those who were told that the condition has gone", () => {
    const stage = new Stage(policy({ tellCleared: true, steps: [step("anna", "dora")] }));
    stage.raise(1);
    stage.sent.length = 0;
    stage.change(1, { active: false, occurrence: 0 }, ["clear-callout", "terminal"]);
    assert.deepEqual(
      stage.sent.map((one) => `${one.kind} ${one.person} ${one.method}`),
      ["cleared anna mail", "cleared dora mail", "cleared dora sms", "cleared dora voice"],
    );
  });

  it("wants as many answers as the policy says", () => {
    const stage = new Stage(policy({ needs: { quorum: 2 }, steps: [step("anna", "bob"), step("boss")] }));
    stage.raise(1);
    const judged = stage.dispatcher.judgeAnswer(1, anna);
    assert.deepEqual([judged.acknowledges, judged.because], [false, "Anna acknowledged; 1 more of 2 must answer"]);
    const { batch, commit } = stage.journal.open();
    stage.dispatcher.noteAnswer(batch, 1, anna);
    commit();
    assert.equal(stage.callout(1).state, "running");
    assert.equal(stage.dispatcher.judgeAnswer(1, anna).acknowledges, false);
    assert.equal(stage.dispatcher.judgeAnswer(1, bob).acknowledges, true);
    stage.clock.advance(60_000);
    assert.deepEqual(stage.said, ["0 anna mail", "0 bob mail", "60 boss mail"]);
    stage.acknowledge(1, bob);
    assert.equal(stage.callout(1).state, "acknowledged");
    assert.equal(
      stage.journal.audit[0]?.sentence,
      'Callout for alarm 1, "Trouble 1": Anna acknowledged; 1 more of 2 must answer',
    );
  });

  it("goes on for the other answers although the alarm itself is acknowledged by the first", () => {
    const stage = new Stage(policy({ needs: "all", steps: [step("anna", "bob"), step("boss")] }));
    stage.raise(1);
    stage.acknowledge(1, anna);
    assert.equal(stage.callout(1).state, "running");
    stage.acknowledge(1, olga);
    assert.equal(stage.callout(1).state, "acknowledged");
  });

  it("starts anew when an acknowledgement expires while the alarm is active, and only then", () => {
    const stage = new Stage(policy({ acknowledgementExpiresSec: 600, steps: [step("anna")] }));
    for (const id of [1, 2]) {
      stage.raise(id);
      stage.acknowledge(id, anna);
    }
    stage.change(2, { active: false, latched: true }, []);
    stage.sent.length = 0;
    stage.clock.advance(600_000);
    assert.deepEqual(
      stage.sent.map((one) => one.alarm),
      [1],
    );
    assert.equal(stage.callout(1).state, "running");
    assert.equal(stage.callout(2).state, "acknowledged");
  });

  it("has the engine annunciate again when an acknowledgement expires", () => {
    const stage: Stage = new Stage(policy({ acknowledgementExpiresSec: 600, steps: [step("anna")] }), {
      reAlarm: (batch, id, because) => {
        const before = stage.alarms.get(id) ?? blank(id);
        const alarm = { ...before, acknowledged: false, sequence: before.sequence + 1 };
        stage.alarms.set(id, alarm);
        stage.dispatcher.changed(batch, {
          alarm,
          before,
          effects: ["re-annunciate", "begin-callout"],
          because,
          actor: ENGINE,
        });
        return true;
      },
    });
    stage.raise(1);
    stage.acknowledge(1, anna);
    stage.clock.advance(600_000);
    assert.deepEqual(
      stage.sent.map((one) => [one.sequence, one.person]),
      [
        [1, "anna"],
        [2, "anna"],
      ],
    );
  });

  it("tells the fallback and raises an alarm when nobody is on duty; the alarm goes when somebody is", () => {
    const stage = new Stage(policy({ steps: [{ tell: [{ schedule: "vacant" }] }], fallback: [{ person: "boss" }] }));
    stage.dispatcher.load([]);
    stage.clock.advance(0);
    assert.deepEqual(stage.reported, ["raise duty/vacant coverage-gap"]);
    stage.raise(1);
    stage.raise(2);
    assert.deepEqual(stage.said, ["0 boss mail", "0 boss mail"]);
    assert.deepEqual(stage.reported.slice(1), ["raise duty/vacant nobody"]);
    assert.match(stage.own[1]?.text ?? "", /Policy Policy had nobody to tell: nobody is on duty in Vacant shift/);
    stage.site = siteOf({
      ...policy({ steps: [{ tell: [{ schedule: "vacant" }] }] }),
      schedule: [
        {
          id: "vacant",
          name: "Vacant shift",
          timeZone: "UTC",
          rotations: [{ id: "r", members: ["anna"], startsOn: "2026-01-01", every: { unit: "day", count: 1 } }],
        },
      ],
    });
    stage.raise(3);
    stage.clock.advance(0);
    assert.equal(stage.sent.at(-1)?.person, "anna");
    assert.deepEqual(stage.reported.slice(2), ["clear duty/vacant coverage-gap", "clear duty/vacant nobody"]);
  });

  it("P-094 says that nobody has the watch over a place that must be manned, until somebody has or the place is gone", () => {
    const stage = new Stage(draft());
    const partition = [{ id: "east", name: "East", mustBeManned: true, watch: "watch" }];
    const every = { unit: "day", count: 1 };
    const watch = (...members: string[]) => [
      {
        id: "watch",
        name: "Watch",
        timeZone: "UTC",
        rotations: members.length > 0 ? [{ id: "r", members, startsOn: "2026-01-01", every }] : [],
      },
    ];
    const look = (site: SiteDraft) => {
      const before = stage.reported.length;
      stage.site = siteOf(draft(site));
      stage.dispatcher.load([]);
      stage.clock.advance(0);
      return stage.reported.slice(before).filter((one) => one.includes("partition/"));
    };
    assert.deepEqual(look({ partition, schedule: watch() }), ["raise partition/east nobody-on-duty"]);
    assert.deepEqual(look({ partition, schedule: watch("anna") }), ["clear partition/east nobody-on-duty"]);
    assert.deepEqual(look({ partition, schedule: watch() }), ["raise partition/east nobody-on-duty"]);
    assert.deepEqual(look({ schedule: watch() }), ["clear partition/east nobody-on-duty"]);
  });

  it("never raises an alarm about its own alarms", () => {
    const stage = new Stage(policy({ steps: [{ waitSec: 60, tell: [{ schedule: "vacant" }] }] }));
    stage.raise(1, { source: OWN_SOURCE });
    stage.clock.advance(1_000_000);
    assert.equal(stage.callout(1).state, "exhausted");
    assert.deepEqual(stage.own, []);
  });

  it("says of a flood that nobody answers it once, after twenty", () => {
    const stage = new Stage(policy({ steps: [step("anna")] }));
    for (let id = 1; id <= 50; id++) stage.raise(id);
    stage.clock.advance(60_000);
    assert.equal(stage.reported.length, 21);
    assert.equal(stage.reported[20], "raise policy/p exhausted");
    for (let id = 1; id <= 50; id++) stage.acknowledge(id, anna);
    assert.equal(stage.reported.length, 42);
    assert.ok(stage.reported.includes("clear policy/p exhausted"));
  });

  it("remembers over a restart which alarms it has raised about itself", () => {
    const stage = new Stage(policy({ steps: [step("anna")] }));
    for (let id = 1; id <= 22; id++) stage.raise(id);
    stage.clock.advance(60_000);
    for (const [index, { point, condition }] of stage.own.entries()) {
      stage.alarms.set(100 + index, { ...blank(100 + index), source: OWN_SOURCE, point, condition, active: true });
    }
    stage.own.length = 0;
    stage.restart();
    stage.clock.advance(0);
    assert.equal(stage.own.length, 0);
    for (let id = 1; id <= 22; id++) stage.acknowledge(id, anna);
    assert.equal(stage.reported.filter((report) => report.startsWith("clear callout/")).length, 20);
    assert.equal(stage.reported.filter((report) => report === "clear policy/p exhausted").length, 1);
  });

  it("counts a flood by each policy's own limit, whichever alarms come first", () => {
    const one = (id: string, moreThan: number) => ({
      id,
      name: id,
      digest: { moreThan, withinSec: 60 },
      steps: [step("anna")],
    });
    const stage = new Stage(
      draft({
        policy: [one("p", 2), one("q", 3)],
        route: [
          { id: "q", order: 0, priorities: ["low"], policy: "q" },
          { id: "all", order: 1, policy: "p" },
        ],
      }),
    );
    for (let id = 1; id <= 20; id++) stage.raise(id, { priority: id % 2 === 0 ? "low" : "high" });
    assert.deepEqual(
      stage.sent.map((notification) => notification.alarm),
      [1, 2, 3, 4, 6],
    );
  });

  it("escalates now", async () => {
    const stage = new Stage(draft());
    stage.raise(1);
    const callout = await stage.dispatcher.escalateNow(1, olga);
    assert.equal(callout.position.step, 1);
    assert.deepEqual(stage.said, ["0 anna mail", "0 bob mail"]);
    assert.equal(stage.journal.audit[0]?.sentence, 'operator:olga escalated alarm 1, "Trouble 1"');
    await assert.rejects(stage.dispatcher.escalateNow(99, olga), /There is no alarm 99/);
    stage.change(1, { active: false, occurrence: 0 }, ["terminal"]);
    await assert.rejects(stage.dispatcher.escalateNow(1, olga), /is not ringing/);
  });

  it("uses the next method when all attempts of one were rejected", () => {
    const rules = [{ priorities: [...PRIORITIES], tell: [{ method: "mail" }, { method: "sms", afterSec: 300 }] }];
    const stage = new Stage({
      ...policy({ steps: [{ waitSec: 600, tell: [{ person: "dora" }] }] }),
      person: [person("dora", { rules })],
    });
    stage.raise(1);
    const fail = () => {
      const last = stage.sent.at(-1);
      assert.ok(last);
      const { batch, commit } = stage.journal.open();
      stage.dispatcher.failed(batch, last, "550 no such mailbox");
      commit();
    };
    fail();
    fail();
    assert.deepEqual(stage.said, ["0 dora mail", "0 dora sms", "0 dora voice"]);
    assert.deepEqual(stage.reported, []);
    fail();
    assert.deepEqual(stage.reported, ["raise person/dora not-reached"]);
    assert.match(
      stage.own[0]?.text ?? "",
      /Dora can't be reached: voice failed and no method is left \(550 no such mailbox\)/,
    );
    stage.acknowledge(1, olga);
    assert.deepEqual(stage.reported.slice(1), ["clear person/dora not-reached"]);
  });

  it("begins the next step when the only person that was told can't be reached", () => {
    const stage = new Stage(draft());
    stage.raise(1);
    const first = stage.sent[0];
    assert.ok(first);
    const { batch, commit } = stage.journal.open();
    stage.dispatcher.failed(batch, first, "550");
    commit();
    assert.deepEqual(stage.said, ["0 anna mail", "0 bob mail"]);
  });

  it("fires what was overdue once, in order, after a restart", () => {
    const stage = new Stage(draft());
    for (const id of [3, 1, 2]) {
      stage.raise(id);
      stage.clock.advance(1_000);
    }
    stage.dispatcher.stop();
    stage.sent.length = 0;
    stage.clock.advance(3_600_000);
    stage.restart();
    stage.clock.advance(0);
    assert.deepEqual(
      stage.sent.map((one) => `${one.alarm} ${one.person}`),
      ["3 bob", "1 bob", "2 bob"],
    );
    stage.clock.advance(60_000);
    assert.deepEqual(
      stage.sent.slice(3).map((one) => one.person),
      ["boss", "boss", "boss"],
    );
  });

  it("tries again when the journal refuses", async () => {
    const stage = new Stage(draft());
    stage.raise(1);
    stage.journal.refuses = new Error("the queue is full");
    stage.clock.advance(60_000);
    await Promise.resolve();
    await Promise.resolve();
    stage.journal.refuses = null;
    stage.clock.advance(250);
    assert.deepEqual(stage.said, ["0 anna mail", "60.25 bob mail"]);
  });

  it("decides life-safety in its own lane", () => {
    const stage = new Stage(draft());
    stage.raise(1);
    stage.raise(2, { priority: "life-safety" });
    stage.clock.advance(60_000);
    assert.deepEqual(stage.journal.lanes, ["life-safety", "alarm"]);
  });

  it("makes a flood of 50,000 into digests, and sends three critical ones singly", () => {
    const stage = new Stage(policy({ steps: [{ waitSec: 86_400, tell: [{ person: "anna" }] }] }));
    for (let id = 1; id <= 50_000; id++) {
      if (id % 5_000 === 0) stage.clock.advance(150);
      stage.raise(id, { priority: id % 20_000 === 1 ? "critical" : id === 30_000 ? "high" : "medium" });
    }
    assert.equal(stage.sent.filter((one) => one.priority === "critical").length, 3);
    stage.clock.advance(5_000);
    const singles = stage.sent.filter((one) => one.kind === "alarm");
    const digests = stage.sent.filter((one) => one.kind === "digest");
    assert.equal(singles.length, 23);
    assert.equal(digests.length, 2);
    const counts = digests.map((one) => Number(/^(\d+) alarms/.exec(one.text ?? "")?.[1]));
    assert.equal((counts[0] ?? 0) + (counts[1] ?? 0), 50_000 - 23);
    const text = digests.find((one) => one.text?.includes("high"))?.text ?? "";
    assert.match(
      text,
      /\n- high: Trouble 30000 \(plc-1, tag-30000\)\n- medium: Trouble \d+ .*\n- medium: .*\nand \d+ more\n/,
    );
    const late = stage.callout(49_999);
    assert.deepEqual(late.position.told, ["anna"]);
    assert.match(late.because, /Anna was told by mail: named in the step \(step 1\); in digest \d+$/);
    assert.equal(stage.journal.notifications.size, 25);
  });

  it("has a digest on disk before it is sent, so that a crash loses nobody", () => {
    const stage = new Stage(policy({ digest: { moreThan: 1, withinSec: 60 }, steps: [step("anna")] }));
    for (let id = 1; id <= 5; id++) stage.raise(id);
    assert.deepEqual(
      stage.sent.map((one) => one.kind),
      ["alarm"],
    );
    const digest = [...stage.journal.notifications.values()].find((one) => one.kind === "digest");
    assert.deepEqual(
      [digest?.state, digest?.dueAt, digest?.text?.split("\n")[0]],
      ["pending", T0 + 6000, "4 alarms in one message"],
    );
  });

  it("sends a digest by the next method when the first is rejected", () => {
    const stage = new Stage(policy({ digest: { moreThan: 1, withinSec: 60 }, steps: [step("dora")] }));
    for (let id = 1; id <= 5; id++) stage.raise(id);
    stage.clock.advance(1_000);
    const mail = stage.sent.find((one) => one.kind === "digest" && one.method === "mail");
    assert.ok(mail);
    const { batch, commit } = stage.journal.open();
    stage.dispatcher.failed(batch, mail, "550");
    commit();
    const last = stage.sent.at(-1);
    assert.deepEqual([last?.kind, last?.method, last?.text], ["digest", "sms", mail.text]);
  });
});

describe("simulate", () => {
  it("tells the same as the dispatcher does, for 200 random sites", () => {
    const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1e9));
    const random = randomOf(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const people = ["anna", "bob", "carl", "dora"];
    const target = () =>
      pick<object>([
        ...people.map((id) => ({ person: id })),
        { team: "team" },
        { schedule: "duty" },
        { schedule: "vacant" },
      ]);
    const some = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + Math.floor(random() * most) }, make);
    const seconds = () => pick([0, 1, 30, 60, 300, 3600]);
    for (let run = 0; run < 200; run++) {
      const site: SiteDraft = {
        channel: channels.map((channel) => ({ ...channel, enabled: random() < 0.9 })),
        person: people.map((id) =>
          person(id, {
            active: random() < 0.9,
            timeZone: pick(["Europe/Berlin", "Asia/Kathmandu"]),
            rules:
              random() < 0.5
                ? []
                : some(2, () => ({
                    priorities: some(3, () => pick(PRIORITIES)),
                    ...(random() < 0.5 ? {} : { when: { windows: [{ from: "08:00", to: pick(["12:05", "20:00"]) }] } }),
                    tell: some(3, () => ({ method: pick(["mail", "sms", "voice", "gone"]), afterSec: seconds() })),
                  })),
          }),
        ),
        team: [{ id: "team", name: "Team", members: people.slice(0, 3) }],
        schedule: [
          { id: "vacant", name: "Vacant", timeZone: "UTC" },
          {
            id: "duty",
            name: "Duty",
            timeZone: "Australia/Lord_Howe",
            rotations: [
              {
                id: "r",
                members: people,
                startsOn: "2026-03-01",
                every: { unit: "hour", count: 1 },
                handoverAt: "00:10",
              },
            ],
          },
        ],
        policy: [
          {
            id: "p",
            name: "Policy",
            steps: some(3, () => ({
              waitSec: seconds(),
              tell: some(3, target),
              how: pick(["parallel", "sequential"]),
              gapSec: seconds(),
            })),
            startAfterSec: seconds(),
            repeats: pick([0, 0, 1, 3]),
            fallback: random() < 0.5 ? [] : [target()],
            digest: null,
          },
        ],
        route: [{ id: "r", order: 1, policy: "p" }],
      };
      const stage = new Stage(site);
      const alarm = stage.raise(1, { priority: pick(PRIORITIES) });
      stage.clock.advanceTo(T0 + 7 * 86_400_000);
      const simulation = simulate(
        {
          routes: [...stage.site.items.route.values()].map(({ body }) => body),
          policy: (id) => stage.site.items.policy.get(id)?.body,
        },
        directoryOf(stage.site, verified),
        { facts: alarm, at: T0, most: 100_000 },
      );
      const real = stage.sent.map(({ createdAt: at, person: who, method, channel, address, because }) => ({
        at,
        who,
        method,
        channel,
        address,
        because,
      }));
      const simulated = simulation.steps.map(({ at, person: who, method, channel, address, because }) => ({
        at,
        who,
        method,
        channel,
        address,
        because,
      }));
      assert.deepEqual(simulated, real, `SEED=${seed}, run ${run}`);
      assert.equal(
        simulation.end.because,
        stage.journal.audit.find((row) => row.action === "callout.exhausted")?.sentence.replace(/^.*?": /, ""),
        `SEED=${seed}, run ${run}`,
      );
    }
  });

  it("says why nobody would be told", () => {
    const site = siteOf(draft({ route: [] }));
    const found = simulate({ routes: [], policy: () => undefined }, directoryOf(site, verified), {
      facts: blank(1),
      at: T0,
    });
    assert.deepEqual([found.policy, found.steps.length], [null, 0]);
    assert.match(found.because, /no route fits/);
  });
});

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
