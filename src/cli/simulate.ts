import { parseArgs } from "node:util";
import type { Simulation } from "#escalation/simulate.ts";
import { Fault } from "#kernel/fault.ts";
import { ASKING, ask, instantOf, printJson } from "./ask.ts";

const OPTIONS = {
  ...ASKING,
  alarm: { type: "string" },
  source: { type: "string" },
  point: { type: "string", default: "" },
  partition: { type: "string", default: "site" },
  category: { type: "string", default: "other" },
  priority: { type: "string", default: "high" },
  tag: { type: "string", multiple: true },
  at: { type: "string" },
} as const;

/** Shows who would be told, when and why, if nobody acknowledged. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { alarm, source, point, partition, category, priority, tag: tags = [] } = values;
  if ((alarm === undefined) === (source === undefined)) {
    throw new Fault(
      "invalid",
      "Name an alarm with --alarm NUMBER, or describe one with --source ID and --priority, --category, --tag.",
    );
  }
  const what =
    alarm === undefined ? { facts: { source, point, partition, category, priority, tags } } : { alarm: Number(alarm) };
  const at = values.at === undefined ? {} : { at: instantOf(values.at, "at") };
  const simulation = (await ask(values, "POST", "/api/v1/simulate", { ...what, ...at })) as Simulation;
  if (values.json) printJson(simulation);
  else for (const line of linesOf(simulation)) console.log(line);
  return 0;
}

function linesOf({ policy, because, steps, withheld, nobody, end }: Simulation): string[] {
  const at = (instant: number) => new Date(instant).toISOString();
  return [
    `${policy ? `Policy ${policy.name} (${policy.id})` : "Nobody would be told"}: ${because}`,
    ...[
      ...steps.map((step) => ({
        ...step,
        says: `${step.personName} by ${step.channel} (${step.address}): ${step.because}`,
      })),
      ...nobody.map((one) => ({ ...one, says: `NOBODY could be told, which becomes an alarm: ${one.because}` })),
      ...withheld.map((one) => ({ ...one, says: `nobody told: ${one.because}` })),
    ]
      .toSorted((one, other) => one.at - other.at)
      .map((one) => `${at(one.at)}  ${one.says}`),
    ...(policy ? [`${at(end.at)}  end: ${end.because}`] : []),
  ];
}
