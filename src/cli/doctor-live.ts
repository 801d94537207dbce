import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { connect } from "node:tls";
import type { Settings } from "#kernel/settings.ts";
import { authorityFiles } from "#trust/authority-file.ts";
import { type Control, control } from "./control.ts";
import type { Finding } from "./doctor.ts";

/** An alarm of Tocsin's own that is active now. */
interface OwnAlarm {
  readonly point: string;
  readonly condition: string;
  readonly active: boolean;
  readonly text: string;
}

/** Tells who one is without a proof, in the ways in which others believed it. */
const FORGERIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "the name in a header": { "remote-user": "admin", "x-remote-user": "admin", "x-forwarded-user": "admin" },
  "the name in a cookie": { cookie: "__Host-tocsin=admin; user=admin" },
  // {"alg":"none"}.{"sub":"admin"}
  "a token that nobody signed": { authorization: "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9." },
  "a name without a password": { authorization: `Basic ${Buffer.from("admin:").toString("base64")}` },
};

/** What can be seen of a server only while it runs. Nothing, when none runs. */
export async function checkLive(
  settings: Pick<Settings, "dataFolder" | "certificate" | "publicUrl">,
): Promise<Finding[]> {
  const asked = control(settings.dataFolder);
  const alarms = await openAlarms(asked).catch(() => null);
  if (alarms === null) return [];
  const port = await webPort(asked);
  if (port === null) return judgeManning(alarms);
  return [...judgeManning(alarms), judgeForgeries(await forge(settings, port)), judgeOldTls(await tryOldTls(port))];
}

export function judgeManning(alarms: readonly OwnAlarm[]): Finding[] {
  const active = alarms.filter((alarm) => alarm.active);
  const of = (condition: string) => active.filter((alarm) => alarm.condition === condition).map(({ text }) => text);
  const finding = (
    check: Pick<Finding, "id" | "check">,
    texts: readonly string[],
    good: string,
    mend: string,
  ): Finding =>
    texts.length === 0
      ? { ...check, state: "good", found: good }
      : { ...check, state: "wrong", found: texts.join(" "), mend };
  return [
    finding(
      { id: "RBAC-06", check: "what must be manned" },
      of("unmanned"),
      "Nothing that must be manned is without somebody.",
      "Let somebody sign in or unlock there.",
    ),
    finding(
      { id: "CLI-01", check: "workstations" },
      of("lost"),
      "No workstation has lost its connection.",
      "Look after its browser and its network.",
    ),
  ];
}

/** @param answers status by what was claimed; null: no answer */
export function judgeForgeries(answers: Readonly<Record<string, number | null>>): Finding {
  const check = { id: "OPR-13", check: "claimed names" };
  const believed = Object.entries(answers).filter(([, status]) => status !== null && status !== 401);
  if (believed.length > 0) {
    const found = `Not answered with 401: ${believed.map(([what, status]) => `${what} (${status})`).join(", ")}.`;
    return { ...check, state: "wrong", found, mend: "Take the server from the network, and report this." };
  }
  const silent = Object.values(answers).some((status) => status === null);
  if (!silent) return { ...check, state: "good", found: "The server believes no name that is not proven." };
  const mend = "See that it can be reached from this machine under publicUrl.";
  return { ...check, state: "advice", found: "The server's page did not answer, so this was not tried.", mend };
}

/** @param answer what became of a handshake with TLS 1.2 at most: it was refused, or went on; null: nobody answered */
export function judgeOldTls(answer: "refused" | "went on" | null): Finding {
  const check = { id: "TLS-01", check: "versions of TLS" };
  if (answer === "refused")
    return { ...check, state: "good", found: "The page's port speaks nothing older than TLS 1.3." };
  if (answer === null) {
    const found = "The page's port did not answer, so this was not tried.";
    return { ...check, state: "advice", found, mend: "See that it can be reached from this machine." };
  }
  const mend = "Take away what stands before it, or have that speak TLS 1.3 alone.";
  return { ...check, state: "wrong", found: "The page's port speaks TLS 1.2.", mend };
}

/** A handshake that sends nothing: a certificate that nobody vouches for comes after the version was agreed on. */
export function tryOldTls(port: number): Promise<"refused" | "went on" | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: "localhost", port, minVersion: "TLSv1.2", maxVersion: "TLSv1.2", timeout: 5000 });
    const end = (answer: "refused" | "went on" | null) => {
      resolve(answer);
      socket.destroy();
    };
    socket.on("secureConnect", () => end("went on"));
    socket.on("timeout", () => end(null));
    socket.on("error", ({ code = "" }: NodeJS.ErrnoException) => {
      if (code.includes("ALERT_PROTOCOL_VERSION")) end("refused");
      else end(code.startsWith("E") ? null : "went on");
    });
  });
}

async function openAlarms(asked: Control): Promise<readonly OwnAlarm[] | null> {
  const { status, body } = await asked.request("GET", "/api/v1/alarms?state=active&source=tocsin&limit=500");
  return status === 200 ? (body as { items: readonly OwnAlarm[] }).items : null;
}

async function webPort(asked: Control): Promise<number | null> {
  const { status, body } = await asked.request("GET", "/api/v1/ports");
  if (status !== 200) return null;
  const { flows } = (body as { matrix: { flows: readonly { id: string; listener: { port: number } }[] } }).matrix;
  return flows.find(({ id }) => id === "web")?.listener.port ?? null;
}

/** Asks what only somebody who is signed in may, once for each forgery. */
async function forge(
  settings: Pick<Settings, "dataFolder" | "certificate" | "publicUrl">,
  port: number,
): Promise<Record<string, number | null>> {
  const files = authorityFiles(settings.dataFolder);
  const pinned = [settings.certificate?.file ?? join(files.folder, "web.pem"), files.root].filter(existsSync);
  const ca = pinned.map((file) => readFileSync(file, "utf8"));
  const answers = Object.entries(FORGERIES).map(async ([what, headers]) => [what, await statusOf(port, headers, ca)]);
  return Object.fromEntries(await Promise.all(answers)) as Record<string, number | null>;
}

/** The very certificate of this machine is expected; whether its name is the right one is the check NET-07. */
function statusOf(
  port: number,
  headers: Readonly<Record<string, string>>,
  ca: readonly string[],
): Promise<number | null> {
  return new Promise((resolve) => {
    const options = {
      host: "localhost",
      port,
      path: "/api/v1/profile",
      headers,
      ca: [...ca],
      timeout: 5000,
      agent: false,
    };
    const asking = request(
      { ...options, allowPartialTrustChain: true, checkServerIdentity: () => undefined },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? null);
      },
    );
    asking.on("timeout", () => asking.destroy());
    asking.on("error", () => resolve(null));
    asking.end();
  });
}
