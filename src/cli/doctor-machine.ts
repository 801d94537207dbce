import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { machineListeners } from "#hardening/listeners.ts";
import { saying } from "#kernel/fault.ts";
import type { Settings } from "#kernel/settings.ts";
import { packageFolder, version } from "#kernel/version.ts";
import { shownFile } from "#trust/outside-certificate.ts";
import { control } from "./control.ts";
import type { Finding } from "./doctor.ts";
import { checkAccounts } from "./doctor-accounts.ts";
import { checkCertificates } from "./doctor-certificates.ts";
import { checkHistory } from "./doctor-history.ts";
import { checkHost } from "./doctor-host.ts";
import { checkLive } from "./doctor-live.ts";
import { checkName } from "./doctor-name.ts";
import { checkRunning } from "./doctor-running.ts";
import { judgeServices, withPrograms } from "./doctor-services.ts";
import { checkSpeech } from "./doctor-speech.ts";
import { checkTime } from "./doctor-time.ts";
import { checkTrust } from "./doctor-trust.ts";
import { sealFindings } from "./seal-status.ts";

const GIB = 1024 ** 3;
const DAY = 86_400_000;
/** A clock before the day this was written is wrong. */
const NOT_BEFORE = Date.UTC(2026, 10, 1);

export async function checkMachine(settings: Settings): Promise<Finding[]> {
  return [
    node(),
    ...folder(settings.dataFolder),
    disk(settings.dataFolder),
    ...(await checkHistory(settings)),
    clock(settings.dataFolder),
    ...(await checkTime()),
    ...sealFindings(settings.dataFolder),
    ...checkTrust(settings.dataFolder),
    ...checkCertificates(settings),
    certificate(settings),
    ...(await checkName(settings)),
    page(),
    await listener(settings),
    ...(await checkSpeech()),
    ...(await checkRunning(settings.dataFolder)),
    ...(await checkLive(settings)),
    ...checkHost(Date.now()),
    ...checkAccounts(Date.now()),
    ...judgeServices(withPrograms(machineListeners())),
  ];
}

function node(): Finding {
  const check = "node";
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const found = `Tocsin ${version} runs on Node ${process.versions.node}.`;
  if (major > 24 || (major === 24 && minor >= 12)) return { check, state: "good", found };
  return { check, state: "wrong", found, mend: 'Run "npm ci", which installs Node 24 beside Tocsin.' };
}

function folder(path: string): Finding[] {
  const check = "data folder";
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [{ check, state: "good", found: `${path} is not there yet; "tocsin run" makes it.` }];
  if (!found.isDirectory()) {
    return [{ check, state: "wrong", found: `${path} is not a folder.`, mend: "Name another one with --data." }];
  }
  const findings: Finding[] = [];
  if (found.uid !== process.getuid?.()) {
    findings.push({
      check,
      state: "wrong",
      found: `${path} belongs to account ${found.uid}, and this is account ${process.getuid?.()}.`,
      mend: "Run Tocsin as the account that owns it, or change its owner.",
    });
  }
  // 0711 where the database runs as a service account, which must pass through.
  if ((found.mode & 0o066) !== 0) {
    findings.push({
      check,
      state: "wrong",
      found: `Others may look into ${path} (mode ${(found.mode & 0o777).toString(8)}).`,
      mend: `Run "chmod 700 ${path}".`,
    });
  }
  for (const secret of [
    "trust/machine.key",
    "trust/root.key.json",
    "trust/authority.json",
    "trust/node/identity.pem",
    "trust/web.key",
    "postgres/superuser.secret",
    "database.json",
  ]) {
    const file = join(path, secret);
    const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o077) === 0) continue;
    findings.push({
      check,
      state: "wrong",
      found: `Others may read ${file}.`,
      mend: `Run "chmod 600 ${file}", and change what it protects if others had access.`,
    });
  }
  return findings.length > 0 ? findings : [{ check, state: "good", found: `${path} is there and private.` }];
}

function disk(path: string): Finding {
  const check = "disk";
  let there = path;
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  const free = (bavail * bsize) / GIB;
  const found = `${free.toFixed(1)} GiB free for ${path}.`;
  const mend = "Make room, or move the data folder to a larger disk.";
  if (free < 1) return { check, state: "wrong", found, mend };
  return free < 5 ? { check, state: "advice", found, mend } : { check, state: "good", found };
}

function clock(dataFolder: string): Finding {
  const check = "clock";
  const now = Date.now();
  const mend = "Set the clock and let it be kept by NTP (timedatectl set-ntp true).";
  const found = `It is ${new Date(now).toISOString()}`;
  if (now < NOT_BEFORE)
    return { check, state: "wrong", found: `${found}, which is before this Tocsin was made.`, mend };
  const lastUse = ["postgres/postgres.log", "run/database.json"].map(
    (file) => statSync(join(dataFolder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  const ahead = Math.max(0, ...lastUse) - now;
  if (ahead > 60_000) {
    return {
      check,
      state: "wrong",
      found: `${found}, and ${dataFolder} was used ${Math.round(ahead / 1000)} s later than that.`,
      mend,
    };
  }
  return { check, state: "good", found: `${found}.` };
}

function certificate(settings: Settings): Finding {
  const check = "web certificate";
  const { certificate: own } = settings;
  const file = shownFile(settings);
  if (!own && !existsSync(file)) return { check, state: "good", found: 'None yet; "tocsin run" makes one.' };
  try {
    const leaf = new X509Certificate(readFileSync(file, "utf8"));
    const days = Math.floor((leaf.validToDate.getTime() - Date.now()) / DAY);
    const found = `${file} is valid until ${leaf.validToDate.toISOString().slice(0, 10)}. Fingerprint: ${leaf.fingerprint256}`;
    const mend = own ? "Put a new certificate in its place." : "Start Tocsin: it renews its own certificate.";
    if (days < 0 || leaf.validFromDate.getTime() > Date.now())
      return { check, state: own ? "wrong" : "advice", found: `${file} is not valid today.`, mend };
    return own && days < 21 ? { check, state: "advice", found, mend } : { check, state: "good", found };
  } catch (thrown) {
    return {
      check,
      state: "wrong",
      found: `${file} can't be read: ${saying(thrown)}`,
      mend: own ? "Correct web in tocsin.yaml." : `Delete ${file}; Tocsin makes another.`,
    };
  }
}

function page(): Finding {
  const check = "page";
  const file = join(packageFolder, "web", "dist", "index.html");
  if (existsSync(file)) return { check, state: "good", found: "The web page is built." };
  return {
    check,
    state: "advice",
    found: `${file} is missing.`,
    mend: 'It is built at the next start; or run "node scripts/build-web.mjs" and read what it says.',
  };
}

async function listener({ listen, dataFolder }: Settings): Promise<Finding> {
  const check = "port";
  const where = `${listen.host}:${listen.port}`;
  const trouble = await tryToListen(listen.host, listen.port);
  if (trouble === null) return { check, state: "good", found: `${where} is free.` };
  if (trouble.code === "EADDRINUSE" && (await answers(dataFolder))) {
    return { check, state: "good", found: `Tocsin runs on ${dataFolder} and listens on ${where}.` };
  }
  return {
    check,
    state: "wrong",
    found: `${where} can't be listened on: ${trouble.message}`,
    mend: "End what listens there, or choose another port as listen.port in tocsin.yaml.",
  };
}

function tryToListen(host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

function answers(dataFolder: string): Promise<boolean> {
  return control(dataFolder)
    .request("GET", "/api/v1/status")
    .then(() => true)
    .catch(() => false);
}
