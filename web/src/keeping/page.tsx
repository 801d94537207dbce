import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { Loading } from "../shell/problem.tsx";
import { Table } from "../shell/table.tsx";
import { dateTime, serverNow } from "../time.ts";
import { KeepingDialog } from "./dialog.tsx";
import { type KeptHistory, type KeptKind, keptQuery, type Removal } from "./queries.ts";

/** How much history the database holds, what goes when, and what is kept back and why. */
export function KeepingPage() {
  const kept = useQuery(keptQuery);
  const queries = useQueryClient();
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const words = t.keeping;
  const { data } = kept;
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.nav.keeping}</h1>
        {data && may("security:write") && <Button onClick={() => setEditing(true)}>{words.change}</Button>}
      </div>
      <p className="muted">{words.hint(data?.leastDays ?? 90)}</p>
      <Loading of={kept} what={t.nav.keeping} />
      {data && (
        <>
          <Table label={t.nav.keeping} columns={words.columns} testId="kept">
            {data.kinds.map((kind) => (
              <KindRow key={kind.kind} kind={kind} />
            ))}
          </Table>
          <p>
            {data.lookedAt === null ? words.neverLooked : words.looked(dateTime(data.lookedAt))}{" "}
            {data.nextLookAt <= serverNow() ? words.nextSoon : words.nextLook(dateTime(data.nextLookAt))}
          </p>
          <h2>{words.keptBack}</h2>
          <KeptBack data={data} />
          <h2>{words.removed}</h2>
          {data.removals.length === 0 && <p className="muted">{words.nothingRemoved}</p>}
          <ul className="told" data-testid="removals">
            {data.removals.map((removal) => (
              <RemovalLine key={removal.id} removal={removal} />
            ))}
          </ul>
        </>
      )}
      {editing && data && (
        <KeepingDialog
          kept={data}
          onClose={() => {
            setEditing(false);
            void queries.invalidateQueries({ queryKey: ["history"] });
          }}
        />
      )}
    </section>
  );
}

function KindRow({
  kind: { kind, keepDays, rows, exact, bytes, bytesPerDay, oldest, goes, nextAt },
}: {
  kind: KeptKind;
}) {
  const words = t.keeping;
  return (
    <tr>
      <td>
        <strong>{words.kinds[kind].name}</strong>
        <div className="muted">{words.kinds[kind].hint}</div>
      </td>
      <td className="nowrap">{words.days(keepDays)}</td>
      <td className="nowrap">{words.rows(rows, exact)}</td>
      <td className="nowrap">
        {words.megabytes(bytes)}
        <div className="muted">{words.perDay(words.megabytes(bytesPerDay))}</div>
      </td>
      <td>{oldest === null ? words.nothing : dateTime(oldest)}</td>
      <td>
        {goes.map(({ part, begins, bytes: size }) => (
          <div key={part}>{words.goes(words.month(begins), words.megabytes(size))}</div>
        ))}
        {goes.length === 0 &&
          (keepDays === null ? words.never : nextAt === null ? words.byAge : words.goesAfter(dateTime(nextAt)))}
      </td>
    </tr>
  );
}

/** What is old enough to go and stays, with why. */
function KeptBack({ data }: { data: KeptHistory }) {
  const words = t.keeping;
  const stays = data.kinds.flatMap(({ kind, stays: months }) => months.map((month) => ({ ...month, kind })));
  const { count, oldest } = data.openStories;
  if (count === 0 && stays.length === 0 && data.holds.length === 0) return <p className="muted">{words.nothingKept}</p>;
  return (
    <ul data-testid="kept-back">
      {count > 0 && (
        <li>
          {words.openStories(count)}{" "}
          {oldest.map(({ alarm, since }) => (
            <span key={alarm}>
              <Link to="/alarms/$id" params={{ id: String(alarm) }}>
                {words.alarm(alarm, dateTime(since))}
              </Link>{" "}
            </span>
          ))}
        </li>
      )}
      {data.holds.map(({ id, reason }) => (
        <li key={id}>{words.hold(id, reason)}</li>
      ))}
      {stays.map(({ part, kind, begins, because }) => (
        <li key={part}>{words.stays(words.kinds[kind].name, words.month(begins), sentenceSaid(because))}</li>
      ))}
    </ul>
  );
}

function RemovalLine({ removal: { kind, counts, kept, oldest, newest, removedAt } }: { removal: Removal }) {
  const words = t.keeping;
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <li>
      <time title={new Date(removedAt).toISOString()}>{dateTime(removedAt)}</time>
      <div>
        {words.removal(words.kinds[kind].name, rows, dateTime(oldest), dateTime(newest))}{" "}
        {kept > 0 && words.putBack(kept)}
      </div>
    </li>
  );
}
