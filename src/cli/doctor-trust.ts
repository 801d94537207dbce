import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { systemClock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import { authorityFiles, readAuthorityFile, rootsOf } from "#trust/authority-file.ts";
import { DenyListHolder } from "#trust/deny-list-holder.ts";
import { readIdentity } from "#trust/identity-file.ts";
import { renewalState } from "#trust/renewal.ts";
import type { Finding } from "./doctor.ts";

const check = "trust";

/** The files of the folder `trust` that vouch for machines: whether they fit together and are in time. */
export function checkTrust(dataFolder: string): Finding[] {
  try {
    const findings = [...authorityFindings(dataFolder), ...nodeFindings(dataFolder)];
    if (findings.length > 0) return findings;
    return [
      { check, state: "good", found: 'No authority and no certificate of this machine yet; "tocsin run" makes both.' },
    ];
  } catch (thrown) {
    return [{ check, state: "wrong", found: saying(thrown), mend: "Until then no machine can join or renew." }];
  }
}

function authorityFindings(dataFolder: string): Finding[] {
  const file = readAuthorityFile(dataFolder);
  if (!file) return [];
  const root = new X509Certificate(file.root.certificate);
  const issuing = new X509Certificate(file.issuing.certificate);
  if (!issuing.ca || !issuing.checkIssued(root) || !issuing.verify(root.publicKey)) {
    const found = "The root has not signed the issuing authority.";
    return [{ check, state: "wrong", found, mend: "Put trust/authority.json back from a backup." }];
  }
  const now = systemClock.now();
  const findings: Finding[] = [];
  const day = (at: Date) => at.toISOString().slice(0, 10);
  const until = `The root is valid until ${day(root.validToDate)}, the issuing authority until ${day(issuing.validToDate)}.`;
  const over = now >= issuing.validToDate.getTime() || now >= root.validToDate.getTime();
  findings.push(
    over
      ? {
          check,
          state: "wrong",
          found: until,
          mend: 'Start Tocsin with the seal open; for the root, "tocsin trust reset".',
        }
      : { check, state: "good", found: until },
  );
  const list = new DenyListHolder(authorityFiles(dataFolder).denyList, {
    site: file.site,
    roots: rootsOf(file),
  });
  if (list.trouble !== null) {
    const found = `The deny list on disk can't be used: ${list.trouble}.`;
    findings.push({ check, state: "advice", found, mend: "The active core writes it anew; start it." });
  }
  return findings;
}

function nodeFindings(dataFolder: string): Finding[] {
  const identity = readIdentity(join(dataFolder, "trust"));
  if (!identity) return [];
  const check = { id: "TRU-04", check: "renewal of certificates" };
  const { role, node, instance } = identity.name;
  const state = renewalState(identity, systemClock.now());
  const found = `This machine is ${role} ${node}/${instance}; its certificate is valid until ${new Date(identity.notAfter).toISOString()}.`;
  if (state === "fresh" || state === "due") return [{ ...check, state: "good", found }];
  const mend =
    role === "core" || role === "standby"
      ? 'Start Tocsin with the seal open, or run "tocsin trust renew".'
      : 'See that it runs and reaches the core; once the grace is over, "tocsin trust join" anew.';
  return [{ ...check, state: state === "late" ? "advice" : "wrong", found, mend }];
}
