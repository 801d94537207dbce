import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { TableId } from "../../../src/numbers/table-ids.ts";
import { hoursText } from "../../../src/numbers/working-hours.ts";
import { whoSaid } from "../actors.ts";
import { kindQuery } from "../api/queries.ts";
import { WHOLE_SITE } from "../api/use-named.ts";
import { JournalLink } from "../journal/link.tsx";
import { t } from "../page-texts.ts";
import { span } from "../time.ts";
import { type Cell, FigureTable } from "./figure-table.tsx";
import { localField } from "./period.ts";
import { type Asked, type Definitions, type Numbers, placeOf } from "./queries.ts";
import { count, covered, moment, share } from "./shown.ts";

/** What made a flood lies in the 10 minutes before its start. */
const WINDOW_MS = 600_000;
const MINUTE_MS = 60_000;

const word = (shown: string | undefined): Cell => ({ shown, by: shown ?? "" });
const figure = (value: number | null): Cell => ({ shown: count(value), by: value });
const percent = (value: number | null): Cell => ({ shown: share(value), by: value });
const lasting = (ms: number | null): Cell => ({ shown: ms === null ? "–" : span(ms), by: ms });
const at = (when: number | null): Cell => ({
  shown: when === null ? "–" : moment(when),
  by: when === null ? null : new Date(when).toISOString(),
});

/** Every figure that is a list, each as a table that can be had as a file. */
export function Tables({ numbers, asked, definitions }: { numbers: Numbers; asked: Asked; definitions: Definitions }) {
  const { figures, messages, names } = numbers;
  const partitions = useQuery(kindQuery("partition")).data ?? [];
  const channels = useQuery(kindQuery("channel")).data ?? [];
  const people = useQuery(kindQuery("person")).data ?? [];
  const rules = useQuery(kindQuery("suppression")).data ?? [];
  const called = (all: readonly { readonly id: string; readonly name: string }[], id: string) =>
    all.find((one) => one.id === id)?.name ?? id;
  const textOf = (id: number) => names.find((one) => one.id === id)?.text ?? "";
  const linked = (id: number): Cell => ({ shown: <AlarmLink id={id} text={textOf(id)} />, by: textOf(id) });
  const named = (id: number): [Cell, Cell, Cell] => {
    const alarm = names.find((one) => one.id === id);
    return [linked(id), word(alarm && placeOf(alarm)), word(alarm && t.condition(alarm.condition))];
  };
  const whoOf = (by: string) => {
    if (by === "inhibit") return definitions.setAside.device;
    return by.startsWith("rule:") ? t.numbers.rule(called(rules, by.slice("rule:".length))) : whoSaid(by);
  };
  const table = (
    id: TableId,
    rows: readonly (readonly Cell[])[],
    columns = definitions.tables[id].columns,
    hint: string | undefined = definitions.hints[id],
  ) => (
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
          word(called([WHOLE_SITE, ...partitions], one.partition)),
          figure(one.total),
          figure(one.perTenMinutes),
          figure(one.maxTenMinutes),
          percent(one.overTen),
          figure(one.floods),
          percent(one.floodTime),
          { shown: covered(one.coverage), by: one.coverage },
        ]),
      )}
      {table(
        "floods",
        figures.floods.list.toReversed().map((flood) => [
          {
            shown: (
              <JournalLink
                search={{
                  view: "alarms",
                  input: "activate",
                  from: localField(flood.start - WINDOW_MS),
                  to: localField((flood.end ?? numbers.to) + MINUTE_MS),
                }}
              >
                {moment(flood.start)}
              </JournalLink>
            ),
            by: new Date(flood.start).toISOString(),
          },
          flood.end === null ? { ...at(numbers.to), shown: t.numbers.stillOn } : at(flood.end),
          lasting((flood.end ?? numbers.to) - flood.start),
          figure(flood.count),
          figure(flood.peak),
          figure(flood.peakPerMinute),
          linked(flood.firstOut),
          {
            shown: (
              <ul>
                {flood.top.map(({ alarm, count: times }) => (
                  <li key={alarm}>
                    <AlarmLink id={alarm} text={textOf(alarm)} /> ({times})
                  </li>
                ))}
              </ul>
            ),
            by: flood.top.map(({ alarm }) => textOf(alarm)).join(" "),
          },
        ]),
        local(definitions.tables.floods.columns),
      )}
      {table(
        "chattering",
        figures.chattering.worst.map((one) => [...named(one.alarm), figure(one.chatters), figure(one.activations)]),
      )}
      {table(
        "fleeting",
        figures.fleeting.worst.map((one) => [...named(one.alarm), figure(one.fleeting), figure(one.activations)]),
      )}
      {table(
        "standing",
        figures.standing.oldest.map(({ alarm, since }) => [
          ...named(alarm),
          since === null ? { shown: t.numbers.unknownSince, by: "" } : at(since),
        ]),
        local(definitions.tables.standing.columns),
      )}
      {table(
        "set-aside",
        numbers.setAside.states.map((one) => [
          word(definitions.setAside[one.state]),
          figure(one.count),
          lasting(one.meanAgeMs),
          at(one.oldest),
          figure(one.overdue),
          figure(figures.hidden[one.state]),
        ]),
        local(definitions.tables["set-aside"].columns),
        t.numbers.asOf(moment(numbers.madeAt)),
      )}
      {table(
        "set-aside-now",
        numbers.setAside.list.map((one) => [
          ...named(one.alarm),
          word(definitions.setAside[one.state]),
          at(one.since),
          word(one.by.map(whoOf).join(", ")),
          word(one.reason),
          at(one.until),
          word(one.isOverdue ? definitions.setAside.overdue : ""),
        ]),
        local(definitions.tables["set-aside-now"].columns),
        `${t.numbers.now(moment(numbers.madeAt))}.`,
      )}
      {table(
        "acknowledged",
        [
          ...figures.acknowledged.byPriority.map((one) => ({
            ...one,
            by: t.numbers.by.priority,
            group: called(PRIORITY_NAMES, one.group),
          })),
          ...figures.acknowledged.byVia.map((one) => ({
            ...one,
            by: t.numbers.by.way,
            group: definitions.ways[one.group] ?? one.group,
          })),
        ]
          .filter((one) => one.count > 0)
          .map((one) => [word(one.by), word(one.group), figure(one.count), lasting(one.medianMs), lasting(one.p95Ms)]),
        local(definitions.tables.acknowledged.columns),
      )}
      {table(
        "channels",
        messages.channels.map((one) => [
          word(called(channels, one.channel)),
          figure(one.ended),
          figure(one.delivered),
          figure(one.accepted),
          figure(one.rejected),
          percent(one.success),
          figure(one.attempts),
        ]),
      )}
      {table(
        "steps",
        messages.steps.map(({ step, callouts }) => [figure(step + 1), figure(callouts)]),
      )}
      {table(
        "outside-hours",
        messages.outsideHours.map((one) => [word(called(people, one.person)), figure(one.callouts)]),
        undefined,
        t.numbers.workingHours(hoursText(numbers.hours.windows, t.locale), numbers.hours.timeZone),
      )}
      {table(
        "unanswered",
        messages.unanswered.map((one) => [word(called(people, one.person)), figure(one.calls), figure(one.of)]),
      )}
      {table("unauthorised", [
        [word(definitions.unauthorised.atDevice), figure(figures.bypassed)],
        [word(definitions.unauthorised.alone), figure(numbers.changed?.alone ?? null)],
        [word(definitions.unauthorised.onMachine), figure(numbers.changed?.onMachine ?? null)],
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
        ].map((cells) => cells.map(word)),
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

function AlarmLink({ id, text }: { id: number; text: string }) {
  return (
    <Link to="/alarms/$id" params={{ id: String(id) }}>
      {text === "" ? id : text}
    </Link>
  );
}
