import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";

const DAY = 86_400_000;

describe("operators, roles and the access review", () => {
  let test: TestCore;
  let anna: string;
  before(async () => {
    test = await openTestCore();
    anna = await enrolled(test);
    await ask("PUT", "/api/v1/site/setting/site", { approvals: { fourEyes: "off" } });
    for (const id of ["north", "south"]) await ask("PUT", `/api/v1/site/partition/${id}`, { name: id });
  });
  after(() => test.close());

  function ask(method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", url: string, payload?: object, cookie = anna) {
    return test.api.app.inject({ method, url, headers: asPage(cookie), ...(payload ? { payload } : {}) });
  }

  const letIn = (id: string, ...roles: object[]) =>
    ask("POST", "/api/v1/operators", { id, name: "Some Body", password: PASSWORD, roles });

  async function signIn(id: string): Promise<string> {
    const answer = await ask("POST", "/api/v1/session", { id, password: PASSWORD }, "");
    assert.equal(answer.statusCode, 200, answer.body);
    return cookieOf(answer.headers["set-cookie"]);
  }

  async function sentences(action: string): Promise<string[]> {
    const { rows } = await test.look.query<{ sentence: string }>(
      "select sentence from audit.entry where action = $1 order by seq",
      [action],
    );
    return rows.map((row) => row.sentence);
  }

  it("gives somebody several roles, each for its partitions, and says so in the trail", async () => {
    const made = await letIn("ben.frank", { role: "viewer" }, { role: "operator", partitions: ["north"] });
    assert.equal(made.statusCode, 201, made.body);
    assert.ok(
      (await sentences("operator.created")).includes(
        "Some Body (ben.frank) may now sign in as viewer and operator for north.",
      ),
    );
    const unknown = await letIn("eva.roth", { role: "operator", partitions: ["nowhere"] });
    assert.equal(unknown.statusCode, 422);
    assert.match(unknown.json().detail, /There is no partition 'nowhere'/);
  });

  it("takes a right away from a session that is open, on its next request", async () => {
    const ben = await signIn("ben.frank");
    assert.equal((await ask("GET", "/api/v1/audit-trail", undefined, ben)).statusCode, 200);
    const changed = await ask("PATCH", "/api/v1/operators/ben.frank", { roles: [{ role: "viewer" }] });
    assert.equal(changed.statusCode, 200, changed.body);
    const refused = await ask("GET", "/api/v1/audit-trail", undefined, ben);
    assert.equal(refused.statusCode, 403);
    assert.match(refused.json().detail, /'ben.frank' \(viewer\) may not do this: it needs the right 'audit:read'/);
    assert.deepEqual(await sentences("operator.roles-changed"), [
      "Some Body (ben.frank) is now viewer instead of viewer and operator for north.",
    ]);
  });

  it("P-017 refuses security administrator and auditor in one person", async () => {
    const refused = await letIn("carl.moss", { role: "security-administrator" }, { role: "auditor" });
    assert.equal(refused.statusCode, 409);
    assert.match(
      refused.json().detail,
      /can't have these roles together: security administration and auditing are kept apart/,
    );
  });

  it("N-084 refuses a third administrator and says what is needed", async () => {
    assert.equal((await letIn("dora.lang", { role: "security-administrator" })).statusCode, 201);
    const refused = await letIn("emil.stein", { role: "administrator" });
    assert.equal(refused.statusCode, 409);
    assert.match(
      refused.json().detail,
      /2 administrators already \(anna.keller, dora.lang\).*one more needs the approval/,
    );
  });

  it("N-077 refuses names that attackers try first", async () => {
    for (const id of ["admin", "administrator", "root", "sa", "guest", "user"]) {
      const refused = await letIn(id, { role: "viewer" });
      assert.equal(refused.statusCode, 422, id);
      assert.match(refused.json().detail, /is reserved/);
    }
  });

  it("P-016 lets nobody make a role that grants more than they hold, or a token", async () => {
    const dora = await signIn("dora.lang");
    const role = { name: "Night watch", grants: [{ right: "alarms:read" }, { right: "site:write" }] };
    const refused = await ask("PUT", "/api/v1/roles/night-watch", role, dora);
    assert.equal(refused.statusCode, 403);
    assert.match(refused.json().detail, /grants site:write: nobody can grant more than they hold/);
    const token = await ask("POST", "/api/v1/tokens", { name: "x", scopes: ["alarms:write"] }, dora);
    assert.equal(token.statusCode, 403, token.body);
    assert.match(token.json().detail, /nobody can grant more than they hold/);
    const own = await ask("PATCH", "/api/v1/operators/dora.lang", { roles: [{ role: "engineer" }] }, dora);
    assert.equal(own.statusCode, 403);
    assert.match(own.json().detail, /Nobody changes their own roles/);
  });

  it("keeps a role of the site's own, whose denial wins, and removes it only when nobody has it", async () => {
    const role = { name: "No shelving", grants: [], denials: ["alarms:shelve"] };
    assert.equal((await ask("PUT", "/api/v1/roles/no-shelving", role)).statusCode, 200);
    assert.equal((await letIn("fay.brand", { role: "supervisor" }, { role: "no-shelving" })).statusCode, 201);
    const { changedAt } = (await ask("GET", "/api/v1/roles")).json().roles.at(-1);
    for (const over of [null, changedAt - 1]) {
      const unseen = await ask("PUT", "/api/v1/roles/no-shelving", { ...role, over });
      assert.equal(unseen.statusCode, 409, "nobody overwrites what they have not seen");
      assert.match(unseen.json().detail, /was changed or made meanwhile/);
    }
    assert.equal((await ask("PUT", "/api/v1/roles/no-shelving", { ...role, over: changedAt })).statusCode, 200);
    const gone = await ask("PUT", "/api/v1/roles/never-made", { ...role, over: changedAt });
    assert.match(gone.json().detail, /There is no role 'never-made' any more/);
    const fay = await signIn("fay.brand");
    const { rights } = (await ask("GET", "/api/v1/session", undefined, fay)).json().operator;
    assert.ok(rights.includes("alarms:out-of-service") && !rights.includes("alarms:shelve"), String(rights));
    const listed = (await ask("GET", "/api/v1/roles")).json();
    assert.deepEqual(listed.roles.at(-1).denials, ["alarms:shelve"]);
    assert.equal((await ask("DELETE", "/api/v1/roles/no-shelving")).statusCode, 409);
    assert.equal((await ask("PUT", "/api/v1/roles/operator", role)).statusCode, 409);
    const seen = [{ role: "supervisor" }, { role: "no-shelving" }];
    const give = (over: object[]) => ask("PATCH", "/api/v1/operators/fay.brand", { roles: [{ role: "viewer" }], over });
    assert.match(
      (await give([{ role: "operator" }])).json().detail,
      /Somebody else has changed the roles of Some Body/,
    );
    assert.equal((await give(seen)).statusCode, 200);
    assert.equal((await ask("DELETE", "/api/v1/roles/no-shelving")).statusCode, 204);
  });

  it("reports who may do what, since when, and when they last did", async () => {
    const { items } = (await ask("GET", "/api/v1/access-review")).json();
    const line = (who: string, right: string) =>
      items.find((one: { who: string; right: string }) => one.who === who && one.right === right);
    const used = line("operator:anna.keller", "operators:write");
    assert.deepEqual(
      [used.verb, used.object, used.partitions, used.roles],
      ["change", "operator", [], "administrator"],
    );
    assert.ok(used.lastUsed >= used.since && used.lastSignIn >= used.since && !used.unused, JSON.stringify(used));
    assert.equal(line("operator:anna.keller", "messages:purge").lastUsed, null);
    assert.equal(line("operator:ben.frank", "operators:write"), undefined);
    const csv = await ask("GET", "/api/v1/access-review?format=csv");
    assert.match(String(csv.headers["content-type"]), /^text\/csv/);
    assert.match(csv.body, /^who,name,state,roles,since,lastSignIn,right,/);
    assert.match(csv.body, /\r\noperator:anna.keller,Anna Keller,may sign in,administrator,/);
    assert.equal((await sentences("access-review.read")).length, 2);
  });

  it("N-065 disables whoever has not signed in for the days that the site says, but never the last administrator", async () => {
    assert.deepEqual(await test.access.administration.disableUnused(90), []);
    test.clock.advance(91 * DAY);
    const gone = await test.access.administration.disableUnused(90);
    assert.deepEqual([...gone].sort(), ["anna.keller", "ben.frank", "fay.brand"]);
    assert.ok(
      (await sentences("operator.disabled-unused")).includes(
        "Some Body (ben.frank) may no longer sign in: nobody signed in as 'ben.frank' for 90 days.",
      ),
    );
    const dora = await signIn("dora.lang");
    const enabled = await ask("POST", "/api/v1/operators/ben.frank/enable", {}, dora);
    assert.equal(enabled.statusCode, 200, enabled.body);
    assert.deepEqual(await test.access.administration.disableUnused(90), []);
  });
});
