import assert from "node:assert/strict";
import { test } from "node:test";
import { onDuty } from "#escalation/on-call.ts";
import { openInboxBed } from "../../test/peers/inbox-bed.ts";
import { alarmOf, siteOf } from "../../test/peers/outbox-bed.ts";

test("German words get German answers, by the person's language; the trail stays English", async (t) => {
  const bed = await openInboxBed(t, { language: "de" });
  const text = "Boiler: the value went above 95.5, it is 98.25";
  bed.alarms.set(1, alarmOf({ occurrence: 17, sequence: 2, text }));
  const said = "Boiler: der Wert stieg über 95,5, er ist 98,25";
  const table: [string, string, RegExp][] = [
    ["Hilfe", "done", /^Beginnen Sie Ihre Antwort mit einem Wort\. QUITT/],
    ["LISTE", "done", new RegExp(`^${bed.code} HOCH: ${said}$`)],
    ["Lage", "done", /^1 Alarme stehen an: 1 hoch\. 1 sind nicht quittiert; 1 warten auf Ihre Antwort\.$/],
    [`Vielleicht ${bed.code}`, "refused", /^Ihre Antwort wurde nicht verstanden/],
    ["Quitt", "refused", /^Ihre Antwort trägt keinen Code einer Nachricht; .* Schreiben Sie QUITT/],
    [`Zurückstellen ${bed.code} 60 Fühler`, "refused", new RegExp(`^Sie dürfen "${said}" nicht zurückstellen`)],
    [`Quitt ${bed.code} bin unterwegs`, "done", new RegExp(`^Quittiert: Sie haben "${said}" übernommen\\.$`)],
    [`Quitt ${bed.code}`, "refused", /^Diese Nachricht wurde schon beantwortet/],
  ];
  for (const [text, kind, words] of table) {
    assert.equal((await bed.inbox.byText("plant", { from: "anna@plant.example", text }, "sms")).kind, kind, text);
    assert.match((await bed.replies()).at(-1)?.text ?? "", words, text);
  }
  assert.deepEqual(bed.acknowledged[0]?.actor, { id: "person:anna", via: "sms" });
  const { rows } = await bed.look.query(
    "select via, sentence from audit.entry where action = 'reply.refused' order by seq",
  );
  assert.match(rows[0].sentence, /^A reply by SMS about alarm 1 was refused: Your answer was not understood/);
  assert.deepEqual([...new Set(rows.map(({ via }: { via: string }) => via))], ["sms"]);
});

test("shelving by text: the right, the limits and the reason decide; a code is used up, and without one the person is asked", async (t) => {
  const bed = await openInboxBed(t);
  const say = async (text: string, from = "anna@plant.example") => {
    const outcome = await bed.inbox.byText("plant", { from, text }, "sms");
    return [outcome.kind, outcome.because] as const;
  };
  const { code } = bed;
  assert.match((await say(`SHELVE ${code} 60 sensor replaced`))[1], /^You may not shelve "Boiler pressure high"/);
  bed.shelvers.add("anna");
  const table: [string, RegExp][] = [
    [`SHELVE ${code}`, /^Write SHELVE, the code or the point/],
    [`SHELVE ${code} 60`, /^Write SHELVE, the code or the point/],
    [`SHELVE ${code} soon please`, /^Write SHELVE, the code or the point/],
    [`SHELVE ${code} 481 sensor`, /^"Boiler pressure high" stays: alarms of priority high may be shelved for 480 min/],
    ["SHELVE plc/nowhere 60 sensor", /^Write SHELVE, the code or the point/],
    ["SHELVE Boiler 3 pressure 0 sensor", /^Write SHELVE, the code or the point/],
  ];
  for (const [text, words] of table) {
    const [kind, because] = await say(text);
    assert.equal(kind, "refused", text);
    assert.match(because, words);
  }
  bed.alarms.set(1, alarmOf({ occurrence: 17, sequence: 2, priority: "life-safety" }));
  assert.match((await say(`SHELVE ${code} 1 sensor`))[1], /stays: alarms of priority life-safety may not be shelved/);
  bed.alarms.set(1, alarmOf({ occurrence: 17, sequence: 2, acknowledged: true }));
  assert.deepEqual(bed.shelved, []);

  // Without a code: only who gets the number at the known address can confirm, once and in time.
  const [asked, question] = await say("SHELVE Boiler 3 pressure 60 sensor replaced");
  assert.equal(asked, "asked");
  const number = /^Shelve "Boiler pressure high" for 60 minutes\? Write YES (\d{6}) within 10 minutes/.exec(
    question,
  )?.[1];
  assert.equal((await bed.replies()).at(-1)?.text, question);
  assert.deepEqual(bed.shelved, []);
  const wrong = number === "000000" ? "000001" : "000000";
  assert.match((await say(`YES ${number}`, "otto@plant.example"))[1], /^Nothing waits for your YES/);
  assert.match((await say(`YES ${wrong}`))[1], /^That is not the number; nothing was done\. 2 tries are left/);
  const confirmed = await say(`YES ${number}`);
  assert.deepEqual(confirmed, ["done", '"Boiler pressure high" is shelved for 60 minutes.']);
  assert.match((await say(`YES ${number}`))[1], /^Nothing waits for your YES/);
  assert.deepEqual(bed.shelved, [{ alarm: 1, minutes: 60, reason: "sensor replaced" }]);
  assert.match((await say("SHELVE Boiler 3 pressure 60 sensor"))[1], /no alarm stands/);

  // With the code at once, and the message is used up.
  bed.alarms.set(1, alarmOf({ occurrence: 17, sequence: 2 }));
  assert.equal((await say(`SHELVE ${code} 30min sensor replaced again`))[0], "done");
  bed.alarms.set(1, alarmOf({ occurrence: 17, sequence: 2 }));
  assert.match((await say(`SHELVE ${code} 30 again`))[1], /answered already/);
  assert.equal(bed.shelved.length, 2);
  const late = await say("SHELVE plc/boiler.pressure 60 sensor");
  assert.equal(late[0], "asked");
  bed.clock.advance(11 * 60_000);
  assert.match((await say(`YES ${/YES (\d{6})/.exec(late[1])?.[1]}`))[1], /^Nothing waits for your YES/);
});

test("duty by text: confirmed by the number, in the trail as a sentence, and somebody else's change meanwhile is kept", async (t) => {
  const bed = await openInboxBed(t);
  const schedule = {
    id: "duty",
    name: "Duty",
    timeZone: "UTC",
    rotations: [{ id: "r", members: ["anna", "otto"], startsOn: "2020-01-01", every: { unit: "week", count: 52 } }],
  };
  const body = siteOf({ schedule: [schedule] }).items.schedule.get("duty")?.body ?? assert.fail();
  const schedules = bed.site().items.schedule as Map<string, { version: number; body: typeof body }>;
  const say = async (text: string, from = "anna@plant.example") =>
    (await bed.inbox.byText("plant", { from, text }, "sms")).because;
  const confirm = async (question: string, from?: string) => say(`YES ${/YES (\d{6})/.exec(question)?.[1]}`, from);
  assert.equal(await say("DUTY ON"), "You are in no duty schedule; ask who keeps it to enter you.");
  schedules.set("duty", { version: 1, body });
  const [onNow = "", other = ""] =
    onDuty(body, bed.clock.now())[0]?.person === "anna" ? ["anna", "otto"] : ["otto", "anna"];
  const address = (id: string) => `${id}@plant.example`;
  assert.match(await say("DUTY OFF", address(other)), /^You are not on duty in Duty\.$/);
  const leaving = await say("DUTY OFF 8", address(onNow));
  assert.match(leaving, /^Leave duty in Duty until \d{1,2} \w+ 2026, \d\d:\d\d UTC\? Write YES \d{6}/);
  schedules.set("duty", { version: 7, body: { ...body, name: "Duty of the works" } });
  const told = await confirm(leaving, address(onNow));
  assert.match(
    told,
    /^You are off duty in Duty of the works until .* NOBODY is on duty there now: that is an alarm\.$/,
  );
  assert.equal(schedules.get("duty")?.version, 8);
  assert.match(
    await confirm(await say("dienst an", address(other)), address(other)),
    /^You are on duty in Duty of the works until/,
  );
  assert.deepEqual(
    onDuty(schedules.get("duty")?.body ?? assert.fail(), bed.clock.now()).map(({ person }) => person),
    [other],
  );
  const { rows } = await bed.look.query(
    "select action, actor, via, sentence from audit.entry where action like 'duty.%' order by seq",
  );
  assert.deepEqual(
    rows.map(({ action, actor, via }: Record<string, string>) => [action, actor, via]),
    [
      ["duty.off", `person:${onNow}`, "sms"],
      ["duty.on", `person:${other}`, "sms"],
    ],
  );
  assert.match(
    rows[0].sentence,
    new RegExp(`^${onNow} reported off duty by SMS: You are off duty in Duty of the works`),
  );
});

test("who shares a telephone can answer by code, and order nothing else", async (t) => {
  const address = "anna@plant.example";
  const bed = await openInboxBed(t, {}, [
    { id: "berta", name: "Berta", methods: [{ id: "s", channel: "plant", address }] },
  ]);
  bed.shelvers.add("anna");
  const say = (text: string) => bed.inbox.byText("plant", { from: address, text }, "sms");
  const refused = await say("SHELVE Boiler 3 pressure 60 sensor");
  assert.equal(refused.kind, "refused");
  assert.match(refused.because, /^Several people have this address/);
  assert.equal((await say(`ACK ${bed.code}`)).kind, "done");
});

test("until it is confirmed, the right may end and the alarm become another one; and nobody guesses the number", async (t) => {
  const bed = await openInboxBed(t);
  bed.shelvers.add("anna");
  const say = async (text: string) =>
    (await bed.inbox.byText("plant", { from: "anna@plant.example", text }, "sms")).because;
  const order = async () => /YES (\d{6})/.exec(await say("SHELVE Boiler 3 pressure 60 sensor"))?.[1] ?? assert.fail();
  const first = await order();
  bed.shelvers.delete("anna");
  assert.match(await say(`YES ${first}`), /^You may not shelve/);
  bed.shelvers.add("anna");
  const second = await order();
  bed.alarms.set(1, alarmOf({ occurrence: 18 }));
  assert.match(await say(`YES ${second}`), /^The alarm has ended since/);
  for (let orders = 3; orders <= 20; orders++) await order();
  assert.match(await say("SHELVE Boiler 3 pressure 60 sensor"), /^Too many orders came/);
  assert.deepEqual(bed.shelved, []);
});
