import type { ClientBase } from "pg";

/** Only among this many latest events: what is offered shall come at once. */
const AMONG = 100_000;
const MOST = 1000;

/** The codes that devices have sent lately, such as `BA` or `E130`, each once. */
export async function codesIn(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ code: string }>(
    `select distinct code from core.event
      where code is not null and id > (select coalesce(max(id), 0) - $1 from core.event)
      order by code limit $2`,
    [AMONG, MOST],
  );
  return rows.map(({ code }) => code);
}
