import pg from "pg";
import type { Engine } from "#alarms/engine.ts";
import type { Callout } from "#escalation/callout.ts";
import type { Dispatcher } from "#escalation/dispatcher.ts";
import type { Intake } from "#events/intake.ts";
import type { Database } from "#store/database.ts";
import { loadAlarms, loadCallouts, loadLinks, loadMemories, loadRecentKeys } from "#store/state.ts";

export interface StateOwners {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly intake: Intake;
}

/** Gives every part of the line the state that the database holds. */
export async function loadState(database: Database, { engine, dispatcher, intake }: StateOwners): Promise<void> {
  // Two connections, so that the database works on one table while the other's rows are read.
  const [first, second] = [new pg.Client(database.app()), new pg.Client(database.app())];
  await Promise.all([first.connect(), second.connect()]);
  try {
    const [, [callouts, keys]] = await Promise.all([
      loadAlarmState(first, engine),
      allCallouts(second).then(async (found) => [found, await loadRecentKeys(second)] as const),
    ]);
    dispatcher.load(callouts);
    intake.remember(keys);
  } finally {
    await Promise.all([first.end(), second.end()]);
  }
}

async function loadAlarmState(client: pg.Client, engine: Engine): Promise<void> {
  for await (const alarms of loadAlarms(client)) engine.load(alarms);
  engine.remember(await loadMemories(client), await loadLinks(client));
}

async function allCallouts(client: pg.Client): Promise<Callout[]> {
  const callouts: Callout[] = [];
  for await (const page of loadCallouts(client)) for (const callout of page) callouts.push(callout);
  return callouts;
}
