import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { anna, openOutboxBed, openReceiver, plant } from "../../test/peers/outbox-bed.ts";
import { DrillDesk } from "./drill-desk.ts";
import { readRuns } from "./drill-rows.ts";

const DAY_MS = 86_400_000;

async function openBed(t: TestContext, { confirms = false, verified = true } = {}) {
  const receiver = await openReceiver(t);
  // The journal's clock is not the bed's: a drill must be due before a message of that other clock is too old.
  const soon = new Date(Date.now() + 90_000).toISOString().slice(11, 16);
  const documents = {
    channel: [plant],
    person: [anna(receiver.url)],
    drill: [{ id: "hook", name: "Anna's hook", person: "anna", at: soon, withinSec: 600 }],
  };
  let tested: ConstructorParameters<typeof DrillDesk>[0] | null = null;
  let desk: DrillDesk | null = null;
  const bed = await openOutboxBed(t, documents, undefined, (batch, one) => desk?.concluded(batch, one));
  await bed.outbox.load();
  const open = async () => {
    desk?.stop();
    tested ??= {
      journal: bed.journal,
      pool: bed.pool,
      clock: bed.clock,
      log: bed.log,
      site: bed.site,
      send: (wanted, also) => bed.outbox.send(wanted, also),
      verified: () => verified,
      confirms: () => confirms,
      own: (report) => bed.own.push(report),
      standing: () => bed.own.filter(({ kind }) => kind === "raise").map(({ point }) => point),
    };
    desk = new DrillDesk(tested);
    await desk.load();
    return desk;
  };
  t.after(() => desk?.stop());
  const drills = () => bed.own.filter(({ point }) => point.startsWith("drill/"));
  const log = () => readRuns(bed.pool, { drills: ["hook"], before: null, limit: 10 });
  /** The newest alarm of a drill, once there are so many. */
  const told = async (count: number) => {
    while (drills().length < count) await new Promise((resolve) => setImmediate(resolve));
    return drills().at(-1);
  };
  /** Until the log looks so; a hang is the test's end. */
  const logged = async (...outcomes: string[]) => {
    for (;;) {
      const runs = await log();
      if (runs.map(({ outcome }) => outcome).join() === outcomes.join()) return runs;
    }
  };
  const first = await open();
  const untilDue = () => {
    const [{ nextAt } = { nextAt: null }] = first.state();
    bed.clock.advance((nextAt ?? 0) - bed.clock.now());
  };
  return { ...bed, receiver, open, desk: first, drills, told, logged, untilDue };
}

test("every day a test message proves the way, and never looks like an alarm", async (t) => {
  const bed = await openBed(t);
  bed.untilDue();
  await bed.receiver.arrived(1);
  const [body] = bed.receiver.bodies;
  assert.deepEqual([body?.["kind"], body?.["priority"], body?.["code"]], ["test", "low", undefined]);
  const [run] = await bed.logged("proven");
  assert.match(run?.because ?? "", /can't say whether it arrives/);
  assert.deepEqual(bed.drills(), [], "no alarm");
  const [state] = bed.desk.state();
  assert.equal((state?.nextAt ?? 0) - (run?.dueAt ?? 0), DAY_MS);
});

test("a way that fails is an alarm, until a drill proves it again", async (t) => {
  const bed = await openBed(t);
  bed.receiver.status = 410;
  bed.untilDue();
  await bed.logged("failed");
  const raised = await bed.told(1);
  assert.deepEqual([raised?.kind, raised?.point, raised?.priority], ["raise", "drill/hook/hook", "high"]);
  assert.match(raised?.text ?? "", /^The drill Anna's hook did not reach Anna by hook \(http:.*410/);
  bed.receiver.status = 200;
  await bed.desk.run("hook", { id: "operator:otto", via: "screen" });
  await bed.logged("proven", "failed");
  assert.equal((await bed.told(2))?.kind, "clear");
});

test("what the channel only takes, and never confirms, is an alarm when its time is up, also over a restart", async (t) => {
  const bed = await openBed(t, { confirms: true });
  bed.untilDue();
  await bed.receiver.arrived(1);
  const [run] = await bed.logged("pending");
  await bed.reached(run?.notification ?? 0, "accepted");
  assert.deepEqual(bed.drills(), []);
  await bed.open();
  bed.clock.advance(600_000);
  const [late] = await bed.logged("failed");
  assert.match(late?.because ?? "", /^not delivered within 10 min; the last word was: taken, and not yet confirmed/);
  assert.match((await bed.told(1))?.text ?? "", /not delivered within 10 min/);
});

test("what was taken and comes back later is an alarm after all", async (t) => {
  const bed = await openBed(t);
  bed.untilDue();
  const [run] = await bed.logged("proven");
  const notification = await bed.reached(run?.notification ?? 0, "accepted");
  await bed.outbox.bounced(notification, "the mailbox is full");
  await bed.logged("failed");
  assert.match((await bed.told(1))?.text ?? "", /the mailbox is full/);
});

test("what was missed while nothing ran is done once; an address without its owner's word fails at once", async (t) => {
  const bed = await openBed(t, { verified: false });
  bed.untilDue();
  const [run] = await bed.logged("failed");
  assert.deepEqual([run?.notification, bed.receiver.bodies.length], [null, 0]);
  assert.match((await bed.told(1))?.text ?? "", /has not been confirmed by its owner/);
  bed.desk.stop();
  bed.clock.advance(3 * DAY_MS + 3_600_000);
  const again = await bed.open();
  bed.clock.advance(0);
  await bed.logged("failed", "failed");
  // The log has it a moment before the desk has set its next time.
  while ((again.state()[0]?.nextAt ?? 0) <= bed.clock.now()) await new Promise((resolve) => setImmediate(resolve));
});
