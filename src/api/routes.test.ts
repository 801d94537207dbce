import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Role, Scope } from "#operators/roles.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";

type Right = Scope | "operators:write" | "open" | "somebody" | "machine" | "own";

/** Every route there is, and what it needs. `own`: the route has rules of its own, tested beside it. */
const ROUTES: readonly (readonly [method: "GET" | "POST" | "PUT" | "DELETE", url: string, needs: Right])[] = [
  ["GET", "/api/v1/status", "open"],
  ["GET", "/health/live", "open"],
  ["GET", "/health/ready", "open"],
  ["GET", "/metrics", "own"],
  ["GET", "/api/v1/openapi.json", "open"],
  ["POST", "/api/v1/enrolment", "open"],
  ["POST", "/api/v1/enrolment/code", "machine"],
  ["POST", "/api/v1/seal/rotation", "machine"],
  ["POST", "/api/v1/seal/notes", "machine"],
  ["POST", "/api/v1/session", "open"],
  ["GET", "/api/v1/session", "somebody"],
  ["DELETE", "/api/v1/session", "somebody"],
  ["GET", "/api/v1/alarms", "alarms:read"],
  ["GET", "/api/v1/alarms/{id}", "alarms:read"],
  ["POST", "/api/v1/alarms/{id}/acknowledge", "alarms:write"],
  ["POST", "/api/v1/alarms/{id}/unacknowledge", "alarms:write"],
  ["POST", "/api/v1/alarms/{id}/reset", "alarms:write"],
  ["POST", "/api/v1/alarms/{id}/shelve", "alarms:write"],
  ["POST", "/api/v1/alarms/{id}/unshelve", "alarms:write"],
  ["POST", "/api/v1/alarms/{id}/out-of-service", "alarms:write"],
  ["POST", "/api/v1/alarms/{id}/in-service", "alarms:write"],
  ["POST", "/api/v1/alarms/{id}/comment", "alarms:write"],
  ["POST", "/api/v1/alarms/{id}/escalate", "alarms:write"],
  ["GET", "/api/v1/feed", "own"],
  ["GET", "/api/v1/events", "alarms:read"],
  ["POST", "/api/v1/events", "own"],
  ["GET", "/api/v1/audit-trail", "audit:read"],
  ["GET", "/api/v1/site", "site:read"],
  ["GET", "/api/v1/site/export", "site:read"],
  ["GET", "/api/v1/site/{kind}", "site:read"],
  ["GET", "/api/v1/site/{kind}/{id}", "site:read"],
  ["PUT", "/api/v1/site/{kind}/{id}", "site:write"],
  ["DELETE", "/api/v1/site/{kind}/{id}", "site:write"],
  ["POST", "/api/v1/site/plan", "site:read"],
  ["POST", "/api/v1/site/apply", "site:write"],
  ["GET", "/api/v1/kinds", "site:read"],
  ["GET", "/api/v1/sources", "site:read"],
  ["POST", "/api/v1/sources/{id}/candidates/{key}/adopt", "site:write"],
  ["GET", "/api/v1/channels", "site:read"],
  ["POST", "/api/v1/channels/{id}/purge", "site:write"],
  ["GET", "/api/v1/on-call", "site:read"],
  ["POST", "/api/v1/simulate", "site:read"],
  ["GET", "/api/v1/persons/{id}/methods", "site:read"],
  ["POST", "/api/v1/persons/{id}/methods/{method}/verification", "site:write"],
  ["PUT", "/api/v1/persons/{id}/methods/{method}/verification", "site:write"],
  ["POST", "/api/v1/persons/{id}/methods/{method}/test", "site:write"],
  ["GET", "/api/v1/tokens", "operators:write"],
  ["POST", "/api/v1/tokens", "operators:write"],
  ["DELETE", "/api/v1/tokens/{id}", "operators:write"],
  ["GET", "/api/v1/operators", "operators:write"],
  ["POST", "/api/v1/operators", "operators:write"],
  ["DELETE", "/api/v1/operators/{id}", "operators:write"],
  ["PUT", "/api/v1/operators/{id}/password", "somebody"],
  ["GET", "/r/{token}", "own"],
  ["POST", "/r/{token}", "own"],
];

const ROLE_RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ["open", "somebody", "alarms:read", "site:read"],
  operator: ["open", "somebody", "alarms:read", "alarms:write", "site:read", "audit:read"],
  administrator: [
    ...(["open", "somebody", "alarms:read", "alarms:write", "site:read", "site:write", "audit:read"] as const),
    "operators:write",
  ],
};

describe("who may call what", () => {
  let test: TestCore;
  const cookies = new Map<Role, string>();
  const tokens = new Map<Scope, string>();

  before(async () => {
    test = await openTestCore();
    const administrator = await enrolled(test);
    cookies.set("administrator", administrator);
    for (const role of ["operator", "viewer"] as const) {
      const payload = { id: `some.${role}`, name: "Some Body", password: PASSWORD, role };
      const made = await call("POST", "/api/v1/operators", asPage(administrator), payload);
      assert.equal(made.statusCode, 201, made.body);
      const signedIn = await call("POST", "/api/v1/session", {}, { id: `some.${role}`, password: PASSWORD });
      cookies.set(role, cookieOf(signedIn.headers["set-cookie"]));
    }
    for (const scope of [
      "events:write",
      "alarms:read",
      "alarms:write",
      "site:read",
      "site:write",
      "audit:read",
      "metrics:read",
    ] as const) {
      const made = await call("POST", "/api/v1/tokens", asPage(administrator), { name: scope, scopes: [scope] });
      tokens.set(scope, made.json().token);
    }
  });
  after(() => test.close());

  function call(
    method: "GET" | "POST" | "PUT" | "DELETE",
    url: string,
    headers: Record<string, string>,
    payload?: object,
  ) {
    return test.api.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  }

  /** With an id that does not exist, so that whoever is let in gets another answer and changes nothing. */
  const filled = (url: string) => url.replace("{kind}", "team").replaceAll(/\{\w+\}/g, "999999");
  /** A call that changes nothing is made for every route but these. */
  const SKIPPED = new Set([
    "DELETE /api/v1/session",
    "POST /api/v1/enrolment",
    "POST /api/v1/session",
    "PUT /api/v1/site/{kind}/{id}",
  ]);

  async function letIn(
    method: "GET" | "POST" | "PUT" | "DELETE",
    url: string,
    headers: Record<string, string>,
  ): Promise<boolean> {
    const body = method === "GET" || method === "DELETE" ? undefined : {};
    const { statusCode } = await call(method, filled(url), headers, body);
    assert.ok(statusCode < 500, `${method} ${url}: ${statusCode}`);
    return statusCode !== 401 && statusCode !== 403;
  }

  it("knows every route that the description lists, and describes every route it knows", async () => {
    const document = (await call("GET", "/api/v1/openapi.json", {})).json();
    assert.equal(document.openapi, "3.1.0");
    const described = Object.entries<object>(document.paths).flatMap(([url, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`),
    );
    assert.deepEqual(described.sort(), ROUTES.map(([method, url]) => `${method} ${url}`).sort());
  });

  for (const role of ["administrator", "operator", "viewer"] as const) {
    it(`lets the ${role} do what the role may, and nothing else`, async () => {
      const headers = asPage(cookies.get(role) ?? "");
      for (const [method, url, needs] of ROUTES) {
        if (needs === "own" || SKIPPED.has(`${method} ${url}`)) continue;
        if (url.endsWith("/password")) continue;
        assert.equal(await letIn(method, url, headers), ROLE_RIGHTS[role].includes(needs), `${role} ${method} ${url}`);
      }
    });
  }

  it("lets nobody in without a session or token, but where the door is open", async () => {
    for (const [method, url, needs] of ROUTES) {
      if (needs === "own" || SKIPPED.has(`${method} ${url}`)) continue;
      assert.equal(await letIn(method, url, {}), needs === "open", `${method} ${url}`);
      const forged = { authorization: "Bearer tocsin_0000000000_forged" };
      assert.equal(await letIn(method, url, forged), needs === "open", `forged ${method} ${url}`);
      const stale = asPage("__Host-tocsin=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
      assert.equal(await letIn(method, url, stale), needs === "open", `stale ${method} ${url}`);
    }
  });

  it("lets a token do what its one scope says", async () => {
    for (const [scope, token] of tokens) {
      for (const [method, url, needs] of ROUTES) {
        if (needs === "own" || SKIPPED.has(`${method} ${url}`) || url.endsWith("/password")) continue;
        const headers = { authorization: `Bearer ${token}` };
        const may = needs === scope || needs === "open" || needs === "somebody";
        assert.equal(await letIn(method, url, headers), may, `${scope} ${method} ${url}`);
      }
    }
  });

  it("takes events from tokens with events:write only, and shows figures with metrics:read only", async () => {
    for (const [scope, token] of tokens) {
      const headers = { authorization: `Bearer ${token}` };
      assert.equal(await letIn("POST", "/api/v1/events", headers), scope === "events:write", scope);
      assert.equal(await letIn("GET", "/metrics", headers), scope === "metrics:read", scope);
    }
    assert.equal(await letIn("POST", "/api/v1/events", asPage(cookies.get("administrator") ?? "")), false);
    assert.equal(await letIn("GET", "/metrics", asPage(cookies.get("administrator") ?? "")), true);
    assert.equal(await letIn("GET", "/metrics", asPage(cookies.get("viewer") ?? "")), false);
    assert.equal(await letIn("GET", "/metrics", {}), false);
  });

  it("answers refusals as problem documents", async () => {
    for (const [method, url] of [
      ["GET", "/api/v1/alarms"],
      ["GET", "/nothing"],
      ["POST", "/api/v1/session"],
    ] as const) {
      const answer = await call(method, url, {}, method === "POST" ? { id: 7 } : undefined);
      assert.match(String(answer.headers["content-type"]), /^application\/problem\+json/);
      const problem = answer.json();
      assert.equal(problem.status, answer.statusCode);
      assert.ok(problem.detail.length > 20 && problem.title && problem.type.startsWith("urn:tocsin:"), answer.body);
    }
  });

  it("says which field is wrong, what was expected and what was found", async () => {
    const answer = await call("POST", "/api/v1/session", {}, { id: 7, password: "x", remember: true });
    assert.equal(answer.statusCode, 400);
    assert.deepEqual(
      answer
        .json()
        .errors.map((error: { path: string; expected: string; found: string }) => [
          error.path,
          error.expected,
          error.found,
        ]),
      [
        ["id", "a string", "7"],
        ["remember", "no such key", "'remember'"],
      ],
    );
  });

  it("revokes a token at once", async () => {
    const token = tokens.get("audit:read") ?? "";
    const headers = { authorization: `Bearer ${token}` };
    assert.equal(await letIn("GET", "/api/v1/audit-trail", headers), true);
    const id = token.split("_")[1] ?? "";
    assert.equal(
      (await call("DELETE", `/api/v1/tokens/${id}`, asPage(cookies.get("administrator") ?? ""))).statusCode,
      204,
    );
    assert.equal(await letIn("GET", "/api/v1/audit-trail", headers), false);
  });

  it("keeps the last administrator, and ends the sessions of an operator who is removed", async () => {
    const administrator = asPage(cookies.get("administrator") ?? "");
    assert.equal((await call("DELETE", "/api/v1/operators/anna.keller", administrator)).statusCode, 409);
    assert.equal((await call("DELETE", "/api/v1/operators/some.viewer", administrator)).statusCode, 204);
    assert.equal((await call("GET", "/api/v1/alarms", { cookie: cookies.get("viewer") ?? "" })).statusCode, 401);
    const again = await call("POST", "/api/v1/session", {}, { id: "some.viewer", password: PASSWORD });
    assert.equal(again.statusCode, 401);
  });
});
