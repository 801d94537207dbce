import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeCertificate } from "./judge-certificate.ts";

const HOUR = 3_600_000;
const fact = {
  point: "certificate/web",
  what: "The certificate of the page",
  lateAt: 60 * HOUR,
  criticalAt: 85 * HOUR,
  notAfter: 100 * HOUR,
  mend: "Look at the seal.",
};

for (const [hours, priority, says] of [
  [59.9, undefined, ""],
  [
    60,
    "high",
    "The certificate of the page was not renewed in time and ends at 5 Jan 1970, 04:00 UTC. Look at the seal.",
  ],
  [84.9, "high", "was not renewed in time"],
  [85, "critical", "was not renewed in time"],
  [100, "critical", "expired at 5 Jan 1970, 04:00 UTC"],
] as const) {
  test(`a certificate of 100 h that was not renewed is told after ${hours} h: ${priority ?? "not yet"}`, () => {
    const report = judgeCertificate(fact, hours * HOUR);
    assert.equal(report?.priority, priority);
    assert.ok((report?.text ?? "").includes(says));
  });
}
