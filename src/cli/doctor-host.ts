import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Instant } from "#kernel/clock.ts";
import type { Finding } from "./doctor.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How old the last look for updates may be. */
const LOOKED_WITHIN = 48 * HOUR;

/** Until when a release gets security updates, by `ID` and `VERSION_ID` of os-release(5), where it does not say so itself. */
const ENDS: Readonly<Record<string, string>> = {
  "debian 10": "2024-06-30",
  "debian 11": "2026-08-31",
  "debian 12": "2028-06-30",
  "debian 13": "2030-06-30",
  "ubuntu 20.04": "2025-05-31",
  "ubuntu 22.04": "2027-05-31",
  "ubuntu 24.04": "2029-05-31",
  "rhel 8": "2029-05-31",
  "rhel 9": "2032-05-31",
};

/** The operating system below us, from its files. @param root where they begin; `/` but for tests */
export function checkHost(now: Instant, root = "/"): Finding[] {
  if (!existsSync(join(root, "etc/os-release"))) return [];
  const apt = existsSync(join(root, "etc/apt")) ? [reboots(root), looks(root, now)] : [];
  return [release(root, now), ...apt];
}

function release(root: string, now: Instant): Finding {
  const check = { id: "OS-01", check: "operating system" };
  const given = fieldsOf(readFileSync(join(root, "etc/os-release"), "utf8"));
  const name = given["PRETTY_NAME"] ?? "unknown";
  const end = given["SUPPORT_END"] ?? ENDS[`${given["ID"]} ${given["VERSION_ID"]}`];
  if (end === undefined) {
    const found = `It is not known how long ${name} gets security updates.`;
    return { ...check, state: "advice", found, mend: "Use a release that Tocsin is tried on, such as Debian 12." };
  }
  if (Date.parse(end) + DAY <= now) {
    const found = `${name} has had no security updates since ${end}.`;
    return { ...check, state: "wrong", found, mend: "Upgrade to a release that is still looked after." };
  }
  return { ...check, state: "good", found: `${name} gets security updates until ${end}.` };
}

function reboots(root: string): Finding {
  const check = { id: "OS-03", check: "restarts by updates" };
  const settings = linesOf(join(root, "etc/apt/apt.conf.d"), (line) =>
    /^\s*Unattended-Upgrade::Automatic-Reboot\s/.test(line),
  );
  // apt.conf(5): what is read last counts.
  const on = settings.at(-1)?.text.includes('"true"') ?? false;
  const at = linesOf(join(root, "etc/apt/apt.conf.d"), (line) =>
    /^\s*Unattended-Upgrade::Automatic-Reboot-Time\s/.test(line),
  ).at(-1);
  if (!on) return { ...check, state: "good", found: "Updates don't restart this machine by themselves." };
  if (at)
    return { ...check, state: "good", found: `Updates restart this machine only at ${/"(.*?)"/.exec(at.text)?.[1]}.` };
  return {
    ...check,
    state: "advice",
    found: `Updates restart this machine whenever they like (${settings.at(-1)?.file}).`,
    mend: 'Set Unattended-Upgrade::Automatic-Reboot "false", or name an hour with Automatic-Reboot-Time.',
  };
}

function looks(root: string, now: Instant): Finding {
  const check = { id: "OS-04", check: "look for updates" };
  const mend = "Let it look daily: systemctl unmask apt-daily.timer && systemctl enable --now apt-daily.timer";
  const unit = join(root, "etc/systemd/system/apt-daily.timer");
  if (lstatSync(unit, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(unit) === "/dev/null") {
    return { ...check, state: "advice", found: "apt-daily.timer is masked: nobody looks for updates.", mend };
  }
  const at = ["var/lib/systemd/timers/stamp-apt-daily.timer", "var/lib/apt/periodic/update-success-stamp"]
    .map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0)
    .reduce((last, one) => Math.max(last, one), 0);
  if (at === 0) return { ...check, state: "advice", found: "Nobody has looked for updates yet.", mend };
  const found = `The last look for updates was ${new Date(at).toISOString()}.`;
  return now - at > LOOKED_WITHIN ? { ...check, state: "advice", found, mend } : { ...check, state: "good", found };
}

/** `KEY="value"` lines. */
function fieldsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/^([A-Z_]+)=(?:"(.*)"|(.*))$/gm)].map(([, key, quoted, plain]) => [key, quoted ?? plain]),
  );
}

/** Lines that fit, in the order in which a folder of settings is read. */
export function linesOf(folder: string, fits: (line: string) => boolean): { file: string; text: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const file = join(folder, name);
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return [];
      return readFileSync(file, "utf8")
        .split("\n")
        .filter(fits)
        .map((text) => ({ file, text }));
    });
}
