import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { Finding } from "./doctor.ts";
import { checkAccounts } from "./doctor-accounts.ts";
import { checkHost } from "./doctor-host.ts";

const NOW = Date.UTC(2026, 11, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tocsin-host-"));
  write("etc/os-release", 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n');
  write("etc/apt/apt.conf.d/20auto-upgrades", 'APT::Periodic::Update-Package-Lists "1";\n');
  write("etc/passwd", PASSWD.join("\n"));
  write("etc/group", "sudo:x:27:anna\noperators:x:900:anna,ben\n");
  write("etc/ssh/sshd_config", "AllowGroups operators\nPasswordAuthentication no\nPermitRootLogin no\n");
  signedIn({ 1000: NOW - DAY, 1001: NOW - 10 * DAY });
});
afterEach(() => rmSync(root, { recursive: true }));

const PASSWD = [
  "root:x:0:0:root:/root:/bin/bash",
  "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin",
  "backup:x:34:34:backup:/var/backups:/usr/sbin/nologin",
  "anna:x:1000:1000:Anna Keller:/home/anna:/bin/bash",
  "ben:x:1001:1001:Ben Roth:/home/ben:/bin/bash",
];

function write(file: string, text: string | Buffer): string {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** As lastlog keeps it: an entry of 292 bytes at each uid's place. */
function signedIn(at: Readonly<Record<number, number>>): void {
  const log = Buffer.alloc(292 * 1003);
  for (const [uid, when] of Object.entries(at)) log.writeInt32LE(when / 1000, Number(uid) * 292);
  write("var/log/lastlog", log);
}

function look(id: string): Finding {
  const all = [...checkHost(NOW, root), ...checkAccounts(NOW, root)];
  return all.find((one) => one.id === id) ?? assert.fail(`no finding ${id}`);
}
const stateOf = (id: string) => look(id).state;

test("N-002 N-014 OS-01 a release without security updates is wrong, an unknown one is said, today's Debian is good", () => {
  assert.equal(stateOf("OS-01"), "good");
  for (const [text, state] of [
    ["ID=debian\nVERSION_ID=10\nPRETTY_NAME=Buster\n", "wrong"],
    ["ID=fedora\nVERSION_ID=41\nSUPPORT_END=2025-12-15\n", "wrong"],
    ["ID=fedora\nVERSION_ID=44\nSUPPORT_END=2027-06-01\n", "good"],
    ["ID=homemade\nVERSION_ID=1\n", "advice"],
  ] as const) {
    write("etc/os-release", text);
    assert.equal(stateOf("OS-01"), state, text);
  }
});

test("N-009 OS-03 updates that restart the machine by themselves are found; at a set hour, or never, is good", () => {
  assert.equal(stateOf("OS-03"), "good");
  write("etc/apt/apt.conf.d/50unattended-upgrades", 'Unattended-Upgrade::Automatic-Reboot "true";\n');
  assert.equal(stateOf("OS-03"), "advice");
  assert.match(look("OS-03").found, /50unattended-upgrades/);
  write("etc/apt/apt.conf.d/51window", 'Unattended-Upgrade::Automatic-Reboot-Time "03:30";\n');
  assert.match(look("OS-03").found, /only at 03:30/);
  write("etc/apt/apt.conf.d/52never", 'Unattended-Upgrade::Automatic-Reboot "false";\n');
  assert.match(look("OS-03").found, /don't restart/);
});

test("N-063 OS-04 a look for updates that is masked or older than 48 hours is found", () => {
  assert.match(look("OS-04").found, /Nobody has looked/);
  const stamp = write("var/lib/systemd/timers/stamp-apt-daily.timer", "");
  for (const [hours, state] of [
    [47, "good"],
    [49, "advice"],
  ] as const) {
    const at = (NOW - hours * HOUR) / 1000;
    utimesSync(stamp, at, at);
    assert.equal(stateOf("OS-04"), state, `${hours}`);
  }
  mkdirSync(join(root, "etc/systemd/system"), { recursive: true });
  symlinkSync("/dev/null", join(root, "etc/systemd/system/apt-daily.timer"));
  assert.match(look("OS-04").found, /masked/);
});

test("N-081 OS-05 an account with a shell that nobody has used for 90 days is named", () => {
  assert.equal(stateOf("OS-05"), "good");
  signedIn({ 1000: NOW - 91 * DAY });
  assert.equal(look("OS-05").found, "Nobody has signed in for 90 days as anna, ben.");
  rmSync(join(root, "var/log/lastlog"));
  assert.match(look("OS-05").found, /no record/);
});

describe("N-078 N-083 OS-06", () => {
  test("N-078 a guest of the system or of its shares is found", () => {
    assert.equal(stateOf("OS-06"), "good");
    write("etc/passwd", [...PASSWD, "guest:x:1002:1002::/tmp:/bin/sh"].join("\n"));
    assert.match(look("OS-06").found, /account guest has a shell/);
    write("etc/passwd", [...PASSWD, "guest:x:1002:1002::/tmp:/usr/sbin/nologin"].join("\n"));
    assert.equal(stateOf("OS-06"), "good");
    write("etc/samba/smb.conf", "[share]\n  guest ok = yes\n");
    assert.match(look("OS-06").found, /lets guests in/);
  });

  test("N-083 root from afar with a password is found", () => {
    write("etc/ssh/sshd_config.d/10-root.conf", "PermitRootLogin yes\n");
    assert.match(look("OS-06").found, /root may sign in from afar/);
  });
});

test("N-084 P-059 OS-07 more than two who may become root are counted and named", () => {
  assert.equal(look("OS-07").found, "1 may become root: anna.");
  write("etc/group", "sudo:x:27:anna,ben\nwheel:x:10:\nadmin:x:1002:\n");
  write("etc/passwd", [...PASSWD, "carl:x:1002:1002:Carl:/home/carl:/bin/bash"].join("\n"));
  assert.deepEqual([stateOf("OS-07"), look("OS-07").found], ["advice", "3 may become root: anna, ben, carl."]);
});

test("N-082 OS-08 a description that says what an account may do is found", () => {
  assert.equal(stateOf("OS-08"), "good");
  write("etc/passwd", [...PASSWD, "x:x:1002:1002:SQL admin:/home/x:/bin/bash"].join("\n"));
  assert.deepEqual([stateOf("OS-08"), /: x\./.test(look("OS-08").found)], ["advice", true]);
});

describe("P-060 P-061 N-067 OS-09", () => {
  test("P-061 the members of the groups that may come are counted and named", () => {
    assert.equal(look("OS-09").found, "2 may come by SSH: anna, ben.");
  });

  for (const [what, text, says] of [
    ["everybody", "PasswordAuthentication no\nPermitRootLogin no\n", /no AllowGroups/],
    ["a password", "AllowGroups operators\nPermitRootLogin no\n", /a password is enough/],
    ["root", "AllowGroups operators\nPasswordAuthentication no\nPermitRootLogin yes\n", /root may come/],
    [
      "an old cipher",
      "AllowGroups operators\nPasswordAuthentication no\nCiphers aes256-ctr,3des-cbc\n",
      /old ciphers are allowed: 3des-cbc/,
    ],
  ] as const) {
    test(`lets in ${what}: found`, () => {
      write("etc/ssh/sshd_config", text);
      assert.equal(stateOf("OS-09"), "advice");
      assert.match(look("OS-09").found, says);
    });
  }

  test("P-060 what is included comes first, as sshd reads it", () => {
    write("etc/ssh/sshd_config.d/50-cloud.conf", "PasswordAuthentication yes\n");
    assert.match(look("OS-09").found, /a password is enough/);
  });
});

test("where there are no such files nothing is said", () => {
  assert.deepEqual([...checkHost(NOW, join(root, "none")), ...checkAccounts(NOW, join(root, "none"))], []);
});
