import { parseArgs } from "node:util";
import { Fault } from "#kernel/fault.ts";
import type { ModuleHealth } from "#mesh/navigation.ts";
import { ASKING, ask, printJson } from "./ask.ts";

interface Answer {
  readonly items: readonly ModuleHealth[];
  readonly closed: string | null;
}

/** Lists the modules of the running server, or has one start anew. Exit code 1 when one of them is lost. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...ASKING, reason: { type: "string", default: "asked for at the command line" } },
  });
  const [verb = "list", module, ...more] = positionals;
  if (verb === "restart" && module !== undefined && more.length === 0) {
    await ask(values, "POST", `/api/v1/modules/${pathOf(module)}/restart`, { reason: values.reason });
    console.log(`${module} starts anew.`);
    return 0;
  }
  if (verb !== "list" || module !== undefined) {
    throw new Fault(
      "invalid",
      'Say "tocsin service list" or "tocsin service restart MODULE", as in driver-host/plant-2.',
    );
  }
  const answer = (await ask(values, "GET", "/api/v1/modules")) as Answer;
  if (values.json) printJson(answer);
  else print(answer);
  return answer.items.some(({ state }) => state === "lost") ? 1 : 0;
}

function print({ items, closed }: Answer): void {
  if (closed !== null) console.log(`No module can register: ${closed}.`);
  for (const { id, state, because, release, address, latencyMs, spooledReports, troubles } of items) {
    const link = latencyMs === null ? because : `${latencyMs.toFixed(1)} ms`;
    const spool = spooledReports === 0 ? "nothing spooled" : `${spooledReports} reports spooled`;
    console.log(`${id.padEnd(32)} ${state.padEnd(8)} ${release ?? "-"}  ${address ?? "-"}  ${link}, ${spool}`);
    for (const trouble of troubles) console.log(`${" ".repeat(33)}${trouble}`);
  }
}

function pathOf(module: string): string {
  const [role, node, ...more] = module.split("/");
  if (!role || !node || more.length > 0) throw new Fault("invalid", `${module} is no module; say driver-host/plant-2.`);
  return `${encodeURIComponent(role)}/${encodeURIComponent(node)}`;
}
