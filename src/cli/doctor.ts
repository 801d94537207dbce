import { parseArgs } from "node:util";
import { saying } from "#kernel/fault.ts";
import { loadSettings, type Settings } from "#kernel/settings.ts";
import { checkDatabase } from "./doctor-database.ts";
import { checkMachine } from "./doctor-machine.ts";
import { PLACE } from "./place.ts";

export interface Finding {
  readonly check: string;
  /** Its number where the check has one for good: `OPR-04`. */
  readonly id?: string;
  /** `advice`: works, but not as well or as safely as it could. */
  readonly state: "good" | "advice" | "wrong";
  readonly found: string;
  /** What to do; absent when nothing is to be done. */
  readonly mend?: string;
}

const MARKS = { good: "  ok   ", advice: "advice ", wrong: " WRONG " } as const;

/** Looks at the set-up without changing it. Exit code 1 when something is wrong. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { ...PLACE, json: { type: "boolean", default: false } } });
  const findings = await examine({ dataFolder: values.data, file: values.config });
  const good = findings.every((finding) => finding.state !== "wrong");
  if (values.json) console.log(JSON.stringify({ good, findings }, null, 2));
  else for (const finding of findings) console.log(shown(finding));
  return good ? 0 : 1;
}

/** Everything that can be said about the installation at this place. */
export async function examine(place: {
  dataFolder?: string | undefined;
  file?: string | undefined;
}): Promise<Finding[]> {
  let settings: Settings;
  try {
    settings = loadSettings(place);
  } catch (thrown) {
    return [
      {
        check: "settings",
        state: "wrong",
        found: saying(thrown),
        mend: "Correct the file; the rest is examined once it can be read.",
      },
    ];
  }
  const read: Finding = {
    check: "settings",
    state: "good",
    found:
      settings.file === null
        ? "There is no tocsin.yaml; everything is as by default."
        : `${settings.file} is in order.`,
  };
  return [read, ...(await checkMachine(settings)), ...(await checkDatabase(settings))];
}

function shown({ check, id, state, found, mend }: Finding): string {
  const rest = mend === undefined ? "" : `\n${" ".repeat(9)}→ ${mend}`;
  return `[${MARKS[state]}] ${id === undefined ? "" : `${id} `}${check}: ${found}${rest}`;
}
