import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readWav } from "#speech/wav.ts";
import { asPage, enrolled, openTestCore, type TestCore } from "../../test/peers/api-core.ts";

interface Said {
  readonly text: string;
  readonly audio: string;
  readonly recorded: boolean;
  readonly language: string;
  readonly named: readonly number[];
  readonly priority: string;
}

describe("speech", () => {
  let test: TestCore;
  let anna: string;
  const ids: number[] = [];

  const ask = async (method: "GET" | "POST" | "PUT", url: string, payload?: object) => {
    const answer = await test.api.app.inject({ method, url, headers: asPage(anna), ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, json: answer.json<Said & Record<string, unknown>>() };
  };
  const seconds = (audio: string) => {
    const { rate, samples } = readWav(Buffer.from(audio, "base64"));
    assert.ok(
      samples.some((one) => Math.abs(one) > 10_000),
      "it isn't silence",
    );
    return samples.length / rate;
  };

  before(async () => {
    test = await openTestCore();
    anna = await enrolled(test);
    const { core } = test;
    const point = (number: number, priority: "high" | "life-safety") => ({
      point: `zone-${number}`,
      kind: "raise" as const,
      category: "technical" as const,
      condition: "high",
      priority,
      text: priority === "life-safety" ? "Fire" : `Pressure ${number} bar`,
      raw: "",
    });
    await core.report("plc", [...Array.from({ length: 5 }, (_, at) => point(at + 1, "high")), point(6, "life-safety")]);
    for (const alarm of core.alarms.all()) if (alarm.source === "plc") ids.push(alarm.id);
    assert.equal(ids.length, 6);
  });
  after(() => test.close());

  it("says the gravest first and collapses a burst, in words and in sound", async () => {
    const { status, json } = await ask("GET", `/api/v1/announcements?alarms=${ids.join()}`);
    assert.equal(status, 200, JSON.stringify(json));
    assert.match(
      json.text,
      /^LIFE SAFETY: Fire, .*\. HIGH: Pressure 1 bar, .*\. HIGH: Pressure 2 bar, .*\. 3 further alarms in /,
    );
    assert.equal(json.priority, "life-safety");
    assert.equal(json.named.length, 3);
    assert.equal(json.recorded, false);
    assert.ok(seconds(json.audio) > 4);
    const next = await ask("GET", `/api/v1/announcements?alarms=${ids.join()}&named=${json.named.join()}`);
    assert.equal(
      next.json.named.filter((id) => json.named.includes(id)).length,
      1,
      "life-safety again, and two others",
    );
  });

  it("says nothing of alarms that aren't there", async () => {
    assert.equal((await ask("GET", "/api/v1/announcements?alarms=999999")).status, 404);
    for (const bad of ["", "?alarms=", "?alarms=1,,2", "?alarms=x", `?alarms=${"1,".repeat(300)}1`])
      assert.equal((await ask("GET", `/api/v1/announcements${bad}`)).status, 400, bad);
  });

  it("gives a screen what it says when the server is lost", async () => {
    const { status, json } = await ask("GET", "/api/v1/announcements/lost");
    assert.equal(status, 200);
    assert.ok(seconds(json.audio) > 2);
  });

  it("shows and sounds how a text is said, with words that are not stored yet", async () => {
    const words = [{ written: "PT-101", spoken: "pressure of boiler 1" }];
    const body = { text: "PT-101: 9.3 bar", language: "en", words };
    const { status, json } = await ask("POST", "/api/v1/speech/preview", body);
    assert.equal(status, 200, JSON.stringify(json));
    assert.equal(json["spoken"], "pressure of boiler 1: 9 point 3 bar");
    assert.ok(seconds(json.audio) > 1);
    for (const bad of [
      { text: "", language: "en" },
      { text: "x", language: "fr" },
      { text: "x".repeat(501), language: "en" },
    ])
      assert.equal((await ask("POST", "/api/v1/speech/preview", bad)).status, 400, JSON.stringify(bad));
  });

  it("exports the site's words and reads them back; what is no list is refused and says why", async () => {
    const csv = "written,spoken,language\r\nPT-101,boiler,en\r\n";
    const read = await ask("POST", "/api/v1/speech/words/read", { csv });
    assert.deepEqual(read.json["words"], [{ written: "PT-101", spoken: "boiler", language: "en" }]);
    const bad = await ask("POST", "/api/v1/speech/words/read", { csv: "nonsense" });
    assert.equal(bad.status, 422);
    assert.match(String(bad.json["detail"]), /first line must be written,spoken,language/);
    const { json } = await ask("GET", "/api/v1/speech/words");
    assert.equal(json["csv"], "written,spoken,language\r\n");
  });

  it("refuses to silence what isn't there", async () => {
    assert.equal((await ask("POST", "/api/v1/channels/nowhere/silence")).status, 404);
  });
});
