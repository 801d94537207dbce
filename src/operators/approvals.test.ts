import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import { InstantJournal } from "../../test/peers/instant-journal.ts";
import { seeded } from "../../test/peers/seeded.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { type ApprovalRequest, type Decider, hashOf, judge, type Requester } from "./approval-request.ts";
import { Approvals } from "./approvals.ts";

const ANNA: Requester = {
  id: "operator:anna",
  name: "Anna",
  behind: ["operator:anna"],
  person: "p-anna",
  session: "s-anna",
  machine: "desk-1",
};
const BERT: Decider = {
  id: "operator:bert",
  person: "p-bert",
  session: "s-bert",
  machine: "desk-2",
  breakGlass: false,
  makers: [],
  approves: true,
  partitions: null,
};
const NOW = Date.UTC(2026, 0, 15);

function requestOf(changes: Partial<ApprovalRequest> = {}): ApprovalRequest {
  const asked = {
    id: "r1",
    kind: "action",
    classes: ["site.delete"],
    summary: "Anna asks for a change.",
    reason: "because",
    requester: ANNA,
    difference: [],
    partitions: null,
    order: "00",
    askedAt: NOW,
    expiresAt: NOW + 3_600_000,
    ...changes,
  } as const;
  const rest = { state: "open", overdue: false, decidedAt: null, decidedBy: null, comment: "" } as const;
  return { ...rest, ...asked, hash: hashOf(asked), ...(changes.hash === undefined ? {} : { hash: changes.hash }) };
}

describe("whether somebody may decide", () => {
  const cases: readonly (readonly [string, Partial<ApprovalRequest>, Partial<Decider>, RegExp | null])[] = [
    ["another person", {}, {}, null],
    ["whoever asked", {}, { id: "operator:anna" }, /asked for this yourself/],
    [
      "whoever asked, called otherwise",
      { requester: { ...ANNA, name: "Old Name" } },
      { id: "operator:anna" },
      /yourself/,
    ],
    ["a second account of the same person", {}, { person: "p-anna" }, /yourself/],
    [
      "whoever made the token that asked",
      { requester: { ...ANNA, behind: ["token:t", "operator:bert"] } },
      {},
      /yourself/,
    ],
    ["an account that whoever asked has set up", {}, { makers: ["operator:anna"] }, /set by whoever asked/],
    ["an account that another has set up", {}, { makers: ["operator:carl"] }, null],
    ["the same session", {}, { session: "s-anna" }, /this very session/],
    ["the same client machine", {}, { machine: "desk-1" }, /this very client machine/],
    ["two unknown client machines", { requester: { ...ANNA, machine: null } }, { machine: null }, null],
    ["no session", {}, { session: null }, /signed in/],
    ["an opened envelope", {}, { breakGlass: true }, /envelope/],
    ["no right", {}, { approves: false }, /don't have the right/],
    ["a foreign partition", { partitions: ["north"] }, { partitions: ["south"] }, /no request/],
    ["some partitions, the whole site", {}, { partitions: ["south"] }, /no request/],
    ["the own partition", { partitions: ["south"] }, { partitions: ["south", "east"] }, null],
    ["after it ran out", { expiresAt: NOW }, {}, /run out/],
    ["after it was denied", { state: "denied", decidedBy: "operator:carl" }, {}, /denied by operator:carl/],
    ["a request that was tampered with", { hash: "0".repeat(64) }, {}, /not the one that was shown/],
    ["a review", { kind: "review", expiresAt: null }, {}, /close it/],
  ];
  for (const [who, request, decider, because] of cases) {
    it(`${because ? "refuses" : "takes"} ${who}`, () => {
      const one = requestOf(request);
      const verdict = judge(one, "approve", { ...BERT, ...decider }, { now: NOW, seen: one.hash });
      if (because === null) assert.deepEqual(verdict, { kind: "allowed" });
      else assert.match(verdict.kind === "refused" ? verdict.because : "allowed", because);
    });
  }

  it("gives another hash to everything that could differ", () => {
    const base = requestOf();
    const others: Partial<ApprovalRequest>[] = [
      { id: "r2" },
      { reason: "another" },
      { summary: "Another." },
      { order: "01" },
      { partitions: [] },
      { expiresAt: NOW },
      { classes: [] },
      { difference: [{ object: "a:b", action: "delete", fields: [] }] },
      { requester: { ...ANNA, id: "operator:carl" } },
    ];
    assert.equal(new Set([base, ...others.map(requestOf)].map(({ hash }) => hash)).size, others.length + 1);
  });
});

/** Not what is tested here: a seal that any test can open. */
const sealer = {
  seal: (_place: object, text: string) => Buffer.from(text).toString("base64"),
  unseal: (_place: object, sealed: string) => new Secret(Buffer.from(sealed, "base64").toString()),
};

describe("P-017 no sequence of steps lets one person alone carry out a critical action", () => {
  const SEEDS = 60;
  const STEPS = 60;
  /** Everything that Anna alone can be: her sessions and machines, her tokens, her second account, an opened envelope. */
  const guises: readonly Decider[] = [
    { ...BERT, id: "operator:anna", person: "p-anna", session: "s-anna", machine: "desk-1" },
    { ...BERT, id: "operator:anna", person: "p-anna", session: "s-anna-2", machine: "desk-2" },
    { ...BERT, id: "operator:anna", person: null, session: "s-anna-3", machine: null },
    { ...BERT, id: "operator:carl", person: null, session: "s-anna-4", machine: null, makers: ["operator:anna"] },
    { ...BERT, id: "operator:puppet", person: null, session: "s-anna-5", machine: null, approves: false },
    { ...BERT, id: "token:anna-1", person: null, session: null, machine: null },
    { ...BERT, id: "cli:root", person: null, session: null, machine: null },
    { ...BERT, id: "operator:emergency-1", person: null, session: "s-anna-6", machine: null, breakGlass: true },
  ];
  const asking: readonly Requester[] = [
    ANNA,
    { ...ANNA, session: "s-anna-2", machine: "desk-2" },
    { ...ANNA, name: "Renamed" },
    { ...ANNA, id: "operator:puppet", person: null, behind: ["operator:puppet", "operator:anna"], session: "s-anna-5" },
    { ...ANNA, id: "token:anna-1", behind: ["token:anna-1", "operator:anna"], session: null, machine: null },
  ];

  for (let seed = 1; seed <= SEEDS; seed++) {
    it(`seed ${seed}`, async () => {
      const random = seeded(seed);
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
      const clock = new VirtualClock();
      const journal = new InstantJournal(clock);
      const approvals = new Approvals({ journal, clock, sealer, tell: () => {}, reviewed: () => {} });
      const carriedOut: { request: ApprovalRequest; by: string }[] = [];
      const attempt = (work: Promise<unknown>) =>
        work.catch((thrown: unknown) => assert.ok(thrown instanceof Fault, String(thrown)));
      let refusals = 0;
      for (let step = 0; step < STEPS; step++) {
        const who = random() < 0.05 ? BERT : pick(guises);
        const actor = { id: who.id, via: "screen" } as const;
        const request = approvals.all().length > 0 ? pick(approvals.all()) : undefined;
        const seen = random() < 0.9 ? (request?.hash ?? "") : "f".repeat(64);
        const order = { seen, comment: "looked at it", actor };
        const dice = random();
        if (dice < 0.3 || !request) {
          const wanted = { kind: "action", classes: ["site.delete"], summary: "Delete.", reason: "no reason" } as const;
          const rest = { requester: pick(asking), difference: [], partitions: null };
          await attempt(approvals.ask({ ...wanted, ...rest }, { do: step }, { actor, minutes: 60 }));
        } else if (dice < 0.8) {
          const before = carriedOut.length;
          await attempt(
            approvals.approve(request.id, who, order, (_order, asked, alongside) =>
              journal.submit("operator", (batch) => {
                alongside(batch);
                carriedOut.push({ request: asked, by: who.id });
              }),
            ),
          );
          if (carriedOut.length === before) refusals++;
        } else if (dice < 0.95) {
          await attempt(approvals.decide(request.id, pick(["deny", "withdraw", "close"] as const), who, order));
        } else {
          clock.advance(20 * 60_000);
        }
      }
      approvals.stop();
      assert.ok(refusals > 0, "nothing was tried");
      for (const { request, by } of carriedOut) assert.equal(by, BERT.id, `${by} carried out ${request.id} alone`);
      const ids = carriedOut.map(({ request }) => request.id);
      assert.equal(new Set(ids).size, ids.length, "once each");
    });
  }
});
