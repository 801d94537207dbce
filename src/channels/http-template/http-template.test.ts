import assert from "node:assert/strict";
import { test } from "node:test";
import { channelHost, hostileMessage, openFarSide } from "../../../test/peers/http-far-side.ts";
import { httpTemplate } from "./index.ts";
import { Settings } from "./settings.ts";
import { fill } from "./template.ts";

const never = new AbortController().signal;
const hostile = hostileMessage({ to: 'a&b="c"', text: 'He said "stop" & <left>\n\u0000\\ 100 %' });

test("whatever a message holds stays one value in the template", () => {
  assert.deepEqual(JSON.parse(fill('{"text": "{{text}}", "alarm": {{alarm}}}', hostile, "json")), {
    text: hostile.text,
    alarm: 1,
  });
  assert.equal(new URLSearchParams(fill("text={{text}}&to={{to}}", hostile, "form")).get("text"), hostile.text);
  assert.equal(
    fill("<m to='{{to}}'>{{text}}</m>", hostile, "xml"),
    "<m to='a&#38;b=&#34;c&#34;'>He said &#34;stop&#34; &#38; &#60;left&#62;\n \\ 100 %</m>",
  );
  assert.equal(fill("https://x.example/{{to}}", hostile, "url"), "https://x.example/a%26b%3D%22c%22");
  assert.equal(fill("{{ subject }}: {{code}}.", hostile, "text"), `${hostile.subject}: .`);
});

test("the program gets method, headers and body as they are configured", async (t) => {
  const program = await openFarSide(t, () => ({ status: 201 }));
  const settings = Settings.parse({
    url: `${program.url}/send/{{to}}?p={{priority}}`,
    method: "PUT",
    headers: [{ name: "X-Api-Key", value: "the key" }],
    body: '{"text": "{{text}}"}',
  });
  const line = await httpTemplate.open(settings, channelHost().host);
  t.after(() => line[Symbol.asyncDispose]());
  assert.equal((await line.deliver(hostile, never)).outcome, "accepted");
  const [asked] = program.asked;
  assert.deepEqual(
    [asked?.method, asked?.path, asked?.headers["x-api-key"], asked?.headers["content-type"]],
    ["PUT", "/send/a%26b%3D%22c%22?p=high", "the key", "application/json"],
  );
  assert.deepEqual(JSON.parse(String(asked?.body)), { text: hostile.text });
  assert.equal(asked?.headers["idempotency-key"], "42");
});

test("the port matrix knows the machine, whatever stands behind it in the address", () => {
  const url = "https://x.example:8443/{{to}}";
  const [port] = httpTemplate.ports(Settings.parse({ url, body: "{}" }), []);
  assert.deepEqual([port?.host, port?.port, port?.encrypted, port?.proof], ["x.example", 8443, "yes", "none"]);
});

test("settings that could not work are refused where they are written", () => {
  const good = { url: "https://x.example/{{to}}", body: '{"a": "{{text}}"}' };
  const table: [object, RegExp][] = [
    [{ body: "{{nonsense}}" }, /stands for nothing; there are id, kind/],
    [{ body: '{"a": {{text}}' }, /expected JSON/],
    [{ url: "https://{{to}}.example/" }, /nobody's address may choose the machine|expected an address/],
    [{ url: "ftp://x.example/" }, /expected an address/],
    [{ headers: [{ name: "Host", value: "x" }] }, /doesn't belong to the connection/],
    [{ headers: [{ name: "X-A", value: "a\r\nX-B: c" }] }, /in one line/],
  ];
  for (const [bad, words] of table) {
    const { error } = Settings.safeParse({ ...good, ...bad });
    assert.match(JSON.stringify(error?.issues), words);
  }
  assert.equal(Settings.safeParse(good).success, true);
  assert.equal(Settings.safeParse({ ...good, escape: "xml", body: "<a>{{text}}</a>" }).success, true);
});
