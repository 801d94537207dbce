import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
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
