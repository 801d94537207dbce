import { openLog } from "#kernel/log.ts";
import { openDatabase } from "#store/database.ts";
import { settingsOf } from "./place.ts";

/** What `tocsin run` does to the database when it starts, and nothing else. */
export async function run(args: readonly string[]): Promise<number> {
  const settings = settingsOf(args);
  const database = await openDatabase(settings, { log: openLog(settings.log.level) });
  await database.close();
  console.log(`The database (${database.where}, PostgreSQL ${database.version}) is up to date.`);
  return 0;
}
