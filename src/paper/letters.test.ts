import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drawn, printable, wrapped } from "./letters.ts";

describe("letters on paper", () => {
  it("stand by their number where the font has none, and lose what shows nothing", () => {
    const has = (code: number) => code < 0x2000;
    assert.equal(printable("Feuer 🔥\u200d\ufe0f!\tja\u0007", has), "Feuer [U+1F525]! ja ");
    assert.equal(printable("u\u0308", has), "ü");
  });

  it("stand in their order where they read from right to left", () => {
    assert.deepEqual(drawn("Alarm: no"), {
      beginsRight: false,
      stretches: [{ text: "Alarm: no", isRightToLeft: false }],
    });
    assert.deepEqual(drawn("Tür שלום (א) auf"), {
      beginsRight: false,
      stretches: [
        { text: "Tür ", isRightToLeft: false },
        { text: "שלום )א(", isRightToLeft: true },
        { text: " auf", isRightToLeft: false },
      ],
    });
    const right = drawn("שלום 12 Tor");
    assert.equal(right.beginsRight, true);
    assert.deepEqual(
      right.stretches.map(({ text }) => text),
      ["Tor", " ", "12", "שלום "],
    );
  });

  it("break at spaces, within long words, and never within a letter", () => {
    const width = (text: string) => text.length;
    assert.deepEqual(wrapped("ein langer Satz\n\nEnde", 8, width), ["ein", "langer", "Satz", "", "Ende"]);
    assert.deepEqual(wrapped("abcdefghij kl", 4, width), ["abcd", "efgh", "ij", "kl"]);
    assert.deepEqual(wrapped("a🔥🔥", 2, width), ["a", "🔥", "🔥"]);
  });
});
