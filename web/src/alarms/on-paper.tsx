import { live } from "../link/live.ts";
import { PaperHead } from "../shell/paper-head.tsx";
import { PriorityLabel } from "../shell/symbols.tsx";
import { Table } from "../shell/table.tsx";
import "../styles/paper.css";
import { fullTime } from "../instant.ts";
import { OWN_SOURCE } from "../said.ts";
import { t } from "../texts.ts";
import { CalloutLine, StateLabel } from "./cells.tsx";
import type { Names } from "./group-head.tsx";
import type { Listing } from "./listing.ts";
import type { Tab } from "./order.ts";

/** More alarms than this don't go on paper. */
const PRINTED = 1000;

/** The list as it goes on paper: every alarm that it shows, and nothing to press. */
export function AlarmPaper({ tab, listing, names }: { tab: Tab; listing: Listing; names: Names }) {
  const ids = [...listing.shown()];
  const { table, unlisted } = live.snapshot();
  const covers = [
    t.paper.alarms(t.tab[tab], ids.length, table.counts[tab] + unlisted[tab]),
    ...(ids.length > PRINTED ? [t.paper.firstOnly(PRINTED)] : []),
  ];
  return (
    <div className="on-paper alarm-paper" data-testid="alarm-paper">
      <h1>{t.alarms.title}</h1>
      <PaperHead covers={covers} />
      <Table label={t.alarms.title} columns={t.paper.alarmColumns} testId="alarm-paper-table">
        {ids.slice(0, PRINTED).map((id) => {
          const view = live.model.rows.get(id)?.view;
          if (!view) return null;
          const { text, pointName, point, source, sourceName, area, partition, raisedAt } = view;
          return (
            <tr key={id}>
              <td>
                <PriorityLabel priority={view.priority} state={view.state} />
              </td>
              <td>
                <StateLabel alarm={view} />
              </td>
              <td>
                <bdi>{text}</bdi>
              </td>
              <td>
                <bdi>{source === OWN_SOURCE ? sourceName : pointName || point}</bdi>{" "}
                <span className="muted">
                  {source !== OWN_SOURCE && `${sourceName} · `}
                  {area === null ? names.partition(partition) : names.area(area)}
                </span>
              </td>
              <td>{raisedAt !== null && fullTime(raisedAt)}</td>
              <td>
                <CalloutLine alarm={view} />
              </td>
            </tr>
          );
        })}
      </Table>
    </div>
  );
}
