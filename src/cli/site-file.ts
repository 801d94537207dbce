import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Fault, saying } from "#kernel/fault.ts";
import { ASKING, ask, printJson } from "./ask.ts";

/** Sends a site file to be planned or applied and prints what would change or has changed. */
export async function sendSiteFile(args: readonly string[], verb: "plan" | "apply"): Promise<number> {
  const options = { ...ASKING, prune: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new Fault("invalid", `Name one site file: tocsin ${verb} site.yaml`);
  }
  const answer = (await ask(values, "POST", `/api/v1/site/${verb}`, { yaml: read(file), prune: values.prune }).catch(
    (thrown: unknown) => {
      throw thrown instanceof Fault
        ? new Fault(thrown.code, thrown.message.replaceAll(/^site\.yaml:/gm, `${file}:`))
        : thrown;
    },
  )) as { changes: unknown[]; text: string };
  if (values.json) printJson({ changes: answer.changes });
  else process.stdout.write(answer.text);
  return 0;
}

function read(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    throw new Fault("invalid", `The site file can't be read: ${saying(cause)}`, { cause });
  }
}
