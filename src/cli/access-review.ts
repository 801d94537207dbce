import { parseArgs } from "node:util";
import { type ReviewLine, reviewCsv } from "#operators/access-review.ts";
import { ASKING, ask, printJson } from "./ask.ts";

const OPTIONS = { ...ASKING, csv: { type: "boolean", default: false } } as const;

/** Prints who may do what, since when, and when they last did: as CSV, as JSON or to be read. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const review = (await ask(values, "GET", "/api/v1/access-review")) as { items: readonly ReviewLine[] };
  if (values.json) printJson(review);
  else if (values.csv) process.stdout.write(reviewCsv(review.items));
  else print(review.items);
  return 0;
}

function print(lines: readonly ReviewLine[]): void {
  let who = "";
  for (const line of lines) {
    if (line.who !== who) {
      const here = line.lastSignIn === null ? "never" : new Date(line.lastSignIn).toISOString();
      console.log(`${line.who}  ${line.name}  ${line.roles}  ${line.state}  last here ${here}`);
    }
    who = line.who;
    const where = line.partitions.length > 0 ? ` in ${line.partitions.join(", ")}` : "";
    const used =
      line.lastUsed === undefined
        ? ""
        : line.lastUsed === null
          ? ", never used"
          : `, last used ${new Date(line.lastUsed).toISOString()}`;
    console.log(`  ${line.verb} ${line.object}${where}, since ${new Date(line.since).toISOString()}${used}`);
  }
}
