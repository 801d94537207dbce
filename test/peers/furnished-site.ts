import assert from "node:assert/strict";
import type { APIRequestContext } from "playwright-core";
import { Secret } from "#kernel/secret.ts";
import { type BrowserSite, PASSWORD } from "./browser-site.ts";

const ON_THE_MACHINE = { kind: "machine", id: "cli:root" } as const;
const PLAN = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><path d="M20 20H380V280H20z"/></svg>`;

/** The documents of a small site, so that each page has something to show. */
const DOCUMENTS: readonly (readonly [kind: string, id: string, body: object])[] = [
  ["setting", "site", { name: "Water works", speech: { words: [{ written: "PT", spoken: "pressure" }] } }],
  ["area", "hall", { name: "Hall 3", instructions: "Take the gas detector." }],
  ["source", "plant", { name: "Plant", driver: "http" }],
  [
    "point",
    "plant/pump",
    {
      source: "plant",
      address: "pump",
      name: "Pump",
      area: "hall",
      conditions: [{ type: "high", limit: 90, priority: "critical" }],
    },
  ],
  ["channel", "hook", { name: "Hook", kind: "webhook", settings: { secret: "sixteen characters at least" } }],
  [
    "person",
    "anna",
    { name: "Anna Berg", methods: [{ id: "hook", channel: "hook", address: "http://127.0.0.1:9/anna" }] },
  ],
  ["team", "fitters", { name: "Fitters", members: ["anna"] }],
  [
    "schedule",
    "nights",
    {
      name: "Nights",
      timeZone: "UTC",
      rotations: [
        {
          id: "week",
          members: ["anna"],
          startsOn: "2026-01-05",
          handoverAt: "08:00",
          every: { unit: "week", count: 1 },
        },
      ],
    },
  ],
  ["policy", "standard", { name: "Standard", steps: [{ waitSec: 300, tell: [{ person: "anna" }] }] }],
  ["route", "everything", { order: 10, policy: "standard" }],
  ["drill", "anna-hook", { name: "Anna's hook", person: "anna", methods: ["hook"] }],
  ["report", "weekly", { name: "Weekly", recipients: [{ address: "board@plant.example", channel: "mail" }] }],
  ["template", "night", { name: "Night words", message: "alarm", subject: "{{text}}", text: "{{text}}" }],
  ["procedure", "leak", { name: "Leak", steps: [{ id: "look", type: "check", text: "Look at it" }] }],
  ["workstation", "gate", { name: "Gate" }],
  [
    "source",
    "shop",
    {
      name: "Shop",
      driver: "sia-dc09",
      host: "b2",
      settings: { host: "127.0.0.1", port: 40_321, accounts: [{ account: "1234" }] },
    },
  ],
  [
    "directory",
    "house",
    {
      name: "House",
      kind: "ldap",
      enabled: false,
      settings: { urls: ["ldaps://10.77.3.5"], baseDn: "dc=plant", bindDn: "cn=tocsin", bindPassword: "a secret" },
    },
  ],
];

/** Asks as a page of the same origin does, and wants it done. */
export async function asked(from: APIRequestContext, method: string, path: string, data?: object): Promise<unknown> {
  const headers = { "sec-fetch-site": "same-origin" };
  const answer = await from.fetch(path, { method, headers, ...(data ? { data } : {}) });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  const text = await answer.text();
  return text === "" ? null : JSON.parse(text);
}

/**
 * Puts at least one of everything that a page can show on a site on which Anna Berg is signed in: documents, an alarm that
 * she was told of, a colleague (Bert Roth, an operator) who waits for her approval. The answer is the number of the alarm.
 */
export async function furnish(site: BrowserSite): Promise<number> {
  const { server } = site;
  const { request } = site.page;
  const mail = { servers: [{ host: "localhost", port: 2525, security: "plain" }], from: "alarms@plant.example" };
  await asked(request, "PUT", "/api/v1/site/channel/mail", {
    name: "Mail",
    kind: "smtp",
    enabled: false,
    settings: mail,
  });
  for (const [kind, id, body] of DOCUMENTS) {
    await asked(request, "PUT", `/api/v1/site/${kind}/${encodeURIComponent(id)}`, body);
  }
  const stored = await request.fetch("/api/v1/files?name=hall.svg", {
    method: "POST",
    headers: { "sec-fetch-site": "same-origin", "content-type": "application/octet-stream" },
    data: Buffer.from(PLAN),
  });
  const { id: file } = (await stored.json()) as { id: string };
  await asked(request, "PUT", "/api/v1/site/plan/hall", {
    name: "Hall",
    kind: "floor",
    area: "hall",
    levels: [{ id: "ground", name: "Ground floor", file }],
    symbols: [{ id: "pump", level: "ground", shows: { point: "plant/pump" }, at: { x: 0.5, y: 0.5 } }],
  });
  await asked(request, "PUT", "/api/v1/persons/anna/methods/hook/verification", { vouch: true, reason: "known" });
  await asked(request, "PATCH", "/api/v1/operators/anna.berg", { person: "anna" });
  await asked(request, "POST", "/api/v1/tokens", { name: "Building", scopes: ["events:write"] });
  await asked(request, "POST", "/api/v1/audit-trail/holds", { reason: "The fire of May", since: null, until: null });

  // Who made an account can't approve what it asks for, so that Anna Berg didn't.
  const bert = { id: "bert.roth", name: "Bert Roth", person: null, roles: [{ role: "operator", partitions: [] }] };
  await server.core.access.accounts.create({ ...bert, password: new Secret(PASSWORD) }, ON_THE_MACHINE);
  const desk = await site.opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true });
  await asked(desk.request, "POST", "/api/v1/session", { id: "bert.roth", password: PASSWORD });
  const wish = { role: "supervisor", partitions: [], minutes: 30, reason: "the shift is one short" };
  await asked(desk.request, "POST", "/api/v1/elevations", wish);
  await server.core.fourEyes.breakGlass.make("emergency-1", { id: "cli:root", via: "cli" });

  const partition = { id: "east", name: "East", mustBeManned: true, graceSec: 600 };
  await server.core.site.put({ kind: "partition", body: partition }, { actor: { id: "cli:root", via: "cli" } });
  await asked(request, "POST", "/api/v1/hand-overs", { to: "bert.roth", note: "Pump 17 is in repair" });

  const value = { point: "pump", kind: "value", category: "technical", condition: "", raw: "" } as const;
  for (const one of [70, 95]) await server.core.report("plant", [{ ...value, value: one }]);
  return [...server.core.alarms.all()].find(({ point }) => point === "pump")?.id ?? assert.fail("no alarm");
}
