import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { machineListeners } from "#hardening/listeners.ts";
import { readAddress } from "#kernel/database-address.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { setUpExternal } from "#store/setup.ts";
import { whyNotHere, withPrograms } from "./doctor-services.ts";
import { PLACE } from "./place.ts";

const OPTIONS = {
  ...PLACE,
  "admin-url-file": { type: "string" },
  name: { type: "string", default: "tocsin" },
  ca: { type: "string" },
} as const;

/** The administrator's URL comes in a file, because arguments and environments are seen by others. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const file = values["admin-url-file"];
  if (file === undefined) {
    throw new Fault(
      "invalid",
      "Name the file that holds the administrator's URL: --admin-url-file FILE. It may be deleted afterwards.",
    );
  }
  const reading = readAddress(readUrl(file), values.ca === undefined ? null : resolve(values.ca), "postgres");
  if (reading.kind === "invalid") throw new Fault("invalid", `The URL in ${file} can't be used: ${reading.why}.`);
  const whyNot = whyNotHere(withPrograms(machineListeners()));
  if (whyNot !== null) return refused(whyNot);
  const answer = await setUpExternal(resolve(values.data ?? "data"), reading.address, values.name);
  if (answer.kind === "refused") return refused(answer.because);
  console.log(
    `${answer.databaseMade ? "Made" : "Found"} the database ${values.name}; ${answer.migrated.length} migrations applied.`,
  );
  console.log(`The new secrets of its roles are in ${answer.file}; "tocsin run" uses them from there.`);
  console.log("A second node on this database gets a copy of that file; setting up again would lock this one out.");
  console.log(`The administrator's secret in ${file} is not needed any more.`);
  if (answer.forAdministrator.length > 0) {
    console.log("A superuser of that server should also run:");
    for (const statement of answer.forAdministrator) console.log(`  ${statement}`);
  }
  return 0;
}

/** 3: looked at before anything was changed, and not begun. */
function refused(because: string): number {
  console.error(because);
  return 3;
}

function readUrl(file: string): string {
  try {
    if ((statSync(file).mode & 0o077) !== 0) {
      throw new Fault("untrusted", `${file} holds a secret and others may read it. Run "chmod 600 ${file}".`);
    }
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault("not-found", `The administrator's URL can't be read: ${saying(cause)}.`, { cause });
  }
}
