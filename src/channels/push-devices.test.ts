import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { Seal } from "#trust/seal.ts";
import { openOutboxBed } from "../../test/peers/outbox-bed.ts";
import type { Delivery } from "./channel.ts";
import { PushDevices } from "./push-devices.ts";
import { newVapidKey } from "./web-push/vapid.ts";

const actor = { id: "operator:anna.berg", via: "screen" } as const;
const gone: Delivery = { outcome: "rejected", because: "answered 410", gone: true };

test("devices count while whoever registered them is that person; what is stored is known after a restart", async (t) => {
  const bed = await openOutboxBed(t, {});
  const { journal, clock, pool, look } = bed;
  const persons = new Map<string, string | null>([
    ["anna.berg", "anna"],
    ["ben", "anna"],
  ]);
  const seal = new Seal(randomBytes(32));
  const host = { journal, clock, log: silentLog, seal, newKey: newVapidKey };
  const open = async () => {
    const devices = new PushDevices({ ...host, personOf: (operator) => persons.get(operator) });
    await devices.load(pool);
    return devices;
  };
  const devices = await open();
  const register = (name: string, operator = "anna.berg") => {
    const endpoint = `https://push.example/${name}`;
    return devices.register({ person: "anna", operator, name, endpoint, address: `${endpoint}#keys` }, actor);
  };
  const [one, other] = await Promise.all([devices.key(), devices.key()]);
  assert.equal(one.open(), other.open(), "asked for twice at once, it is made once");

  await register("phone");
  await register("phone");
  const tablet = await register("tablet", "ben");
  assert.deepEqual(
    devices.of("anna").map(({ address }) => address),
    ["https://push.example/phone#keys", "https://push.example/tablet#keys"],
  );
  assert.deepEqual(devices.of("ben"), []);
  persons.delete("ben");
  assert.deepEqual(
    devices.of("anna").map(({ name }) => name),
    ["phone"],
    "who may not sign in any more has no devices",
  );
  await assert.rejects(devices.remove(tablet.id, "anna.berg", actor), /no such device of yours/);

  const again = await open();
  assert.deepEqual(again.of("anna"), devices.of("anna"));
  assert.equal((await again.key()).open(), one.open());
  const stored = await look.query<{ all: string }>("select json_agg(push_device)::text as all from core.push_device");
  assert.doesNotMatch(stored.rows[0]?.all ?? "", /push\.example/, "endpoints are sealed");

  // Several messages meet the same end at once: it is told once.
  const [phone] = devices.of("anna");
  for (let times = 0; times < 3; times++) devices.tried(phone?.id ?? "", gone);
  await journal.submit("operator", () => {});
  assert.deepEqual(devices.of("anna"), []);
  const lost = await look.query("select 1 from audit.entry where action = 'push.lost'");
  assert.equal(lost.rowCount, 1);
  assert.equal((await open()).listOf("anna.berg")[0]?.lost?.because, "answered 410");

  // The tablet counts among them.
  for (let number = 0; number < 19; number++) await register(`phone-${number}`);
  await assert.rejects(register("one-more"), /on 20 devices already/);
});
