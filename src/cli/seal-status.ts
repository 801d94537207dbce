import { systemClock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import { readSealFacts } from "#trust/seal-facts.ts";
import { judgeLevel, type SealVerdict } from "#trust/seal-status.ts";
import { strongestCredsKey } from "#trust/systemd-creds.ts";
import type { Finding } from "./doctor.ts";

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Prints how the root key is kept. Exit code 1 when that can't be read. */
export function showSeal(dataFolder: string, json: boolean): number {
  const facts = readSealFacts(dataFolder);
  const creds = strongestCredsKey();
  if (!facts) {
    if (json) console.log(JSON.stringify({ level: null }));
    else console.log('There is no root key yet; "tocsin run" makes one.');
    return 0;
  }
  const verdict = judgeLevel(facts, creds.key, systemClock.now());
  if (json) {
    const possible = { file: true, passphrase: true, "systemd-creds": creds.key };
    console.log(JSON.stringify({ ...verdict, ...facts, possible, whyNot: creds.key === null ? creds.because : null }));
    return 0;
  }
  console.log(`Level     ${verdict.level}`);
  console.log(`          ${verdict.because}`);
  console.log(`Root key  ${facts.kid}, made ${day(facts.madeAt)}`);
  if (facts.former !== null) console.log(`Former    ${facts.former}, still kept`);
  console.log(
    `Possible  file, passphrase, ${creds.key === null ? "not systemd-creds" : `systemd-creds (${creds.key})`}`,
  );
  if (creds.key === null) console.log(`          ${creds.because}`);
  console.log(`Shares    ${facts.shares ? `made ${day(facts.shares.madeAt)}` : "none"}`);
  for (const [at, confirmedAt] of (facts.shares?.confirmedAt ?? []).entries()) {
    console.log(`          ${at + 1}: ${confirmedAt === null ? "never confirmed" : `confirmed ${day(confirmedAt)}`}`);
  }
  for (const line of verdict.advice) console.log(`\u2192 ${line}`);
  return 0;
}

/** For `tocsin doctor`: the level in any case, and what to do about it. */
export function sealFindings(dataFolder: string): Finding[] {
  const check = "seal";
  try {
    const facts = readSealFacts(dataFolder);
    if (!facts) return [{ check, state: "good", found: 'There is no root key yet; "tocsin run" makes one.' }];
    const verdict: SealVerdict = judgeLevel(facts, strongestCredsKey().key, systemClock.now());
    const found = `Level ${verdict.level}. ${verdict.because}`;
    if (verdict.advice.length === 0) return [{ check, state: "good", found }];
    return [{ check, state: "advice", found, mend: verdict.advice.join(" ") }];
  } catch (thrown) {
    return [{ check, state: "wrong", found: saying(thrown), mend: "Until then Tocsin runs without its secrets." }];
  }
}
