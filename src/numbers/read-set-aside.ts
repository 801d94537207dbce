import type { ClientBase } from "pg";
import { MS } from "./read-log.ts";
import type { SetAsideRow } from "./set-aside.ts";

const HIDDEN = "('shelved', 'suppressed', 'out-of-service')";
/** Nothing sets the alarm aside any more. */
const EMERGED = `e.from_state in ${HIDDEN} and e.to_state not in ${HIDDEN}`;

/** When what sets an alarm aside began. Putting off its end doesn't begin it anew. */
const since = (input: string, ended: string) =>
  `(select ${MS("min(t.at)")} from core.transition t
     where t.alarm = a.id and t.input = '${input}'
       and t.id > coalesce((select max(e.id) from core.transition e where e.alarm = a.id and (${ended})), 0))`;

/** Everything that is set aside now. @param partition null: all that the connection may see */
export async function readSetAside(client: ClientBase, partition: string | null): Promise<SetAsideRow[]> {
  const { rows } = await client.query<SetAsideRow>(
    `select id::float8 as alarm, priority, state, since, by, reason, until, "wasReminded"
       from (select a.id, a.priority, a.partition, 'shelved' as state, a.shelf::jsonb->>'reason' as reason,
                    ${since("shelve", `e.input = 'unshelve' or ${EMERGED}`)} as since,
                    array[a.shelf::jsonb->>'by'] as by, (a.shelf::jsonb->>'until')::float8 as until,
                    false as "wasReminded"
               from core.alarm a where a.shelf is not null
             union all
             select a.id, a.priority, a.partition, 'suppressed', '',
                    ${since("suppress", `e.input = 'unsuppress' and e.to_state not in ('suppressed', 'out-of-service') or ${EMERGED}`)},
                    array(select jsonb_array_elements_text(a.suppressed_by::jsonb)), null, false
               from core.alarm a where a.suppressed_by <> '[]'
             union all
             select a.id, a.priority, a.partition, 'out-of-service', a.out_of_service::jsonb->>'reason',
                    ${since("remove", "e.input = 'restore'")},
                    array[a.out_of_service::jsonb->>'by'], (a.out_of_service::jsonb->>'until')::float8,
                    coalesce((select t.via = 'timer' from core.transition t
                               where t.alarm = a.id and t.input = 'remove' order by t.id desc limit 1), false)
               from core.alarm a where a.out_of_service is not null) as aside
      where $1::text is null or partition = $1`,
    [partition],
  );
  return rows;
}
