import type { Matrix } from "#hardening/flow.ts";
import { control } from "./control.ts";
import type { Finding } from "./doctor.ts";
import type { PortsAnswer } from "./ports.ts";

/** What only the running server knows of itself. Nothing, when none runs. */
export async function checkRunning(dataFolder: string): Promise<Finding[]> {
  const answer = await control(dataFolder)
    .request("GET", "/api/v1/ports")
    .catch(() => null);
  return answer?.status === 200 ? judgeRunning(answer.body as PortsAnswer) : [];
}

export function judgeRunning({ unit, findings, matrix }: PortsAnswer): Finding[] {
  return [sandbox(unit, matrix.uid), ports(findings), joining(findings, matrix), pinned(matrix)];
}

function sandbox(unit: string | null, uid: number): Finding {
  const check = "sandbox";
  if (unit !== null && /^tocsin(@.*)?\.service$/.test(unit)) {
    return { check, state: "good", found: `Tocsin runs in ${unit}, as account ${uid}.` };
  }
  const found = `Tocsin runs ${unit === null ? "in no systemd unit" : `in ${unit}`}, ${uid === 0 ? "as root" : `as account ${uid}`}.`;
  const mend =
    'Install the units of deploy/systemd ("As a service" in docs/operations.md): they take from it what it does not need.';
  return { check, state: "advice", found, mend };
}

function ports(findings: PortsAnswer["findings"]): Finding {
  const check = "port matrix";
  const wrong = (findings ?? []).filter(({ what }) => what !== "foreign");
  if (findings === null) return { check, state: "advice", found: "What the machine listens on was not compared." };
  if (wrong.length === 0)
    return { check, state: "good", found: "Tocsin listens on exactly what its configuration asks for." };
  const found = `${wrong.map(({ text }) => text).join(". ")}.`;
  return { check, state: "wrong", found, mend: 'Look at "tocsin ports" and the alarms of the source tocsin.' };
}

/** The port where machines join is open during a window alone. */
function joining(findings: PortsAnswer["findings"], { flows }: Matrix): Finding {
  const check = { id: "TRU-01", check: "port for joining" };
  const flow = flows.find(({ id }) => id === "trust");
  if (!flow) return { ...check, state: "good", found: "Machines can't join this one, so that there is none." };
  const { port } = flow.listener;
  if (flow.active) return { ...check, state: "good", found: `Port ${port} is open, for a window is.` };
  const open = (findings ?? []).find(({ what, port: found }) => what === "undeclared" && found === port);
  if (!open) return { ...check, state: "good", found: `Nothing of Tocsin listens on port ${port}: no window is open.` };
  const found = `Port ${port} is open outside a window.`;
  return { ...check, state: "wrong", found, mend: "Restart Tocsin, and report this." };
}

function pinned({ flows }: Matrix): Finding {
  const check = { id: "DRV-04", check: "far sides of drivers" };
  const inbound = flows.filter(({ direction, sort }) => direction === "in" && sort.startsWith("driver/"));
  const open = inbound.filter(({ peers }) => peers === null || peers.length === 0).map(({ id }) => id);
  if (open.length === 0)
    return { ...check, state: "good", found: `${inbound.length} wait for devices, each for named addresses.` };
  const found = `These answer every address of their zone: ${open.join(", ")}.`;
  return { ...check, state: "advice", found, mend: "Name the devices' addresses in these sources." };
}
