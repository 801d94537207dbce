import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { decide, effectiveRights, type Rights } from "#operators/permissions.ts";
import { ROLES, SHIPPED } from "#operators/shipped-roles.ts";
import { readDocument } from "#site/check.ts";
import { asPage, cookieOf, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { ALARM, type Entry, PARTITION, type Place, ROUTES } from "../../test/peers/route-matrix.ts";
import { makeWhole } from "./server.ts";

const MACHINE = { kind: "machine", id: "test" } as const;
const BY = { actor: { id: "cli:test", via: "cli" } } as const;

/** Everybody who walks: each role that people have, for all partitions, for their own and for another. */
const WALKERS = ROLES.filter((role) => role !== "integration").flatMap((role) =>
  // An administrator can't be limited to partitions.
  (role === "administrator" ? [[]] : [[], ["north"], ["south"]]).map((partitions) => ({
    id: `${role}.${partitions[0] ?? "all"}`,
    role,
    partitions,
    rights: effectiveRights([{ role, partitions }], () => SHIPPED[role]),
  })),
);

type Outcome = "let in" | "401" | "403" | "404";

/** What the permission model says must come out. */
function expected(entry: Entry, rights: Rights, place: Place): Outcome {
  const { needs, everywhere, sees, acts, itself, programs } = entry;
  if (programs) return "401";
  if (itself) return decide(rights, itself, { everywhere: true }).outcome === "refused" ? "403" : "let in";
  if (needs === "machine") return "403";
  if (needs === "open" || needs === "somebody") return "let in";
  if (decide(rights, needs, { everywhere }).outcome === "refused") return "403";
  if (!sees) return "let in";
  const partition = PARTITION[place];
  const named = entry.at?.("own") === entry.at?.("foreign") && entry.body === undefined ? undefined : partition;
  if (decide(rights, sees, { partition: named }).outcome === "refused") return "404";
  const right = acts ?? needs;
  return decide(rights, right, { partition: named, grave: false }).outcome === "refused" ? "403" : "let in";
}

function outcome(status: number): Outcome {
  return status === 401 || status === 403 || status === 404 ? `${status}` : "let in";
}

describe("every route for every role in every partition", () => {
  let test: TestCore;
  const cookies = new Map<string, string>();

  before(async () => {
    test = await openTestCore();
    const { pool, journal, trust } = test.core;
    await trust.start({ pool, journal, graceMs: () => 0, clockWrong: () => null, changed: () => {} });
    await equip(test);
    for (const { id, role, partitions } of WALKERS) {
      await admitted(id, [{ role, partitions }]);
      const payload = { id, password: PASSWORD };
      const signedIn = await test.api.app.inject({ method: "POST", url: "/api/v1/session", payload });
      assert.equal(signedIn.statusCode, 200, signedIn.body);
      cookies.set(id, cookieOf(signedIn.headers["set-cookie"]));
    }
    for (const partition of ["north", "south"]) {
      await admitted(`target.${partition}`, [{ role: "operator", partitions: [partition] }]);
    }
  });
  after(() => test.close());

  function admitted(id: string, roles: readonly { role: string; partitions: readonly string[] }[]): Promise<unknown> {
    const wanted = { id, name: "Some Body", password: new Secret(PASSWORD), roles, person: null };
    // More administrators than a site may have without the approval of a second person.
    return test.access.accounts.create(wanted, MACHINE, { approved: true });
  }

  it("P-016 knows every route there is with the right that it asks for", async () => {
    const registered: string[] = [];
    const app = await makeWhole(test.core, (bare) =>
      bare.addHook("onRoute", ({ method, url, config }) => {
        if (!/^\/(api|health|metrics|r)\b/.test(url)) return; // the page's files
        const { needs = "somebody", everywhere = false } = config ?? {};
        registered.push(`${String(method)} ${url}: ${needs}${everywhere ? " everywhere" : ""}`);
      }),
    );
    await app.ready();
    await app.close();
    const known = ROUTES.map(
      ({ method, url, needs, everywhere }) => `${method} ${url}: ${needs}${everywhere ? " everywhere" : ""}`,
    );
    assert.deepEqual(known.sort(), registered.sort(), "add new routes to test/peers/route-matrix.ts");
  });

  for (const { id, role, partitions, rights } of WALKERS) {
    it(`P-016 lets the ${role} for ${partitions[0] ?? "all partitions"} do what the model says, and nothing else`, async () => {
      const headers = { ...asPage(cookies.get(id) ?? ""), "if-match": '"999"' };
      const found: string[] = [];
      const wanted: string[] = [];
      for (const entry of ROUTES) {
        for (const place of entry.sees ? (["own", "foreign"] as const) : (["own"] as const)) {
          const { method } = entry;
          const url = entry.at?.(place) ?? entry.url.replaceAll(/:\w+/g, "999999");
          const body = typeof entry.body === "function" ? entry.body(place) : (entry.body ?? {});
          await renew(url);
          const answer = await test.api.app.inject({
            method,
            url,
            headers,
            ...(method === "GET" || method === "DELETE" ? {} : { payload: body }),
            ...(entry.streams ? { payloadAsStream: true } : {}),
          });
          if (entry.streams) answer.raw.res.emit("close");
          assert.ok(answer.statusCode < 500, `${method} ${url}: ${answer.body}`);
          const name = `${method} ${entry.url} ${PARTITION[place]}`;
          // What names nothing of a partition may well not be there.
          const came = answer.statusCode === 404 && !entry.sees ? "let in" : outcome(answer.statusCode);
          found.push(`${name}: ${came}`);
          wanted.push(`${name}: ${expected(entry, rights, place)}`);
        }
      }
      const differs = found.flatMap((came, at) =>
        came === wanted[at] ? [] : [`${came}, should be ${wanted[at]?.split(": ").at(-1)}`],
      );
      assert.deepEqual(differs, []);
      assert.ok(found.length > 80, `only ${found.length} calls were made`);
    });
  }

  /** Whoever was disabled on the walk can sign in again. */
  async function renew(url: string): Promise<void> {
    const id = /^\/api\/v1\/operators\/(target\.\w+)$/.exec(url)?.[1];
    if (id && !test.access.operators.enabled(id)) await test.access.administration.enable(id, { by: MACHINE });
  }

  it("shows nothing of a foreign partition in any list", async () => {
    for (const { id, partitions, rights } of WALKERS.filter(({ partitions }) => partitions.length > 0)) {
      const foreign = partitions[0] === "north" ? "south" : "north";
      for (const entry of ROUTES.filter(({ method, at }) => method === "GET" && !at)) {
        if (expected(entry, rights, "own") !== "let in") continue;
        const url = entry.url.replaceAll(/:\w+/g, "999999");
        const answer = await test.api.app.inject({ url, headers: asPage(cookies.get(id) ?? "") });
        const names = new RegExp(`(source|person|target|policy|route)[-.]${foreign}`);
        assert.doesNotMatch(answer.body, names, `${id} ${url}`);
      }
    }
  });
});

/** Two partitions with all that lies in them, and an alarm in each. */
async function equip(test: TestCore): Promise<void> {
  const put = async (kind: Parameters<typeof readDocument>[0], body: object) => {
    const reading = readDocument(kind, body);
    assert.ok("document" in reading, JSON.stringify(reading));
    await test.site.put(reading.document, BY);
  };
  await put("setting", { id: "site", approvals: { fourEyes: "off" } });
  await put("channel", {
    id: "mail",
    name: "Mail",
    kind: "webhook",
    enabled: false,
    settings: { secret: "x".repeat(32) },
  });
  for (const place of ["own", "foreign"] as const) {
    const partition = PARTITION[place];
    const person = `person-${partition}`;
    const methods = [{ id: "mail", channel: "mail", address: "https://far.test/hook" }];
    await put("partition", { id: partition, name: partition });
    await put("person", { id: person, name: person, methods });
    const rotation = { id: "r", members: [person], startsOn: "2026-01-01", every: { unit: "day", count: 1 } };
    const schedule = `duty-${partition}`;
    await put("schedule", { id: schedule, name: partition, timeZone: "UTC", rotations: [rotation] });
    await put("policy", { id: `policy-${partition}`, name: partition, steps: [{ tell: [{ person }, { schedule }] }] });
    await put("route", {
      id: `route-${partition}`,
      order: place === "own" ? 1 : 2,
      partitions: [partition],
      policy: `policy-${partition}`,
    });
    await put("source", { id: `source-${partition}`, name: partition, driver: "http", partition });
    await put("workstation", { id: `desk-${partition}`, name: partition, partition });
    const facts = { kind: "raise", category: "technical", condition: "fault", raw: "" } as const;
    await test.core.report(`source-${partition}`, [{ point: "door", ...facts }]);
    ALARM[place] = [...test.core.alarms.all()].find((alarm) => alarm.partition === partition)?.id ?? 0;
  }
}
