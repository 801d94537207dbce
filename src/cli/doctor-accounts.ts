import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Instant } from "#kernel/clock.ts";
import type { Finding } from "./doctor.ts";
import { linesOf } from "./doctor-host.ts";

const DAY = 86_400_000;
const UNUSED_AFTER = 90 * DAY;
const MOST_ADMINISTRATORS = 2;
const NO_SHELL = /\/(nologin|false|sync|shutdown|halt)$/;
/** Words that tell an attacker which account to go for. */
const TELLING =
  /\b(admin\w*|root|super-?user|sudo|sql|dba|database|backup|service account|privileged?|password|domain)\b/i;
/** lastlog(8): time in seconds, 32 bytes of line, 256 bytes of host, at the uid's place. */
const LASTLOG_ENTRY = 4 + 32 + 256;

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly about: string;
  readonly shell: string;
}

/** Whether a description says what an account may do. */
export function tellsRights(about: string): boolean {
  return TELLING.test(about);
}

/** The accounts of this machine and who may come to it from afar. @param root where its files begin; `/` but for tests */
export function checkAccounts(now: Instant, root = "/"): Finding[] {
  if (!existsSync(join(root, "etc/passwd"))) return [];
  const accounts = passwd(root);
  const people = accounts.filter(({ shell }) => shell !== "" && !NO_SHELL.test(shell));
  const groups = groupsOf(root, accounts);
  return [
    unused(root, people, now),
    guests(root, people),
    administrators(groups),
    descriptions(accounts),
    remote(root, groups),
  ];
}

function unused(root: string, people: readonly Account[], now: Instant): Finding {
  const check = { id: "OS-05", check: "unused accounts" };
  const file = join(root, "var/log/lastlog");
  const log = existsSync(file) ? readFileSync(file) : null;
  if (log === null) {
    const found = "There is no record of sign-ins (/var/log/lastlog).";
    return { ...check, state: "advice", found, mend: "Look through the accounts by hand: getent passwd." };
  }
  const lastAt = (uid: number) =>
    (uid + 1) * LASTLOG_ENTRY <= log.length ? log.readInt32LE(uid * LASTLOG_ENTRY) * 1000 : 0;
  // root is there for emergencies, whoever else has it.
  const names = people.filter(({ uid }) => uid !== 0 && now - lastAt(uid) > UNUSED_AFTER).map(({ name }) => name);
  if (names.length === 0)
    return { ...check, state: "good", found: "Every account with a shell was used within 90 days." };
  const found = `Nobody has signed in for 90 days as ${names.join(", ")}.`;
  return {
    ...check,
    state: "advice",
    found,
    mend: `Lock those that nobody needs: ${names.map((name) => `usermod -L -e 1 ${name}`).join("; ")}`,
  };
}

function guests(root: string, people: readonly Account[]): Finding {
  const check = { id: "OS-06", check: "guests and root" };
  const wrong = people.filter(({ name }) => name === "guest").map(({ name }) => `the account ${name} has a shell`);
  const share = join(root, "etc/samba/smb.conf");
  if (existsSync(share) && /^\s*(guest ok|public)\s*=\s*yes/im.test(readFileSync(share, "utf8"))) {
    wrong.push(`${share} lets guests in`);
  }
  const rootFromAfar = ssh(root, "PermitRootLogin")?.toLowerCase();
  if (rootFromAfar === "yes") wrong.push("root may sign in from afar with a password");
  if (wrong.length === 0) return { ...check, state: "good", found: "No guest, and no root from afar by password." };
  return { ...check, state: "advice", found: `${wrong.join("; ")}.`, mend: "Lock guests; set PermitRootLogin no." };
}

function administrators(groups: ReadonlyMap<string, readonly string[]>): Finding {
  const check = { id: "OS-07", check: "administrators of the machine" };
  const names = [...new Set(["sudo", "wheel", "admin"].flatMap((group) => groups.get(group) ?? []))].sort();
  const found = `${names.length} may become root: ${names.join(", ") || "nobody besides root"}.`;
  if (names.length <= MOST_ADMINISTRATORS) return { ...check, state: "good", found };
  return { ...check, state: "advice", found, mend: `Leave ${MOST_ADMINISTRATORS}: gpasswd -d NAME sudo` };
}

function descriptions(accounts: readonly Account[]): Finding {
  const check = { id: "OS-08", check: "descriptions of accounts" };
  // Those of the system are the same on every machine and tell nothing about this one.
  const names = accounts
    .filter(({ uid, about }) => uid >= 1000 && uid < 60_000 && tellsRights(about))
    .map(({ name }) => name);
  if (names.length === 0) return { ...check, state: "good", found: "None says what its account may do." };
  const found = `What these may do stands in their description: ${names.join(", ")}.`;
  return { ...check, state: "advice", found, mend: names.map((name) => `usermod -c "" ${name}`).join("; ") };
}

function remote(root: string, groups: ReadonlyMap<string, readonly string[]>): Finding {
  const check = { id: "OS-09", check: "administration from afar" };
  if (!existsSync(join(root, "etc/ssh/sshd_config")))
    return { ...check, state: "good", found: "There is no SSH server." };
  const allowed = ssh(root, "AllowGroups")?.split(/\s+/) ?? [];
  const wrong = [];
  if (allowed.length === 0 && !ssh(root, "AllowUsers"))
    wrong.push("everybody with an account may come (no AllowGroups)");
  if (ssh(root, "PasswordAuthentication")?.toLowerCase() !== "no") wrong.push("a password is enough");
  if (!["no", "prohibit-password", undefined].includes(ssh(root, "PermitRootLogin")?.toLowerCase()))
    wrong.push("root may come");
  const old = `${ssh(root, "Ciphers") ?? ""},${ssh(root, "MACs") ?? ""}`
    .split(",")
    .filter((one) => /cbc|arcfour|3des|md5|hmac-sha1$/.test(one));
  if (old.length > 0) wrong.push(`old ciphers are allowed: ${old.join(", ")}`);
  const names = [...new Set(allowed.flatMap((group) => groups.get(group) ?? []))].sort();
  const who = allowed.length > 0 ? `${names.length} may come by SSH: ${names.join(", ") || "nobody"}.` : "";
  if (wrong.length === 0) return { ...check, state: "good", found: who || "Only chosen accounts may come by SSH." };
  const mend = "In sshd_config: AllowGroups, PasswordAuthentication no, PermitRootLogin no.";
  return { ...check, state: "advice", found: `${wrong.join("; ")}. ${who}`.trim(), mend };
}

/** sshd_config(5): the first value counts; what Debian includes comes before the file itself. */
function ssh(root: string, keyword: string): string | undefined {
  const line = new RegExp(`^\\s*${keyword}\\s+(.*\\S)`, "i");
  const main = join(root, "etc/ssh/sshd_config");
  const own = existsSync(main) ? readFileSync(main, "utf8").split("\n") : [];
  const included = linesOf(join(root, "etc/ssh/sshd_config.d"), (one) => line.test(one)).map(({ text }) => text);
  return [...included, ...own].map((one) => line.exec(one)?.[1]).find((value) => value !== undefined);
}

function passwd(root: string): Account[] {
  return readFileSync(join(root, "etc/passwd"), "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length === 7)
    .map(([name = "", , uid, gid, about = "", , shell = ""]) => ({
      name,
      uid: Number(uid),
      gid: Number(gid),
      about,
      shell,
    }));
}

/** Members by group, those whose own group it is among them. */
function groupsOf(root: string, accounts: readonly Account[]): Map<string, string[]> {
  const file = join(root, "etc/group");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return new Map(
    lines
      .map((line) => line.split(":"))
      .filter((fields) => fields.length === 4)
      .map(([name = "", , gid, members = ""]) => [
        name,
        [
          ...members.split(",").filter(Boolean),
          ...accounts.filter((account) => account.gid === Number(gid)).map((account) => account.name),
        ],
      ]),
  );
}
