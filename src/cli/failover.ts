import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { FailoverStatus } from "#failover/desk.ts";
import { systemClock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { openLog } from "#kernel/log.ts";
import { hostAndPort, loadSettings } from "#kernel/settings.ts";
import { ASKING, ask, printJson } from "./ask.ts";
import { control } from "./control.ts";

const OPTIONS = {
  ...ASKING,
  reason: { type: "string", default: "asked for at the command line" },
  yes: { type: "boolean", default: false },
  "accept-loss": { type: "boolean", default: false },
  stay: { type: "boolean", default: false },
  listen: { type: "string" },
} as const;

type Status = ({ readonly enabled: true } & FailoverStatus) | { readonly enabled: false };

/** Says how the pair stands, hands over, drills that, takes over, stands by, or is the pair's witness. Exit code 1 when nobody could take over. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const [verb = "status", ...more] = positionals;
  if (more.length > 0) throw new Fault("invalid", `What is "${more.join(" ")}"? See "tocsin help failover".`);
  switch (verb) {
    case "status": {
      const status = (await ask(values, "GET", "/api/v1/failover")) as Status;
      if (values.json) printJson(status);
      else print(status);
      return status.enabled && status.synchronous ? 0 : 1;
    }
    case "hand-over":
      await ask(values, "POST", "/api/v1/failover/hand-over", { reason: values.reason });
      console.log(
        'This core hands over. "tocsin failover status" on the other machine says when it is the active one.',
      );
      return 0;
    case "drill":
      return (await import("./failover-drill.ts")).drill(values);
    case "drills":
      return (await import("./failover-drill.ts")).drills(values);
    case "take-over":
      if (!values.yes)
        throw new Fault(
          "invalid",
          "Two active cores would tell people twice: see that the other one is off, and say --yes.",
        );
      await ask(values, "POST", "/api/v1/failover/take-over", { acceptLoss: values["accept-loss"] });
      console.log("This node takes over.");
      return 0;
    case "join":
      return join(values);
    case "witness":
      return witness(values);
    default:
      throw new Fault("invalid", `There is no "failover ${verb}". See "tocsin help failover".`);
  }
}

function print(status: Status): void {
  if (!status.enabled) {
    console.log("This core is not one of a pair. To make it one: failover in tocsin.yaml, see docs/operations.md.");
    return;
  }
  const { mode, because, synchronous, behindBytes, heardMsAgo, peer, witness: third, witnessSays, token } = status;
  console.log(`This node     ${mode}: ${because}`);
  console.log(`Lease         ${token}`);
  console.log(
    `Other node    ${peer}, ${heardMsAgo === null ? "not heard yet" : `heard ${(heardMsAgo / 1000).toFixed(1)} s ago`}`,
  );
  const behind = behindBytes === null ? "takes no stream" : `is ${behindBytes} bytes behind`;
  console.log(`Replica       ${synchronous ? "has all that is acknowledged" : `is stale: it ${behind}`}`);
  console.log(`Witness       ${third === null ? "none" : `${third}: ${witnessSays ?? "not asked yet"}`}`);
}

/** Makes this node the standby at its next start, with a fresh copy of the other core's database. */
async function join({ data, config, yes }: { data?: string; config?: string; yes: boolean }): Promise<number> {
  const { dataFolder, failover } = loadSettings({ dataFolder: data, file: config });
  if (!failover)
    throw new Fault("misconfigured", "tocsin.yaml names no other core: add failover with listen and peer.");
  const runs = await control(dataFolder)
    .request("GET", "/api/v1/status")
    .then(
      () => true,
      () => false,
    );
  if (runs) throw new Fault("conflict", `A Tocsin runs on ${dataFolder}. Stop it first.`);
  const [{ readKept, writeKept }, { systemOf }] = await Promise.all([
    import("#failover/kept.ts"),
    import("#failover/messages.ts"),
  ]);
  if (systemOf(dataFolder) !== null && !yes)
    throw new Fault(
      "conflict",
      `${dataFolder} has a database, which would be replaced by a copy. If that is meant, say --yes.`,
    );
  const { forgetCluster } = await import("#store/replication.ts");
  forgetCluster(dataFolder);
  writeKept(dataFolder, { ...readKept(dataFolder), role: "standby", alone: true });
  console.log('This node stands by from its next start on: "tocsin run".');
  return 0;
}

async function witness({ data, listen = "0.0.0.0:4017" }: { data?: string; listen?: string }): Promise<number> {
  const place = hostAndPort(listen, 4017);
  if (!place) throw new Fault("invalid", `--listen ${listen} is no address with a port, such as 0.0.0.0:4017.`);
  const [{ Witness }, { untilSignal }] = await Promise.all([import("#failover/witness.ts"), import("./run.ts")]);
  const told = untilSignal();
  const one = new Witness({
    listen: place,
    dataFolder: resolve(data ?? "data"),
    clock: systemClock,
    log: openLog("info"),
  });
  console.log(`Witness of the pair on ${listen}. Ctrl-C ends it.`);
  await told;
  await one.close();
  return 0;
}
