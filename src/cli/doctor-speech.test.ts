import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writeWav } from "#speech/wav.ts";
import { checkSpeech } from "./doctor-speech.ts";

test("without espeak-ng German is advised about, and English is spoken by the built-in voice", async () => {
  const [english, german] = await checkSpeech("/nowhere/espeak-ng");
  assert.equal(english?.state, "good");
  assert.match(english.found, /spoken in English, \d\.\d s long/);
  assert.equal(german?.state, "advice");
  assert.match(german.found, /nothing can be spoken in German: \/nowhere\/espeak-ng: it can't be started/);
  assert.match(german.mend ?? "", /apt-get install espeak-ng/);
});

test("with it both are spoken", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-doctor-speech-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [wav, program] = [join(folder, "one.wav"), join(folder, "espeak-ng")];
  writeFileSync(wav, writeWav({ rate: 8000, samples: new Int16Array(8000).fill(1000) }));
  writeFileSync(program, `#!/bin/sh\ncat > /dev/null\ncat ${wav}\n`);
  chmodSync(program, 0o755);
  const findings = await checkSpeech(program);
  assert.deepEqual(
    findings.map(({ state }) => state),
    ["good", "good"],
  );
  assert.match(findings[1]?.found ?? "", /German, 1\.0 s long/);
});
