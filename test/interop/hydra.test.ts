import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it, type TestContext } from "node:test";
import { Story } from "../stories/story.ts";

/** Of letters alone: hydra sends anything else as in an address, which is not how JSON is written. */
const ANNA = { id: "anna.keller", password: "sevengreyheronsinfog" };
/** Where the right one stands among a thousand words: a guesser who is not slowed down comes to it in ten seconds. */
const RIGHT_AT = 200;

async function openStory(t: TestContext): Promise<Story> {
  const story = await Story.open(t);
  const change = { password: ANNA.password, current: "violet tractor sings 9 hymns" };
  await story.good("PUT", `/api/v1/operators/${ANNA.id}/password`, change);
  return story;
}

/** What hydra of Debian says after it has tried the words for so long; it is stopped then. */
function hydra(port: number, words: string, seconds: number): Promise<string> {
  const form = [
    "/api/v1/session",
    `{"id"\\:"^USER^","password"\\:"^PASS^"}`,
    "H=Content-Type\\: application/json",
    "C=/",
    "S=expiresAt",
  ].join(":");
  const args = ["-I", "-l", ANNA.id, "-P", words, "-t", "4", "-s", `${port}`, "localhost", "https-post-form", form];
  return new Promise((resolve, reject) => {
    const child = execFile("hydra", args, { timeout: seconds * 1000, killSignal: "SIGKILL" }, (error, out, err) => {
      if (error && !error.killed) reject(error);
      else resolve(`${out}\n${err}`);
    });
    child.stdin?.end();
  });
}

describe("hydra against the sign-in", () => {
  it("N-096 finds the word that is first in its list, so that it does speak to the sign-in", async (t) => {
    const story = await openStory(t);
    const said = await hydra(story.server.port, story.file("one.txt", `${ANNA.password}\n`), 20);
    assert.match(said, /1 valid password found/);
  });

  it("N-096 finds nothing in a thousand words, while the control room signs in", async (t) => {
    const story = await openStory(t);
    const page = { "sec-fetch-site": "same-origin" };
    const signIn = (cookie: string) => story.askAs({ ...page, cookie }, "POST", "/api/v1/session", ANNA);
    const first = await signIn("");
    assert.equal(first.status, 200);
    const device = (first.headers["set-cookie"] ?? []).find((one) => one.startsWith("__Host-tocsin-device="));
    const words = Array.from({ length: 1000 }, (_, n) => (n === RIGHT_AT ? ANNA.password : `guessnumber${n}ofmany`));

    const guessing = hydra(story.server.port, story.file("words.txt", `${words.join("\n")}\n`), 30);
    const alarm = await story.alarm("tocsin/detection/sign-in/failed");
    assert.equal(alarm.priority, "high");
    const meanwhile = await signIn(device?.split(";")[0] ?? "");
    assert.equal(meanwhile.status, 200, "the control room's browser is known");
    const said = await guessing;
    assert.doesNotMatch(said, /valid password.? found|login: anna/);

    const refusals = (await story.sentences()).filter((sentence) => sentence.startsWith("Somebody at"));
    assert.ok(refusals.length > 1 && refusals.length < 12, refusals.join("\n"));
  });
});
