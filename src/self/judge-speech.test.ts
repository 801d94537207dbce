import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeSpeech } from "./judge-speech.ts";

test("a language that can't be spoken is an alarm that says what is played instead; it goes when it can", () => {
  const raised = judgeSpeech("de", "espeak-ng can't be started");
  assert.equal(raised.kind, "raise");
  assert.equal(raised.priority, "high");
  assert.match(
    raised.text ?? "",
    /^Nothing can be spoken in German, recorded prompts are played instead: espeak-ng can't/,
  );
  const cleared = judgeSpeech("de", null);
  assert.deepEqual([cleared.kind, cleared.point, cleared.condition], ["clear", raised.point, raised.condition]);
  assert.equal(cleared.text, "German is spoken again");
});
