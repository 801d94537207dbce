import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkpointText, readCheckpoint } from "./checkpoint.ts";
import { keyText, makeKeyPair, openNote, readKey, signNote } from "./note.ts";

/** The example of the Go package golang.org/x/mod/sumdb/note, whose format C2SP signed-note describes. */
const NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SAID = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNED = `${SAID}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

const { publicKey, privateKey } = makeKeyPair();
const KEY = { name: "tocsin/test", publicKey };
const neumann = readKey(NEUMANN);

describe("a signed note", () => {
  it("of another program is read and believed", () => {
    if (typeof neumann === "string") return assert.fail(neumann);
    const opened = openNote(SIGNED, [KEY, neumann]);
    assert.deepEqual(opened, { text: SAID, by: neumann });
    assert.equal(keyText(neumann), NEUMANN);
  });

  it("of our own comes back, beside the signatures of others", () => {
    const note = signNote("a\n\nb\n", KEY, privateKey);
    assert.equal((openNote(note, [KEY]) as { text: string }).text, "a\n\nb\n");
    const cosigned = `${note}— witness AAAAAAAAAAA=\n`;
    assert.equal((openNote(cosigned, [KEY]) as { text: string }).text, "a\n\nb\n");
    const key = readKey(keyText(KEY));
    assert.deepEqual(key, KEY);
  });

  const note = signNote("a\n", KEY, privateKey);
  const other = { name: KEY.name, publicKey: makeKeyPair().publicKey };
  for (const [what, text, keys, because] of [
    ["a changed text", note.replace("a", "b"), [KEY], "its signature is wrong"],
    ["a key of the same name", note, [other], "no known key signed it"],
    ["a cut end", note.slice(0, -1), [KEY], "not a signed note"],
    ["no signature", "a\n", [KEY], "not a signed note"],
    ["a damaged signature", note.replace("— ", "- "), [KEY], "a line of its signatures is damaged"],
  ] as const) {
    it(`with ${what} is refused`, () => assert.equal(openNote(text, keys), because));
  }

  for (const [text, because] of [
    ["PeterNeumann", /NAME\+ID\+KEY/],
    [NEUMANN.replace("c74f20a3", "c74f20a4"), /a letter is wrong/],
    [NEUMANN.replace("+ARpc", "+AhpC"), /not an Ed25519 key/],
    [NEUMANN.slice(0, -4), /not an Ed25519 key/],
  ] as const) {
    it(`is not believed to the key ${text}`, () => {
      const key = readKey(text);
      assert.match(typeof key === "string" ? key : "", because);
    });
  }
});

describe("a checkpoint", () => {
  const checkpoint = { origin: KEY.name, size: 17, root: Buffer.alloc(32, 7) };
  it("has the text form of C2SP tlog-checkpoint", () => {
    assert.equal(checkpointText(checkpoint), "tocsin/test\n17\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n");
    assert.deepEqual(readCheckpoint(signNote(checkpointText(checkpoint), KEY, privateKey), [KEY]), checkpoint);
  });

  for (const [text, because] of [
    [checkpointText({ ...checkpoint, origin: "other" }), /of the trail other/],
    ["tocsin/test\n017\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n", /size/],
    ["tocsin/test\n17\nBwc=\n", /32 bytes/],
    ["tocsin/test\n", /size/],
  ] as const) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      const read = readCheckpoint(signNote(text, KEY, privateKey), [KEY]);
      assert.match(typeof read === "string" ? read : "", because);
    });
  }
});
