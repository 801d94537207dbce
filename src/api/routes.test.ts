import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SCOPE_RIGHTS, SCOPES, type Scope } from "#operators/shipped-roles.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { type Entry, ROUTES } from "../../test/peers/route-matrix.ts";

describe("who may call what", () => {
  let test: TestCore;
  const cookies = new Map<string, string>();
  const tokens = new Map<Scope, string>();

  before(async () => {
    test = await openTestCore();
    const { pool, journal, trust } = test.core;
    await trust.start({ pool, journal, graceMs: () => 0, clockWrong: () => null, changed: () => {} });
    const administrator = await enrolled(test);
    cookies.set("administrator", administrator);
    for (const role of ["operator", "viewer"] as const) {
      const payload = { id: `some.${role}`, name: "Some Body", password: PASSWORD, roles: [{ role }] };
      const made = await call("POST", "/api/v1/operators", asPage(administrator), payload);
      assert.equal(made.statusCode, 201, made.body);
      const signedIn = await call("POST", "/api/v1/session", {}, { id: `some.${role}`, password: PASSWORD });
      cookies.set(role, cookieOf(signedIn.headers["set-cookie"]));
    }
    for (const scope of SCOPES) {
      const made = await call("POST", "/api/v1/tokens", asPage(administrator), { name: scope, scopes: [scope] });
      tokens.set(scope, made.json().token);
    }
  });
  after(() => test.close());

  function call(method: Entry["method"], url: string, headers: Record<string, string>, payload?: object) {
    return test.api.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  }

  /** With an id that does not exist, so that whoever is let in gets another answer and changes nothing. */
  const filled = (url: string) => url.replaceAll(/:\w+/g, "999999");

  async function letIn(method: Entry["method"], url: string, headers: Record<string, string>): Promise<boolean> {
    const body = method === "GET" || method === "DELETE" ? undefined : {};
    const { statusCode } = await call(method, filled(url), headers, body);
    assert.ok(statusCode < 500, `${method} ${url}: ${statusCode}`);
    return statusCode !== 401 && statusCode !== 403;
  }

  it("N-071 knows every route that the description lists, and describes every route it knows", async () => {
    const document = (await call("GET", "/api/v1/openapi.json", {})).json();
    assert.equal(document.openapi, "3.1.0");
    const described = Object.entries<object>(document.paths).flatMap(([url, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`),
    );
    const known = ROUTES.map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, "{$1}")}`);
    assert.deepEqual(described.sort(), known.sort());
  });

  it("N-068 N-079 leaves open what a sign-in or a secret of its own needs, and nothing else", () => {
    const open = ROUTES.filter(({ needs }) => needs === "open").map(({ method, url }) => `${method} ${url}`);
    assert.deepEqual(open.sort(), [
      "GET /api/v1/openapi.json",
      "GET /api/v1/password-policy",
      "GET /api/v1/persons/:id/calendar.ics", // the secret of an address carries the right
      "GET /api/v1/schedules/:id/calendar.ics",
      "GET /api/v1/session/oidc/:id",
      "GET /api/v1/session/oidc/:id/callback",
      "GET /api/v1/status",
      "GET /api/v1/wall", // says whether this browser is a display, by its own cookie
      "GET /health/live",
      "GET /health/ready",
      "GET /metrics", // judges by itself
      "GET /r/:token", // the address carries the right
      "POST /api/v1/enrolment",
      "POST /api/v1/events", // judges by itself
      "POST /api/v1/session",
      "POST /api/v1/session/break-glass",
      "POST /api/v1/session/second-factor",
      "POST /api/v1/session/second-factor/challenge",
      "POST /api/v1/wall", // takes a code that is good once
      "POST /r/:token",
    ]);
  });

  it("N-068 N-079 lets nobody in without a session or token, but where the door is open", async () => {
    for (const { method, url, needs } of ROUTES) {
      if (needs === "open") continue;
      assert.equal(await letIn(method, url, {}), false, `${method} ${url}`);
      const forged = { authorization: "Bearer tocsin_0000000000_forged" };
      assert.equal(await letIn(method, url, forged), false, `forged ${method} ${url}`);
      const stale = asPage("__Host-tocsin=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
      assert.equal(await letIn(method, url, stale), false, `stale ${method} ${url}`);
    }
  });

  it("N-045 N-047 P-142 lets a token do what its one scope says", async () => {
    for (const [scope, token] of tokens) {
      for (const { method, url, at, needs, itself, programs } of ROUTES) {
        if (itself || programs) continue; // below
        const headers = { authorization: `Bearer ${token}` };
        const may = needs === "open" || needs === "somebody" || SCOPE_RIGHTS[scope].some((right) => right === needs);
        assert.equal(await letIn(method, at?.("own") ?? url, headers), may, `${scope} ${method} ${url}`);
      }
    }
  });

  it("N-045 N-046 takes events from tokens with events:write only, and shows figures with metrics:read only", async () => {
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
