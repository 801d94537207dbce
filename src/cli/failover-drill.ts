import { setTimeout as wait } from "node:timers/promises";
import { BACK_MS, type Drill, type DrillView } from "#failover/drill.ts";
import { Fault } from "#kernel/fault.ts";
import { ask, printJson } from "./ask.ts";

const PATH = "/api/v1/failover/drills";
const LOOK_MS = 1000;
/** Beyond what the other core waits for this one: it still has to hand back. */
const GIVE_UP_MS = BACK_MS + 5 * 60_000;

interface Place {
  readonly data?: string | undefined;
  readonly config?: string | undefined;
  readonly json: boolean;
}

/** Has the other core take over and hand back, and says what was seen. Exit code 1 when the drill failed. */
export async function drill({ reason, stay, ...place }: Place & { reason: string; stay: boolean }): Promise<number> {
  const before = (await look(place)).items[0];
  await ask(place, "POST", PATH, { reason, stays: stay });
  if (stay) {
    console.log('The other core takes over and keeps the site. There, "tocsin failover drills" says what was seen.');
    return 0;
  }
  if (!place.json) console.log("The other core takes over, and the site comes back once this one stands by …");
  for (let waited = 0; waited < GIVE_UP_MS; waited += LOOK_MS) {
    await wait(LOOK_MS);
    // In between this core stands by, and does not answer.
    const found = (await look(place).catch(() => null))?.items[0];
    if (!found || found.id === before?.id || found.outcome === null) continue;
    if (place.json) printJson(found);
    else console.log(lineOf(found));
    return found.outcome === "passed" ? 0 : 1;
  }
  throw new Fault(
    "unreachable",
    'The site did not come back. "tocsin failover status" on both machines says how they stand.',
  );
}

/** Lists the drills, the newest first. Exit code 1 when the last one failed, or one is overdue. */
export async function drills(place: Place): Promise<number> {
  const view = await look(place);
  if (place.json) printJson(view);
  else {
    for (const one of view.items) console.log(lineOf(one));
    if (view.items.length === 0) console.log("There was no drill yet.");
    console.log(view.trouble ?? (view.dueAt === null ? "None is due." : `The next one is due ${timeOf(view.dueAt)}.`));
  }
  return view.trouble === null ? 0 : 1;
}

async function look(place: Place): Promise<DrillView> {
  return (await ask(place, "GET", PATH)) as DrillView;
}

function lineOf({ begunAt, by, outcome, because, reports }: Drill): string {
  const why = because === "" ? "" : `: ${because}`;
  const seen = reports === null ? "" : `; ${reports} reports were taken meanwhile`;
  return `${timeOf(begunAt)}  ${outcome ?? "under way"}, begun by ${by}${why}${seen}`;
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
