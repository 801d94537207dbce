import assert from "node:assert/strict";
import { test } from "node:test";
import { openInbox } from "../../test/peers/inbox-bed.ts";
import { alarmOf, openOutboxBed, plant } from "../../test/peers/outbox-bed.ts";

test("who calls in hears what waits, what stands and what a point measures, in their language; it is recorded", async (t) => {
  const phone = (id: string, address: string, rest: object = {}) => ({
    id,
    name: id,
    methods: [address, "https://plant.example/both"].map((one, at) => ({
      id: `phone-${at}`,
      channel: "plant",
      address: one,
    })),
    ...rest,
  });
  const bed = await openOutboxBed(t, {
    channel: [plant],
    person: [
      phone("anna", "https://plant.example/anna"),
      phone("otto", "https://plant.example/otto", { language: "de" }),
      phone("gone", "https://plant.example/gone", { active: false }),
    ],
    schedule: ["gone", "anna", "otto"].map((id) => ({
      id,
      name: id,
      timeZone: "UTC",
      rotations: [{ id: "r", members: [id], startsOn: "2026-01-01", every: { unit: "week", count: 1 } }],
    })),
    source: [{ id: "plc", name: "Boiler house", driver: "http" }],
    point: [
      {
        id: "plc/boiler.pressure",
        source: "plc",
        address: "boiler.pressure",
        name: "Boiler 3 pressure",
        unit: "bar",
        instructions: "Close valve 7.",
      },
      { id: "plc/spare", source: "plc", address: "spare", name: "Spare" },
    ],
  });
  await bed.outbox.load();
  bed.alarms.set(1, alarmOf({ occurrence: 17, sequence: 2 }));
  const desk = openInbox(t, bed).inbox.callDesk("plant");
  const [sent] = await bed.notify(
    [
      {
        occurrence: 17,
        sequence: 2,
        method: "phone-0",
        address: "https://plant.example/anna",
        state: "accepted",
        dueAt: null,
      },
    ],
    null,
  );
  assert.equal(await desk.personAt("https://plant.example/anna"), "anna");
  assert.equal(await desk.personAt("https://plant.example/both"), null, "two have it");
  assert.equal(await desk.personAt("https://plant.example/gone"), null);
  const languages = await Promise.all(["anna", "otto", "gone"].map((person) => desk.languageOf(person)));
  assert.deepEqual(languages, ["en", "de", null]);
  assert.equal(await desk.language(), "en");
  assert.deepEqual(await desk.waiting("anna"), [
    { alarm: 1, notification: sent?.id, text: "HIGH: Boiler pressure high.", instructions: "Close valve 7." },
  ]);
  assert.deepEqual(await desk.waiting("otto"), []);
  const called = { person: "anna", alarm: 1, notification: sent?.id, instructions: "Close valve 7." };
  assert.deepEqual(await desk.called(sent?.id ?? 0), called);
  assert.equal(await desk.called(999_999), null);
  assert.equal((await desk.onDutyBesides("anna"))?.person, "otto", "who is not active is nobody");
  assert.equal((await desk.onDutyBesides("otto"))?.person, "anna");
  assert.match(await desk.standing("anna"), /^1 alarm.*\nHIGH: Boiler pressure high\.$/u);
  assert.match(await desk.standing("otto"), /\nHOCH: Boiler pressure high\.$/u);

  await bed.look.query(
    `insert into core.event (id, partition, source, point, kind, category, condition, raw, value, received_at, at)
      values (900, 'site', 'plc', 'boiler.pressure', 'value', 'technical', '', '', 8, now(), now() - interval '1 hour'),
        (901, 'site', 'plc', 'boiler.pressure', 'value', 'technical', '', '', 9.3, now(), now())`,
  );
  assert.match(
    await desk.value("anna", "plc/boiler.pressure"),
    /^Boiler 3 pressure: 9\.3 bar, on .*\nBoiler 3 pressure\nHIGH: /u,
  );
  assert.match(await desk.value("anna", "plc/spare"), /^Spare: no value came lately\.\nSpare: no alarm stands\.$/u);
  assert.match(await desk.value("anna", "plc/other"), /plc\/other/u);
  assert.match(await desk.duty("anna", true), /\S/u);

  await desk.record({
    person: "anna",
    action: "call-in.admitted",
    sentence: "anna called in from 4711 and was let in.",
  });
  await desk.record({ person: null, action: "call-in.refused", sentence: "A caller from 4711 was not let in." });
  const { rows } = await bed.look.query(
    "select actor, action, object from audit.entry where action like 'call-in.%' order by seq",
  );
  assert.deepEqual(rows, [
    { actor: "person:anna", action: "call-in.admitted", object: "person:anna" },
    { actor: "person:unknown", action: "call-in.refused", object: "server" },
  ]);
});
