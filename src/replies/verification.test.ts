import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openOutboxBed, plant } from "../../test/peers/outbox-bed.ts";
import { Verification } from "./verification.ts";

const actor = { id: "operator:otto", via: "screen" } as const;
const address = "anna@plant.example";
const person = (mail: string) => ({
  id: "anna",
  name: "Anna",
  methods: [{ id: "mail", channel: "plant", address: mail }],
});

async function openBed(t: TestContext) {
  const bed = await openOutboxBed(t, { channel: [plant], person: [person(address)] });
  let changes = 0;
  const open = async () => {
    const verification = new Verification({
      journal: bed.journal,
      pool: bed.pool,
      clock: bed.clock,
      site: bed.site,
      send: (wanted) => bed.outbox.send(wanted),
      changed: () => changes++,
    });
    await verification.load();
    return verification;
  };
  const codes = async () => {
    const { rows } = await bed.look.query("select text from core.notification where kind = 'verification' order by id");
    return rows.map(({ text }) => /^(\d{6}) is your code/.exec(text)?.[1] ?? assert.fail(text));
  };
  return { ...bed, open, codes, changes: () => changes };
}

test("the code that was sent to the address confirms it, also after a restart; it is not stored in the plain", async (t) => {
  const bed = await openBed(t);
  const verification = await bed.open();
  await verification.begin("anna", "mail", actor);
  const [code = ""] = await bed.codes();
  assert.equal(verification.verified("anna", "plant", address), false);
  const { rows } = await bed.look.query("select encode(code_hash, 'escape') as hash from core.verification");
  assert.equal(rows[0].hash.includes(code), false);
  const restarted = await bed.open();
  assert.equal(bed.changes(), 0);
  const at = await restarted.confirm("anna", "mail", ` ${code.slice(0, 3)} ${code.slice(3)}`, actor);
  assert.equal(restarted.verified("anna", "plant", address), true);
  assert.equal(bed.changes(), 1, "the schedules are looked at anew");
  assert.deepEqual(await (await bed.open()).methods("anna"), [
    { method: "mail", channel: "plant", address, verifiedAt: at },
  ]);
  await assert.rejects(restarted.confirm("anna", "mail", code, actor), /no valid code/, "only once");
});

test("a wrong code counts, five of them end it, a new one starts anew", async (t) => {
  const bed = await openBed(t);
  const verification = await bed.open();
  await verification.begin("anna", "mail", actor);
  const [code = ""] = await bed.codes();
  const wrong = code === "000000" ? "000001" : "000000";
  for (const left of [4, 3, 2, 1, 0]) {
    await assert.rejects(verification.confirm("anna", "mail", wrong, actor), new RegExp(`${left} tries are left`));
  }
  await assert.rejects(verification.confirm("anna", "mail", code, actor), /tried 5 times/);
  await assert.rejects((await bed.open()).confirm("anna", "mail", code, actor), /tried 5 times/, "after a restart too");
  await verification.begin("anna", "mail", actor);
  const [, second = ""] = await bed.codes();
  await verification.confirm("anna", "mail", second, actor);
});

test("a code ends after 15 minutes", async (t) => {
  const bed = await openBed(t);
  const verification = await bed.open();
  await verification.begin("anna", "mail", actor);
  const [code = ""] = await bed.codes();
  bed.clock.advance(16 * 60_000);
  await assert.rejects(verification.confirm("anna", "mail", code, actor), /no valid code/);
});

test("an operator may vouch; another address of the same method must be confirmed anew", async (t) => {
  const bed = await openBed(t);
  const verification = await bed.open();
  await verification.vouch("anna", "mail", "saw it work", actor);
  assert.equal(verification.verified("anna", "plant", address), true);
  bed.setSite({ channel: [plant], person: [person("anna@other.example")] }, 2);
  assert.equal((await verification.methods("anna"))[0]?.verifiedAt, null);
  const { rows } = await bed.look.query("select sentence from audit.entry where action = 'verification.done'");
  assert.equal(rows[0].sentence, "operator:otto vouched for anna@plant.example of Anna: saw it work.");
  await assert.rejects(verification.begin("anna", "fax", actor), /Anna has no contact method fax/);
  await assert.rejects(verification.begin("bert", "mail", actor), /no person bert/);
});

test("who reads German gets the code in German", async (t) => {
  const bed = await openBed(t);
  bed.setSite({ channel: [plant], person: [{ ...person(address), language: "de" }] }, 2);
  await (await bed.open()).begin("anna", "mail", actor);
  const { rows } = await bed.look.query("select text from core.notification where kind = 'verification'");
  assert.match(rows[0].text, /^(\d{6}) ist Ihr Code für My site\n[^]*Code \1 dem Bediener/);
});
