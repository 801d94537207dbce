import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { TableId } from "../../../src/numbers/table-ids.ts";
import { hoursText } from "../../../src/numbers/working-hours.ts";
import { kindQuery } from "../api/queries.ts";
import { JournalLink } from "../journal/link.tsx";
import { Table } from "../shell/table.tsx";
import { t } from "../texts.ts";
import { span } from "../time.ts";
import { CsvLink } from "./csv-link.tsx";
import { localField } from "./period.ts";
import type { Asked, Definitions, Numbers } from "./queries.ts";
import { count, moment, share } from "./shown.ts";

/** What made a flood lies in the 10 minutes before its start. */
const WINDOW_MS = 600_000;
const MINUTE_MS = 60_000;

type Cells = readonly ReactNode[];

/** Every figure that is a list, each as a table that can be had as a file. */
export function Tables({ numbers, asked, definitions }: { numbers: Numbers; asked: Asked; definitions: Definitions }) {
  const { figures, messages, names } = numbers;
  const partitions = useQuery(kindQuery("partition")).data ?? [];
  const channels = useQuery(kindQuery("channel")).data ?? [];
  const people = useQuery(kindQuery("person")).data ?? [];
  const called = (all: readonly { readonly id: string; readonly name: string }[], id: string) =>
    all.find((one) => one.id === id)?.name ?? id;
  const named = (id: number): [ReactNode, ReactNode, ReactNode] => {
    const alarm = names.find((one) => one.id === id);
    return [
      <AlarmLink key={id} id={id} text={alarm?.text ?? ""} />,
      `${alarm?.source}/${alarm?.point}`,
      alarm?.condition,
    ];
  };
  const text = (id: number) => <AlarmLink id={id} text={names.find((one) => one.id === id)?.text ?? ""} />;
  const seconds = (ms: number | null) => (ms === null ? "–" : span(ms));
  const table = (id: TableId, rows: readonly Cells[], columns = definitions.tables[id].columns, hint?: string) => (
    <FigureTable
      key={id}
      id={id}
      title={definitions.tables[id].title}
      columns={columns}
      rows={rows}
      asked={asked}
      hint={hint}
    />
  );
  return (
    <section className="stack">
      <h2>{t.numbers.more}</h2>
      {table(
        "positions",
        numbers.positions.map((one) => [
          called(partitions, one.partition),
          count(one.total),
          count(one.perTenMinutes),
          count(one.maxTenMinutes),
          share(one.overTen),
          count(one.floods),
          share(one.floodTime),
          share(one.coverage),
        ]),
      )}
      {table(
        "floods",
        figures.floods.list.toReversed().map((flood) => [
          <JournalLink
            key="start"
            search={{
              view: "alarms",
              input: "activate",
              from: localField(flood.start - WINDOW_MS),
              to: localField((flood.end ?? numbers.to) + MINUTE_MS),
            }}
          >
            {moment(flood.start)}
          </JournalLink>,
          flood.end === null ? t.numbers.stillOn : moment(flood.end),
          span((flood.end ?? numbers.to) - flood.start),
          count(flood.count),
          count(flood.peak),
          count(flood.peakPerMinute),
          text(flood.firstOut),
          <ul key="top">
            {flood.top.map(({ alarm, count: times }) => (
              <li key={alarm}>
                {text(alarm)} ({times})
              </li>
            ))}
          </ul>,
        ]),
        local(definitions.tables.floods.columns),
      )}
      {table(
        "chattering",
        figures.chattering.worst.map((one) => [...named(one.alarm), count(one.chatters), count(one.activations)]),
      )}
      {table(
        "fleeting",
        figures.fleeting.worst.map((one) => [...named(one.alarm), count(one.fleeting), count(one.activations)]),
      )}
      {table(
        "standing",
        figures.standing.oldest.map(({ alarm, since }) => [
          ...named(alarm),
          since === null ? t.numbers.unknownSince : moment(since),
        ]),
        local(definitions.tables.standing.columns),
      )}
      {table(
        "acknowledged",
        [
          ...figures.acknowledged.byPriority.map((one) => ({ ...one, group: called(PRIORITY_NAMES, one.group) })),
          ...figures.acknowledged.byVia,
        ]
          .filter((one) => one.count > 0)
          .map((one) => [one.group, count(one.count), seconds(one.medianMs), seconds(one.p95Ms)]),
        local(definitions.tables.acknowledged.columns.slice(1)),
      )}
      {table(
        "channels",
        messages.channels.map((one) => [
          called(channels, one.channel),
          count(one.ended),
          count(one.delivered),
          count(one.accepted),
          count(one.rejected),
          share(one.success),
          count(one.attempts),
        ]),
      )}
      {table(
        "steps",
        messages.steps.map(({ step, callouts }) => [count(step + 1), count(callouts)]),
      )}
      {table(
        "outside-hours",
        messages.outsideHours.map((one) => [called(people, one.person), count(one.callouts)]),
        undefined,
        t.numbers.workingHours(hoursText(numbers.hours.windows, t.locale), numbers.hours.timeZone),
      )}
      {table(
        "unanswered",
        messages.unanswered.map((one) => [called(people, one.person), count(one.calls), count(one.of)]),
      )}
      {table("unauthorised", [
        [definitions.unauthorised.atDevice, count(figures.bypassed)],
        [definitions.unauthorised.alone, count(numbers.changed?.alone ?? null)],
        [definitions.unauthorised.onMachine, count(numbers.changed?.onMachine ?? null)],
      ])}
      {table(
        "opc-ua",
        [
          ["AlarmCount", count(figures.total - figures.again + figures.informational)],
          ["StartTime", moment(numbers.from)],
          ["MaximumActiveState", span(figures.longest.activeMs)],
          ["MaximumUnAck", span(figures.longest.unacknowledgedMs)],
          ["CurrentAlarmRate", t.numbers.perTen(count(figures.longest.current))],
          ["MaximumAlarmRate", t.numbers.perTen(count(figures.tenMinutes.max))],
          ["MaximumReAlarmCount", count(figures.longest.reAlarms)],
          ["AverageAlarmRate", t.numbers.perTen(count(figures.tenMinutes.mean))],
        ],
        definitions.tables["opc-ua"].columns.slice(0, 2),
      )}
    </section>
  );
}

const PRIORITY_NAMES = Object.entries(t.priority).map(([id, name]) => ({ id, name }));

/** What files say in UTC and in seconds, the page says in the viewer's time and in words. */
function local(columns: readonly string[]): readonly string[] {
  return columns.map((column) => column.replace(/ \((UTC|s)\)$/u, ""));
}

interface FigureTableProps {
  readonly id: TableId;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly Cells[];
  readonly asked: Asked;
  readonly hint?: string | undefined;
}

function FigureTable({ id, title, columns, rows, asked, hint }: FigureTableProps) {
  return (
    <section className="numbers-table">
      <div className="head">
        <h3>{title}</h3>
        {rows.length > 0 && <CsvLink table={id} title={title} asked={asked} />}
      </div>
      {hint !== undefined && <p className="muted">{hint}</p>}
      {rows.length === 0 ? (
        <p className="muted">{t.numbers.nothing}</p>
      ) : (
        <Table label={title} columns={columns} testId={`table-${id}`}>
          {rows.map((cells, row) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows have no name of their own and never move
            <tr key={row}>
              {cells.map((cell, column) => (
                // oxlint-disable-next-line react/no-array-index-key
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

function AlarmLink({ id, text }: { id: number; text: string }) {
  return (
    <Link to="/alarms/$id" params={{ id: String(id) }}>
      {text === "" ? id : text}
    </Link>
  );
}
