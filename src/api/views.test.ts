import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";

describe("views of the alarm list", () => {
  let test: TestCore;
  let anna: string;
  let ben: string;
  let cleo: string;
  before(async () => {
    test = await openTestCore();
    anna = await enrolled(test);
    await ask("PUT", "/api/v1/site/setting/site", { approvals: { fourEyes: "off" } });
    await ask("PUT", "/api/v1/site/partition/north", { name: "North" });
    ben = await letIn("ben.frank", { role: "operator" });
    cleo = await letIn("cleo.roth", { role: "viewer", partitions: ["north"] });
  });
  after(() => test.close());

  function ask(method: "GET" | "POST" | "PUT" | "DELETE", url: string, payload?: object, cookie = anna) {
    return test.api.app.inject({ method, url, headers: asPage(cookie), ...(payload ? { payload } : {}) });
  }

  async function letIn(id: string, ...roles: object[]): Promise<string> {
    await ask("POST", "/api/v1/operators", { id, name: "Some Body", password: PASSWORD, roles });
    const answer = await ask("POST", "/api/v1/session", { id, password: PASSWORD }, "");
    return cookieOf(answer.headers["set-cookie"]);
  }

  const put = (id: string, body: object, cookie: string) => ask("PUT", `/api/v1/site/view/${id}`, body, cookie);
  const seenBy = async (cookie: string): Promise<string[]> =>
    (await ask("GET", "/api/v1/site/view", undefined, cookie))
      .json()
      .items.map(({ id }: { id: string }) => id)
      .sort();

  it("lets whoever may change the site make views for roles, and nobody else", async () => {
    const night = { name: "Night", roles: ["operator"], opens: true, arrangement: "lanes" };
    const refused = await put("night", night, ben);
    assert.equal(refused.statusCode, 403);
    assert.match(refused.json().detail, /You may not change the view 'night': it needs the right 'site:write'/);
    assert.equal((await put("night", night, anna)).statusCode, 201);
    assert.equal((await put("north", { name: "North", filter: { partition: "north" } }, anna)).statusCode, 201);
    assert.deepEqual(await seenBy(ben), ["night", "north"]);
    assert.equal((await ask("DELETE", "/api/v1/site/view/night", undefined, ben)).statusCode, 403);
  });

  it("says what is wrong with a view", async () => {
    const nowhere = await put("bad", { name: "Bad", filter: { area: "nowhere" } }, anna);
    assert.equal(nowhere.statusCode, 422);
    assert.match(nowhere.json().detail, /area/);
    const other = await put("bad", { name: "Bad", arrangement: "spiral", filter: { state: "normal" } }, anna);
    assert.equal(other.statusCode, 400);
    assert.deepEqual(
      other.json().errors.map(({ path }: { path: string }) => path),
      ["arrangement", "filter.state"],
    );
  });

  it("lets everybody keep views of their own, which nobody else sees but who may change the site", async () => {
    const mine = { name: "Mine", owner: "ben.frank", filter: { text: "pump -test" } };
    assert.equal((await put("own-1", mine, ben)).statusCode, 201);
    const viewers = await put("own-2", { name: "Mine", owner: "cleo.roth", filter: { partition: "north" } }, cleo);
    assert.equal(viewers.statusCode, 201, "looking is enough");
    assert.deepEqual(await seenBy(ben), ["night", "north", "own-1"]);
    assert.deepEqual(await seenBy(cleo), ["night", "north", "own-2"]);
    assert.deepEqual(await seenBy(anna), ["night", "north", "own-1", "own-2"]);
    const { rows } = await test.look.query<{ sentence: string; actor: string }>(
      "select sentence, actor from audit.entry where object = 'view:own-1'",
    );
    assert.deepEqual(rows, [{ sentence: "The view 'own-1' was created.", actor: "operator:ben.frank" }]);
  });

  it("gives nobody a view in somebody else's name, and takes none over", async () => {
    assert.equal((await put("own-3", { name: "Yours", owner: "cleo.roth" }, ben)).statusCode, 403);
    assert.equal((await put("own-2", { name: "Mine now", owner: "ben.frank" }, ben)).statusCode, 404);
    assert.equal((await put("night", { name: "Mine now", owner: "ben.frank" }, ben)).statusCode, 403);
    assert.equal((await put("own-1", { name: "For all" }, ben)).statusCode, 403);
    assert.equal((await ask("GET", "/api/v1/site/view/own-2", undefined, ben)).statusCode, 404);
  });

  it("lets a display on a wall show a view", async () => {
    const wall = (...views: string[]) =>
      ask("PUT", "/api/v1/site/workstation/lobby", { name: "Lobby", wall: { views } });
    assert.equal((await wall("/?view=night", "/on-call")).statusCode, 201);
    assert.equal((await wall("/?other=night")).statusCode, 400);
  });

  it("keeps no more than fifty of one operator", async () => {
    for (let n = 2; n <= 50; n++) {
      const answer = await put(`ben-${n}`, { name: `View ${n}`, owner: "ben.frank" }, ben);
      assert.equal(answer.statusCode, 201, answer.body);
    }
    const refused = await put("ben-51", { name: "One more", owner: "ben.frank" }, ben);
    assert.equal(refused.statusCode, 422);
    assert.match(refused.json().detail, /less than 50 views of their own/);
    assert.equal((await put("ben-50", { name: "Changed", owner: "ben.frank" }, ben)).statusCode, 200);
  });

  it("leaves own views out of what is exported, and alone when the site is pruned to a file", async () => {
    const { body } = await ask("GET", "/api/v1/site/export");
    assert.match(body, /id: night/);
    assert.doesNotMatch(body, /own-1|ben-50/);
    const yaml = body.slice(0, body.lastIndexOf("  - id: north"));
    const applied = await ask("POST", "/api/v1/site/apply", { yaml, prune: true });
    assert.equal(applied.statusCode, 200, applied.body);
    assert.deepEqual(
      applied.json().changes.map(({ action, kind, id }: Record<string, string>) => `${action} ${kind} ${id}`),
      ["delete view north"],
    );
    assert.ok((await seenBy(ben)).includes("own-1"));
  });
});
