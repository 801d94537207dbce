import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { differenceOf, normalised, restoring } from "#hardening/firewall/listing.ts";
import { FEATURES, type Feature, PROBES } from "#hardening/firewall/nftables.ts";
import { Fault } from "#kernel/fault.ts";

/** Of root alone: what is in force, what waits to be confirmed, and what was before. */
export const STATE_FOLDER = "/var/lib/tocsin-firewall";

const LISTED = ["-j", "list", "table", "inet", "tocsin"];
const SAYINGS: Readonly<Record<Feature, string>> = {
  rate: "limits of new connections by address",
  count: "limits of connections by address",
  log: "a log of what is refused",
  account: "rules for what Tocsin's account sends",
};

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function nft(args: readonly string[], input = ""): Ran {
  return ran("nft", args, input);
}

function ran(command: string, args: readonly string[], input: string): Ran {
  const { status, stdout, stderr, error } = spawnSync(command, args, { input, encoding: "utf8" });
  if (error) {
    throw new Fault("unreachable", `${command} can't be run: ${error.message}. Install the package nftables.`, {
      cause: error,
    });
  }
  return { code: status ?? 1, out: stdout, err: stderr };
}

/**
 * Which optional features this kernel has. `nft -c` fails in the same way for text that it can't read and for what the
 * kernel lacks: the message tells them apart.
 */
export function probeFeatures(): { readonly features: Set<Feature>; readonly notes: readonly string[] } {
  const features = new Set<Feature>();
  const notes: string[] = [];
  for (const feature of FEATURES) {
    let probe: Ran;
    try {
      probe = nft(["-c", "-f", "-"], PROBES[feature]);
    } catch {
      return {
        features: new Set(FEATURES),
        notes: ["The kernel was not asked what it can, for nft is not installed here."],
      };
    }
    if (probe.code === 0) features.add(feature);
    else if (probe.err.includes("Operation not permitted")) {
      return { features: new Set(FEATURES), notes: ["The kernel was not asked what it can: that takes root."] };
    } else {
      const why = probe.err.includes("syntax error") ? "this nft does not know the words" : "this kernel lacks it";
      notes.push(`Left out: ${SAYINGS[feature]}, for ${why}. Tocsin's own limits hold.`);
    }
  }
  return { features, notes };
}

/** What the table in force has too little and too much. The wanted rules are read in a network of their own. */
export function drift(text: string): { readonly missing: readonly string[]; readonly added: readonly string[] } {
  const wanted = ran("unshare", ["--net", "sh", "-c", `nft -f - && nft ${LISTED.join(" ")}`], text);
  if (wanted.code !== 0) {
    throw new Fault("refused", `The rules could not be read for comparison: ${wanted.err.trim()} This takes root.`);
  }
  const found = nft(LISTED);
  const objects = found.code === 0 ? normalised(JSON.parse(found.out)) : [];
  return differenceOf(normalised(JSON.parse(wanted.out)), objects);
}

/**
 * Puts the rules into force for so many seconds. What takes them back is a process apart, started before they are loaded:
 * whatever becomes of this one, they go unless `tocsin firewall confirm` comes in time.
 */
export function apply(
  text: string,
  { state, dryRun, seconds }: { state: string; dryRun: boolean; seconds: number },
): number {
  const tried = nft(["-c", "-f", "-"], text);
  if (tried.code !== 0) throw new Fault("refused", `nft does not take the rules: ${tried.err.trim()}`);
  if (dryRun) {
    console.log("nft takes the rules. Nothing was changed.");
    return 0;
  }
  const at = places(state);
  if (existsSync(at.pending)) {
    throw new Fault(
      "refused",
      'Rules wait to be confirmed already. Run "tocsin firewall confirm", or wait until they are taken back.',
    );
  }
  for (const folder of [state, at.trial]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    requireRootOnly(folder);
  }
  const former = nft(LISTED);
  writeFileSync(at.former, JSON.stringify(restoring(former.code === 0 ? JSON.parse(former.out) : null)), {
    mode: 0o600,
  });
  watchOver(at.trial, seconds);
  writeFileSync(at.pending, text, { mode: 0o600 });
  const loaded = nft(["-f", at.pending]);
  if (loaded.code !== 0) {
    rmSync(at.pending);
    throw new Fault("refused", `The rules could not be loaded, and those of before hold: ${loaded.err.trim()}`);
  }
  console.log(
    `The rules are in force. Try whether you still get in, and run "tocsin firewall confirm" within ${seconds} seconds;`,
  );
  console.log("otherwise those of before come back by themselves.");
  return 0;
}

/** What is on trial is forgotten when the machine starts anew, as the kernel forgets its rules. */
function places(state: string) {
  const trial = state === STATE_FOLDER ? "/run/tocsin-firewall" : join(state, "trial");
  return {
    trial,
    pending: join(trial, "pending.nft"),
    accepted: join(trial, "accepted.nft"),
    former: join(trial, "former.json"),
    confirmed: join(state, "confirmed.nft"),
  };
}

/** Root loads what is in this folder. */
function requireRootOnly(state: string): void {
  const { uid, mode } = statSync(state);
  if (uid === process.getuid?.() && (mode & 0o077) === 0) return;
  throw new Fault("untrusted", `${state} must belong to root alone. Run "chown root: ${state} && chmod 700 ${state}".`);
}

/** Whoever renames the waiting file first has decided: the confirmation, or this. A rename is never done by halves. */
const TAKE_BACK =
  'sleep "$1"; mv "$2/pending.nft" "$2/taken-back.nft" 2>/dev/null || exit 0; exec nft -j -f "$2/former.json"';

function watchOver(trial: string, seconds: number): void {
  const script = ["/bin/sh", "-c", TAKE_BACK, "tocsin-firewall", String(seconds), trial];
  if (existsSync("/run/systemd/system")) {
    // Not in the session of whoever applies: its end would end it too.
    const started = ran("systemd-run", ["--quiet", "--collect", "--unit=tocsin-firewall-rollback", ...script], "");
    if (started.code === 0) return;
    throw new Fault("refused", `Nothing was changed, for nobody would take it back: ${started.err.trim()}`);
  }
  const [command = "", ...args] = script;
  spawn(command, args, { detached: true, stdio: "ignore" }).unref();
}

/** Keeps the rules that are on trial, for the next starts of the machine too. */
export function confirm(state: string): number {
  const at = places(state);
  try {
    renameSync(at.pending, at.accepted);
  } catch (cause) {
    throw new Fault("refused", "No rules wait to be confirmed: they were confirmed already, or taken back.", { cause });
  }
  const beside = `${at.confirmed}.new`;
  copyFileSync(at.accepted, beside);
  renameSync(beside, at.confirmed);
  console.log(`Confirmed. ${at.confirmed} is loaded at every start where tocsin-firewall.service is enabled.`);
  return 0;
}

/** Lets one address in to the trust ceremony; the kernel itself forgets it again. */
export function admit(address: string, minutes: number): number {
  const family = isIP(address);
  if (family === 0) throw new Fault("invalid", `"${address}" is no address. Name one such as 10.20.0.7.`);
  const added = nft(["add", "element", "inet", "tocsin", `joining${family}`, `{ ${address} timeout ${minutes}m }`]);
  if (added.code !== 0) {
    throw new Fault(
      "refused",
      `${address} could not be let in: ${added.err.trim()} Are the rules in force, and has the mesh a port?`,
    );
  }
  console.log(`${address} may reach the trust ceremony for ${minutes} minutes.`);
  return 0;
}

/** Before its time is over. Whom the kernel has forgotten already needs nothing. */
export function dismiss(address: string): void {
  nft(["delete", "element", "inet", "tocsin", `joining${isIP(address)}`, `{ ${address} }`]);
}
