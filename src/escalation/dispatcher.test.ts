import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Alarm } from "#alarms/alarm.ts";
import { anna, blank, bob, draft, ENGINE, olga, policy, Stage, step, T0 } from "../../test/peers/dispatcher-stage.ts";

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
});
