import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ChannelHealth } from "#channels/open-channel.ts";
import { runTocsin } from "../peers/tocsin-command.ts";
import { Story } from "./story.ts";

const WORDS = "otter brisk lantern quay mellow";
const SHARE = /^ {2}([0-9A-Z-]{60,})$/gm;

const site = () => ({
  channels: [{ id: "hook", name: "Hook", kind: "webhook", settings: { secret: "sixteen characters at least" } }],
});

/** Three new shares of the present root key. */
async function newShares(story: Story): Promise<[string, string, string]> {
  const { code, out, err } = await story.tocsin("seal", "shares");
  assert.equal(code, 0, err);
  const [one, two, three, ...more] = [...out.matchAll(SHARE)].map(([, share]) => share ?? "");
  assert.ok(one && two && three && more.length === 0, out);
  return [one, two, three];
}

async function hook(story: Story): Promise<ChannelHealth> {
  const { items } = await story.get<{ items: ChannelHealth[] }>("/api/v1/channels");
  return items.find(({ id }) => id === "hook") ?? assert.fail("there is no channel 'hook'");
}

async function keyOf(folder: string): Promise<string> {
  const { out } = await runTocsin(folder, ["seal", "status", "--json"]);
  return (JSON.parse(out) as { kid: string }).kid;
}

const recover = (folder: string, ...shares: string[]) =>
  runTocsin(folder, ["seal", "recover", "--shares-fd", "3"], shares.join("\n"));

test("P-099 the data came to a new machine without its key: two of three shares open it again, and nothing less does", async (t) => {
  const story = await Story.open(t, site);
  const stick = join(story.folder, "stick.key");
  const moved = await story.tocsin("seal", "provider", "file", "--key-file", stick);
  assert.equal(moved.code, 0, moved.err);
  const former = await newShares(story);
  const [one, two, three] = await newShares(story);
  const confirm = (share: string) =>
    runTocsin(story.dataFolder, ["seal", "confirm-share", "--shares-fd", "3"], `${share}\n`);
  assert.match((await confirm(two.toLowerCase().replaceAll("-", " "))).out, /Share 2 is good/);
  const old = await confirm(former[1]);
  assert.equal(old.code, 1);
  assert.match(old.err, /not one of those that hold now\. Destroy it/);
  const kid = await keyOf(story.dataFolder);

  await story.restart(() => rmSync(stick));
  assert.match((await story.alarm("tocsin/seal")).text, /stick\.key can't be read.*/);
  assert.match((await hook(story)).because, /seal is closed/);

  await story.restart(async () => {
    // Every order is noted before it is tried.
    const keys = () => readdirSync(join(story.dataFolder, "trust")).filter((name) => name !== "notes.jsonl");
    const before = keys();
    const swapped = one.endsWith("0") ? `${one.slice(0, -1)}1` : `${one.slice(0, -1)}0`;
    for (const [shares, why] of [
      [[one], /2 shares are needed, one a line; --shares-fd gave 1/],
      [[one, one], /Both are share 1\. Take that of another holder/],
      [[one, former[1]], /were not made together.*Try the third/],
      [[swapped, two], /wrong letter: its checksum doesn't fit/],
      [[one.slice(5), two], /A share has \d+ letters; these are \d+/],
      [[`${one.slice(0, -1)}*`, two], /"\*" is no letter of a share/],
    ] as const) {
      const refused = await recover(story.dataFolder, ...shares);
      assert.equal(refused.code, 1, shares.join());
      assert.match(refused.err, why);
      for (const share of shares) assert.ok(!(refused.err + refused.out).includes(share), "no share is shown again");
      assert.deepEqual(keys(), before, "nothing was changed");
    }
    const done = await recover(story.dataFolder, three, one);
    assert.equal(done.code, 0, done.err);
    assert.match(
      done.out,
      new RegExp(`The root key ${kid} is restored, kept by a key file\\. Start Tocsin again\\.\\n$`),
    );
  });
  await story.alarm("tocsin/seal", ({ active }) => !active);
  assert.equal((await hook(story)).state, "up");
  assert.equal(await keyOf(story.dataFolder), kid);
  assert.match((await confirm(two)).out, /Share 2 is good/, "the shares hold on");

  const rotated = await story.tocsin("seal", "rotate");
  assert.equal(rotated.code, 0, rotated.err);
  const [, , later] = await newShares(story);
  const mixed = await recover(story.dataFolder, one, later);
  assert.match(mixed.err, /of different root keys .*Take two that were made together/);
  const trail = (await story.sentences()).join("\n");
  assert.match(
    trail,
    new RegExp(`ordered that the root key ${kid} is restored from shares 3 and 1, kept by a key file`),
  );
  assert.match(trail, /restored from shares 1 and 2, kept by a key file, which was refused: .*not made together/);
  assert.match(trail, /ordered three recovery shares of the root key; earlier ones hold no more/);
  assert.match(trail, /entered, to confirm it, recovery share 2/);
  for (const share of [one, two, three, later]) assert.ok(!trail.includes(share));
});

test("a folder without anything gets the root key from two shares, and says what that lacks", async (t) => {
  const story = await Story.open(t);
  const [one, , three] = await newShares(story);
  const bare = join(story.folder, "bare");
  const done = await recover(bare, one, three);
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /There was no readable trust\/root\.key\.json of this key/);
  assert.equal(await keyOf(bare), await keyOf(story.dataFolder));
});

test("a root key goes to another machine in a file with a passphrase, which alone opens it", async (t) => {
  const story = await Story.open(t, site);
  const file = join(story.folder, "roots.json");
  const exported = (words: string) =>
    runTocsin(story.dataFolder, ["seal", "export", "--to", file, "--new-passphrase-fd", "3"], `${words}\n`);
  const done = await exported(WORDS);
  assert.equal(done.code, 0, done.err);
  assert.ok(!readFileSync(file, "utf8").includes(WORDS));
  assert.match((await exported(WORDS)).err, /is there already\. Name another file/);

  const other = join(story.folder, "other");
  const imported = (words: string, from = file) =>
    runTocsin(other, ["seal", "import", "--from", from, "--new-passphrase-fd", "3"], words);
  for (const [words, from, why] of [
    ["otter brisk lantern quay yellow", file, /passphrase is wrong/],
    ["", file, /passphrase is wrong/],
    [WORDS, join(story.folder, "nowhere.json"), /nowhere\.json can't be read/],
    [WORDS, story.file("cut.json", readFileSync(file, "utf8").slice(0, 200)), /cut\.json can't be read.*whole/],
  ] as const) {
    const refused = await imported(words, from);
    assert.equal(refused.code, 1, refused.out);
    assert.match(refused.err, why);
    assert.ok(!existsSync(join(other, "trust", "root.key.json")), "nothing was changed");
  }
  const taken = await imported(WORDS);
  assert.equal(taken.code, 0, taken.err);
  assert.match(taken.out, /kept by a key file\. Start Tocsin again, and delete/);
  assert.equal(await keyOf(other), await keyOf(story.dataFolder));
  assert.match((await story.sentences()).join("\n"), /ordered that the root key is exported to \S+roots\.json/);
});

test("without a terminal and without a descriptor the commands ask nobody, and say how to give the secret", async (t) => {
  const story = await Story.open(t);
  for (const [args, why] of [
    [["recover"], /Enter the share at a terminal, or give it by --shares-fd/],
    [["confirm-share"], /Enter the share at a terminal/],
    [["export", "--to", join(story.folder, "out.json")], /A passphrase is needed.*--new-passphrase-fd/],
    [["export"], /Name the file to write: --to FILE/],
    [["import"], /Name the file that an export wrote: --from FILE/],
    [["confirm-share", "--shares-fd", "x"], /must be the number of an open file descriptor/],
    [["provider", "cloud"], /There is no provider "cloud"/],
  ] as const) {
    const { code, err } = await story.tocsin("seal", ...args);
    assert.equal(code, 1, args.join(" "));
    assert.match(err, why);
  }
  assert.equal((await story.tocsin("seal", "melt")).code, 2);
  const nowhere = await runTocsin(join(story.folder, "nowhere"), ["seal", "shares"]);
  assert.match(nowhere.err, /There is no Tocsin in \S+nowhere\. Name its folder with --data/);
  writeFileSync(join(story.dataFolder, "trust", "root.key.json"), "{");
  assert.match((await story.tocsin("seal", "shares")).err, /root\.key\.json is damaged.*tocsin seal recover/);
  rmSync(join(story.dataFolder, "trust", "root.key.json"));
});
