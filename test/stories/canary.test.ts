import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { control } from "#cli/control.ts";
import { silentLog } from "#kernel/log.ts";
import { packageFolder } from "#kernel/version.ts";
import { asClient } from "#store/client.ts";
import { EmbeddedServer } from "#store/embedded.ts";
import { HttpsClient } from "../peers/https-client.ts";
import { freePort, until } from "../peers/whole-server.ts";

/** Words that lie nowhere else: each is looked for, as it is. */
const SECRETS = {
  operator: "canary-one sits in a violet tractor",
  mail: "canary-two-of-the-mail-server",
  hook: "canary-three-signs-webhooks",
  panel: "c4a4a4a4e5e5e5e5c4a4a4a4e5e5e5e5",
};
const PLAIN = "canary-that-is-no-secret";

/** Everything at these paths, whatever it is. */
const holds = (word: string, ...paths: string[]): string => {
  try {
    return execFileSync("grep", ["-rlaF", "--", word, ...paths], { encoding: "utf8" });
  } catch (thrown) {
    // 1: nothing was found; 2: something could not be read, such as a socket, and nothing else was found.
    return String((thrown as { stdout?: string }).stdout ?? "");
  }
};

test("N-109 P-071 secrets set through the interface lie nowhere in clear: files, logs, environments, database", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-canary-"));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  const data = join(folder, "data");
  const port = await freePort();
  const config = join(folder, "tocsin.yaml");
  writeFileSync(
    config,
    `dataFolder: ${data}\nlisten: { host: 127.0.0.1, port: ${port} }\npublicUrl: https://localhost:${port}\nlog: { level: debug }\n`,
  );
  const log = openSync(join(folder, "log"), "a");
  const child = spawn(process.execPath, [join(packageFolder, "bin", "tocsin.mjs"), "run", "--config", config], {
    stdio: ["ignore", log, log],
  });
  const ended = once(child, "exit");
  t.after(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const asked = (method: string, path: string, body?: object) => control(data).request(method, path, body);
  await until("the server runs", async () => {
    const status = await asked("GET", "/api/v1/status").catch(() => null);
    return (status?.body as { mode?: string } | undefined)?.mode === "active";
  });

  const { code } = (await asked("POST", "/api/v1/enrolment/code")).body as { code: string };
  const client = await new HttpsClient(port, readFileSync(join(data, "trust", "site-ca.pem"), "utf8")).trusted();
  t.after(() => client.close());
  const anna = { code, id: "anna.keller", name: "Anna Keller", password: SECRETS.operator };
  const enrolled = await client.ask("POST", "/api/v1/enrolment", {}, anna);
  assert.equal(enrolled.status, 201, enrolled.text);
  const page = { cookie: enrolled.headers["set-cookie"]?.[0]?.split(";")[0] ?? "", "sec-fetch-site": "same-origin" };
  const put = async (path: string, body: object) => {
    const answer = await client.ask("PUT", `/api/v1/site/${path}`, page, body);
    assert.ok(answer.status < 300, answer.text);
  };
  const login = { type: "password", user: "alarms", password: SECRETS.mail };
  const settings = { servers: [{ host: "localhost", port: 9 }], from: "alarms@plant.example", login };
  await put("channel/mail", { name: PLAIN, kind: "smtp", settings });
  await put("channel/hook", { name: "Hook", kind: "webhook", settings: { secret: SECRETS.hook } });
  const panel = { port: await freePort(), accounts: [{ account: "1234", key: SECRETS.panel }] };
  await put("source/panel", { name: "Panel", driver: "sia-dc09", settings: panel });
  const made = await client.ask("POST", "/api/v1/tokens", page, { name: "line", scopes: ["events:write"] });
  const { token } = JSON.parse(made.text) as { token: string };
  const session = page.cookie.split("=")[1] ?? "";
  const canaries = [...Object.values(SECRETS), token.slice(-43), session, code];
  assert.equal(canaries.length, 7);

  const children = readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => Number(pid) !== process.pid && holds(folder, `/proc/${pid}/cmdline`) !== "");
  assert.ok(children.length >= 2, "the server and its database");
  const environments = children.flatMap((pid) => [`/proc/${pid}/environ`, `/proc/${pid}/cmdline`]);
  assert.notEqual(holds(PLAIN, folder), "", "what is no secret is found in the folder");
  for (const canary of canaries) {
    assert.ok(canary.length > 10, "long enough to stand for itself");
    assert.equal(holds(canary, folder, "/etc", ...environments), "", canary);
  }

  child.kill("SIGTERM");
  await ended;
  for (const canary of canaries) assert.equal(holds(canary, folder), "", canary);
  const server = await EmbeddedServer.start({ dataFolder: data, log: silentLog });
  t.after(() => server.close());
  const everything = await asClient(server.superuser("tocsin"), async (db) => {
    const { rows } = await db.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('core', 'config', 'audit', 'meta')",
    );
    const texts: string[] = [];
    for (const { name } of rows) {
      const all = await db.query<{ text: string }>(`select row_to_json(t)::text as text from ${name} t`);
      texts.push(...all.rows.map(({ text }) => text));
    }
    return texts.join("\n");
  });
  assert.ok(everything.includes(PLAIN), "the superuser reads what is no secret");
  for (const canary of canaries) assert.ok(!everything.includes(canary), canary);
});
