import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { messageOf } from "../../../test/peers/message.ts";
import { openPagingSystem } from "../../../test/peers/paging-system.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import type { ChannelAnswer, ChannelHost, Delivery, Message } from "../channel.ts";
import { callBlock, encoded, readStatus } from "./call.ts";
import { blockOf, cutHeard } from "./frame.ts";
import { espa } from "./index.ts";
import { Settings } from "./settings.ts";

const never = new AbortController().signal;
const message = messageOf({ to: "12", subject: "FIRE Z3", text: "FIRE Z3", priority: "life-safety" });

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");

async function open(t: TestContext, settings: object, some: Partial<ChannelHost> = {}) {
  const line = await espa.open(Settings.parse({ host: "127.0.0.1", ...settings }), {
    clock: systemClock,
    log: silentLog,
    answered: () => assert.fail("nobody answered"),
    heard: () => assert.fail("nobody wrote"),
    afterwards: () => assert.fail("nothing came afterwards"),
    ...some,
  });
  t.after(() => line[Symbol.asyncDispose]());
  return line;
}

/** The first is a test of a public implementation (northplane); the others were calculated by hand with ISO 1155's block check. */
const VECTORS: [header: string, records: [string, string][], hex: string][] = [
  ["1", [["1", "A"]], "01 31 02 31 1F 41 03 5F"],
  [
    "1",
    [
      ["1", "550"],
      ["2", "CALL ME 101"],
      ["3", "3"],
      ["4", "3"],
      ["5", "3"],
      ["6", "3"],
    ],
    "01 31 02 31 1F 35 35 30 1E 32 1F 43 41 4C 4C 20 4D 45 20 31 30 31 1E 33 1F 33 1E 34 1F 33 1E 35 1F 33 1E 36 1F 33 03 23",
  ],
  [
    "1",
    [
      ["1", "550"],
      ["4", "1"],
    ],
    "01 31 02 31 1F 35 35 30 1E 34 1F 31 03 2A",
  ],
  [
    "2",
    [
      ["1", "12"],
      ["7", "3"],
    ],
    "01 32 02 31 1F 31 32 1E 37 1F 33 03 1B",
  ],
  [
    "2",
    [
      ["1", "12"],
      ["7", "6"],
    ],
    "01 32 02 31 1F 31 32 1E 37 1F 36 03 1E",
  ],
  ["2", [["8", "1"]], "01 32 02 38 1F 31 03 25"],
  ["3", [["1", "12"]], "01 33 02 31 1F 31 32 03 1F"],
];

test("blocks are written and read as the vectors are, byte by byte, block checks that equal control characters among them", () => {
  for (const [header, records, hex] of VECTORS) {
    const bytes = bytesOf(hex);
    assert.equal(blockOf(header, records).toString("hex"), bytes.toString("hex"));
    for (let at = 0; at < bytes.length; at++) assert.equal(cutHeard(bytes.subarray(0, at)), null);
    assert.deepEqual(cutHeard(Buffer.concat([Buffer.from("noise"), bytes]))?.value, {
      kind: "block",
      block: { header, records: new Map(records) },
    });
    const damaged = Buffer.from(bytes);
    damaged[4] = (damaged[4] ?? 0) ^ 1;
    assert.equal(cutHeard(damaged)?.value.kind, "damaged");
  }
  const fire =
    "01 31 02 31 1F 31 32 1E 32 1F 46 49 52 45 20 5A 33 1E 33 1F 37 1E 34 1F 33 1E 35 1F 31 1E 36 1F 31 03 7F";
  const settings = Settings.parse({ host: "x", port: 1 });
  assert.equal(callBlock("12", "FIRE Z3", "life-safety", settings).toString("hex"), bytesOf(fire).toString("hex"));
});

test("what is not a block: acknowledgements, refusals with their digit, enquiries, the end, and too much", () => {
  const table = [
    ["06", { kind: "taken" }],
    ["31 15", { kind: "refused", why: "1" }],
    ["15", { kind: "refused", why: "" }],
    ["04", { kind: "ended" }],
    ["31 05", { kind: "enquiry", address: "1" }],
  ] as const;
  for (const [hex, heard] of table) assert.deepEqual(cutHeard(bytesOf(hex))?.value, heard);
  assert.equal(cutHeard(Buffer.concat([Buffer.of(1), Buffer.alloc(2000, 0x41)]))?.value.kind, "damaged");
});

test("a stray separator and blanks in a status are tolerated", () => {
  const body = Buffer.from("2\u0002 1 \u001f12\u001e7\u001f6\u001e\u0003", "latin1");
  const check = body.reduce((so, byte) => so ^ byte, 0);
  const heard = cutHeard(Buffer.concat([Buffer.of(1), body, Buffer.of(check)]))?.value;
  assert.ok(heard?.kind === "block");
  assert.deepEqual(readStatus(heard.block), {
    kind: "call",
    pager: "12",
    state: "acknowledged",
    words: "the called person acknowledged",
  });
});

test("text in the link's character set", () => {
  assert.equal(encoded("Überdruck [Kessel] 3", "german", 128), "]berdruck (Kessel) 3");
  assert.equal(encoded("Tür in Größe łódź", "german", 128), "T}r in Gr|~e lodz");
  assert.equal(encoded("Tür łódź", "latin1", 128), "Tür lódz");
  assert.equal(encoded("Tür", "ascii", 128), "Tuer");
  assert.equal(encoded("x".repeat(200), "ascii", 20), `${"x".repeat(17)}...`);
});

test("every answer to a call has its outcome", async (t) => {
  const table: [(string | null)[], Delivery["outcome"], RegExp][] = [
    [["\u0006"], "accepted", /took the call/],
    [["1\u0015", "\u0006"], "accepted", /took the call/],
    [["1\u0015", "1\u0015", "1\u0015"], "retry", /damaged 3 times/],
    [["2\u0015"], "retry", /busy/],
    [["3\u0015"], "rejected", /does not understand/],
    [["\u0004"], "retry", /ended instead/],
    [[null], "retry", /may arrive twice/],
  ];
  for (const [words, outcome, says] of table) {
    const system = await openPagingSystem(t);
    system.words = words;
    const line = await open(t, { port: system.port });
    const delivery = await line.deliver(message, never);
    assert.equal(delivery.outcome, outcome, delivery.because);
    assert.match(delivery.because, says);
  }
  const system = await openPagingSystem(t);
  system.selects = ["2\u0015"];
  const line = await open(t, { port: system.port });
  const busy = await line.deliver(message, never);
  assert.ok(busy.outcome === "retry" && busy.outage === false, "a busy paging system is no outage");
  assert.equal((await line.deliver(message, never)).outcome, "accepted");
  assert.deepEqual(system.calls, [
    "1\u00021\u001f12\u001e2\u001fFIRE Z3\u001e3\u001f7\u001e4\u001f3\u001e5\u001f1\u001e6\u001f1\u0003",
  ]);
});

test("several calls at once go one after the other", async (t) => {
  const system = await openPagingSystem(t);
  const line = await open(t, { port: system.port });
  const all = await Promise.all([1, 2, 3, 4, 5].map((id) => line.deliver({ ...message, id, to: String(id) }, never)));
  assert.ok(all.every(({ outcome }) => outcome === "accepted"));
  assert.equal(system.calls.length, 5);
});

test("a silent paging system and nobody there are outages, and the check says so", async (t) => {
  const system = await openPagingSystem(t);
  const live = await open(t, { port: system.port });
  assert.equal((await live.check()).ok, true);
  const line = await open(t, { port: 1 });
  const delivery = await line.deliver(message, never);
  assert.ok(delivery.outcome === "retry" && delivery.outage);
  assert.equal((await line.check()).ok, false);
});

test("the paging system is polled: paged is delivered, absent is rejected, acknowledged by the called person acknowledges", async (t) => {
  const clock = new VirtualClock(0);
  const system = await openPagingSystem(t);
  const answers: ChannelAnswer[] = [];
  const afterwards: [number, string][] = [];
  let stores = false;
  const line = await open(
    t,
    { port: system.port },
    {
      clock,
      afterwards: (id, { outcome }) => afterwards.push([id, outcome]),
      answered: (answer) => {
        if (!stores) return Promise.reject(new Error("the database is away"));
        answers.push(answer);
        return Promise.resolve({ done: true, because: "Acknowledged." });
      },
    },
  );
  const call = async (some: Partial<Message>) => {
    assert.equal((await line.deliver({ ...message, ...some }, never)).outcome, "accepted");
  };
  const polled = async (says: Buffer[], times = 1) => {
    system.says.push(...says);
    const polls = system.polls;
    while (system.polls < polls + times || (stores && system.says.length > 0)) {
      clock.advance(2000);
      // The paging system must answer within 2.5 s: time stands still meanwhile.
      for (let turn = 0; turn < 300; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const status = (pager: string, state: string) =>
    blockOf("2", [
      ["1", pager],
      ["7", state],
    ]);
  await call({ id: 42, to: "12" });
  await call({ id: 43, to: "13" });
  // Not stored: it is not acknowledged to the paging system, which says it again.
  await polled([status("12", "6")], 2);
  assert.equal(system.says.length, 1);
  stores = true;
  await polled([status("99", "3"), status("13", "4")]);
  assert.deepEqual(answers, [{ notification: 42, verb: "acknowledge", via: "pager" }]);
  assert.deepEqual(afterwards, [[43, "rejected"]]);
  await call({ id: 44, to: "12" });
  await polled([status("12", "3"), status("12", "3")]);
  assert.deepEqual(afterwards.at(-1), [44, "delivered"]);
  await call({ id: 45, to: "12" });
  await polled([status("12", "6")]);
  assert.equal(answers.length, 1, "two open calls to one pager: doubt acknowledges nothing");
});
