import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { JoinView } from "#trust/ceremony/join-desk.ts";
import { readIdentity } from "#trust/identity-file.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";

const WINDOW = "/api/v1/trust/window";

describe("the window for machines, through the API", () => {
  let test: TestCore;
  let anna: string;

  const ask = async (cookie: string, method: "GET" | "POST" | "DELETE", url: string, payload?: object, more = {}) => {
    const headers = { ...asPage(cookie), ...more };
    const answer = await test.api.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };
  const audited = async (action: string) => {
    const { rows } = await test.look.query<{ actor: string; sentence: string }>(
      "select actor, sentence from audit.entry where action = $1 order by seq",
      [action],
    );
    return rows;
  };

  before(async () => {
    test = await openTestCore();
    anna = await enrolled(test);
  });
  after(() => test.close());

  it("is opened and closed by whoever looks after security, and nobody else", async () => {
    const opened = await ask(anna, "POST", WINDOW, { minutes: 5, expected: { node: "b2" } });
    assert.equal(opened.status, 201, JSON.stringify(opened.body));
    assert.deepEqual(opened.body["expected"], { role: null, node: "b2", instance: null });
    assert.equal((await ask(anna, "GET", WINDOW)).body["listening"], true);
    assert.equal((await ask(anna, "POST", WINDOW, {})).status, 409);
    assert.equal((await ask(anna, "DELETE", WINDOW)).body["closesAt"], null);
    const [entry] = await audited("trust.window-opened");
    assert.deepEqual(
      [entry?.actor, entry?.sentence.replace(/Port \d+/, "Port N")],
      ["operator:anna.keller", "Port N was opened for 5 minutes, for a module on the machine b2 to join the site."],
    );
    assert.equal((await audited("approval.not-asked")).length, 1);
  });

  it("says what is wrong with what it is asked", async () => {
    for (const body of [
      { minutes: 0 },
      { minutes: 61 },
      { expected: { node: "B 2" } },
      { expected: { role: "king" } },
      { more: 1 },
    ])
      assert.equal((await ask(anna, "POST", WINDOW, body)).status, 400, JSON.stringify(body));
    const words = await ask(anna, "POST", `${WINDOW}/words`, { run: 7, words: "acorn album anchor" });
    assert.deepEqual([words.status, words.body["detail"]], [409, "No machine waits for these words any more."]);
    assert.equal(
      (await ask(anna, "POST", "/api/v1/trust/tokens", { role: "core", node: "a", instance: "b" })).status,
      403,
    );
  });

  it("needs a second person where there are two, and is opened when they approve", async () => {
    const { access } = test;
    const { code } = await access.accounts.newEnrolmentCode({ id: "cli:test", via: "cli" });
    const payload = { code, id: "ben.weber", name: "Ben Weber", password: PASSWORD };
    const enrolment = await test.api.app.inject({ method: "POST", url: "/api/v1/enrolment", payload });
    const ben = cookieOf(enrolment.headers["set-cookie"]);
    assert.equal((await ask(anna, "POST", WINDOW, {})).status, 428);
    const reason = { "approval-reason": "a%20gateway%20for%20house%20B" };
    const waits = await ask(anna, "POST", WINDOW, { minutes: 5 }, reason);
    assert.equal(waits.status, 202);
    const { id, hash, classes } = waits.body["approval"] as { id: string; hash: string; classes: string[] };
    assert.deepEqual(classes, ["trust.open"]);
    assert.equal((await ask(anna, "GET", WINDOW)).body["listening"], false);
    const approved = await ask(ben, "POST", `/api/v1/approvals/${id}/approve`, { hash, comment: "as agreed" });
    assert.ok(approved.status < 300, JSON.stringify(approved.body));
    const view = (await ask(anna, "GET", WINDOW)).body;
    assert.equal(view["listening"], true);
    assert.equal((await ask(ben, "DELETE", WINDOW)).status, 200);
    assert.equal((await audited("trust.window-closed")).at(-1)?.actor, "operator:ben.weber");
  });
});

describe("joining another site, through the API", () => {
  const JOINING = "/api/v1/trust/joining";
  let here: TestCore;
  let there: TestCore;
  let anna: string;
  let bert: string;

  const ask = async (
    at: TestCore,
    cookie: string,
    method: "GET" | "POST" | "DELETE",
    url: string,
    payload?: object,
  ) => {
    const answer = await at.api.app.inject({ method, url, headers: asPage(cookie), ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };
  const until = async <T>(of: () => Promise<T | null | undefined | false>): Promise<T> => {
    const giveUp = AbortSignal.timeout(60_000);
    for (;;) {
      const found = await of();
      if (found) return found;
      if (giveUp.aborted) assert.fail(`it did not come to pass: ${of.toString()}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const view = async () => (await ask(here, anna, "GET", JOINING)).body as unknown as JoinView;
  const inState = (wanted: JoinView["state"]) =>
    until(async () => {
      const now = await view();
      return now.state === wanted && now;
    });
  const openThere = async () => (await ask(there, bert, "POST", WINDOW, { minutes: 5 })).body["port"] as number;
  const runThere = () =>
    until(async () => (await ask(there, bert, "GET", WINDOW)).body["run"] as { id: number; digits: string } | null);
  const entries = async (action: string) => {
    const { rows } = await here.look.query<{ actor: string; sentence: string }>(
      "select actor, sentence from audit.entry where action = $1 order by seq",
      [action],
    );
    return rows;
  };
  const wanted = { host: "127.0.0.1", role: "notifier-host", node: "b2" };

  before(async () => {
    here = await openTestCore();
    there = await openTestCore();
    anna = await enrolled(here);
    bert = await enrolled(there);
  });
  after(async () => {
    await here.close();
    await there.close();
  });

  it("W-029 tests the connection, and says what is wrong with it", async () => {
    const port = await openThere();
    const good = await ask(here, anna, "POST", `${JOINING}/test`, { host: "127.0.0.1", port });
    assert.deepEqual([good.status, good.body["wrong"]], [200, []], JSON.stringify(good.body));
    assert.equal((good.body["found"] as { tls: string }).tls, "TLSv1.3");
    await ask(there, bert, "DELETE", WINDOW);
    await until(async () => !(await ask(there, bert, "GET", WINDOW)).body["listening"]);
    const closed = await ask(here, anna, "POST", `${JOINING}/test`, { host: "127.0.0.1", port });
    assert.match(String(closed.body["wrong"]), /port \d+ is closed\. Open a window there first/);
    assert.equal((await ask(here, anna, "POST", `${JOINING}/test`, { host: "127.0.0.1", port: 0 })).status, 400);
    assert.equal((await view()).state, "idle");
  });

  it("W-032 joins when both people type what they hear, and not before; the trail has the same transcript", async () => {
    const port = await openThere();
    const begun = await ask(here, anna, "POST", JOINING, { ...wanted, port });
    assert.equal(begun.status, 201, JSON.stringify(begun.body));
    const { words } = await inState("comparing");
    assert.equal((await ask(here, anna, "POST", JOINING, { ...wanted, port })).status, 409);
    assert.equal((await ask(here, anna, "POST", `${JOINING}/digits`, { digits: "12" })).status, 422);
    const run = await runThere();
    await ask(there, bert, "POST", `${WINDOW}/words`, { run: run.id, words: words?.join(" ") });
    assert.equal((await view()).state, "comparing");
    await ask(here, anna, "POST", `${JOINING}/digits`, { digits: run.digits });
    const joined = await inState("joined");
    assert.match(joined.because ?? "", /now tocsin:\/\/.*\/notifier-host\/b2\/main/);
    const identity = readIdentity(join(joined.folder ?? "", "trust"));
    assert.deepEqual([identity?.name.node, identity?.name.role], ["b2", "notifier-host"]);
    const [entry, ...more] = await entries("trust.enrolled");
    assert.deepEqual([entry?.actor, more], ["operator:anna.keller", []]);
    assert(joined.transcript && entry?.sentence.includes(joined.transcript));
    const again = await ask(here, anna, "POST", JOINING, { ...wanted, port });
    assert.match(String(again.body["detail"]), /belongs to tocsin:.* already/);
  });

  it("trusts nobody when the digits are wrong, or when it is given up, and says so", async () => {
    const port = await openThere();
    const other = { ...wanted, port, role: "driver-host" };
    await ask(here, anna, "POST", JOINING, other);
    await inState("comparing");
    const run = await runThere();
    const wrong = run.digits.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
    await ask(here, anna, "POST", `${JOINING}/digits`, { digits: wrong });
    const { because, folder } = await inState("failed");
    assert.match(because ?? "", /Mistyped, or somebody stands between the two machines/);
    assert.equal(readIdentity(join(folder ?? "", "trust")), null);
    await until(async () => (await entries("trust.mismatch")).length === 1);
    assert.equal((await ask(here, anna, "POST", `${JOINING}/digits`, { digits: wrong })).status, 409);

    await until(async () => (await ask(there, bert, "GET", WINDOW)).body["run"] === null);
    await ask(here, anna, "POST", JOINING, other);
    await inState("comparing");
    const given = await ask(here, anna, "DELETE", JOINING);
    assert.deepEqual(
      [given.body["state"], /Given up on this side/.test(String(given.body["because"]))],
      ["failed", true],
    );
  });
});
