import { Button, TextInput } from "@mantine/core";
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { whoSaid } from "../actors.ts";
import { get } from "../api/client.ts";
import type { AuditEntry, List } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { fullTime, zoneName } from "../instant.ts";
import { actorsAmong, operatorsQuery, useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import type { Offer } from "../schema-form/choice.tsx";
import { Suggested } from "../schema-form/words-field.tsx";
import { PaperHead } from "../shell/paper-head.tsx";
import { Empty, Loading } from "../shell/problem.tsx";
import { Table } from "../shell/table.tsx";
import { serverNow } from "../time.ts";
import { Exports, Proof } from "./proof.tsx";
import { Retained } from "./retention.tsx";
import "../styles/paper.css";

const FIELDS = ["text", "actor", "action", "object"] as const;
interface Search extends Record<(typeof FIELDS)[number], string> {
  /** As the browser's field gives it: wall-clock time of this screen. */
  readonly from: string;
  readonly to: string;
}
const ALL: Search = { text: "", actor: "", action: "", object: "", from: "", to: "" };

function parametersOf({ from, to, ...words }: Search): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const name of FIELDS) if (words[name]) parameters.set(name, words[name]);
  if (from) parameters.set("from", String(new Date(from).getTime()));
  if (to) parameters.set("to", String(new Date(to).getTime()));
  return parameters;
}

/** Which entries are on the screen, and what was asked for: what an auditor must know of a list on paper. */
function coveredBy(search: Search, entries: readonly AuditEntry[], hasOlder: boolean): string[] {
  const [latest] = entries;
  const oldest = entries.at(-1);
  const time = (wish: string) => (wish === "" ? "" : fullTime(new Date(wish).getTime()));
  const words = FIELDS.filter((name) => search[name] !== "").map(
    (name) => `${t.audit.fields[name].label}: ${search[name]}`,
  );
  return [
    latest && oldest
      ? t.paper.entries(oldest.seq, latest.seq, fullTime(oldest.at), fullTime(latest.at))
      : t.paper.noEntries,
    ...(search.from || search.to ? [t.paper.span(time(search.from), time(search.to))] : []),
    ...(words.length > 0 ? [t.paper.only(words.join(", "))] : []),
    ...(hasOlder ? [t.paper.older] : []),
  ];
}

/** What can be looked for: who there is, and what the latest entries are about. Anything else may be typed. */
function useKnown(): Readonly<Record<"actor" | "action" | "object", readonly Offer[]>> {
  const may = useMay();
  const operators = useQuery({ ...operatorsQuery, enabled: may("operators:read") });
  const people = useQuery(kindQuery("person"));
  // What the page showed at first: to read the trail once more would stand in it.
  const first = useQueryClient().getQueryData<InfiniteData<List<AuditEntry>>>(["audit", "trail", ALL]);
  const entries = first?.pages.flatMap(({ items }) => items) ?? [];
  const actions = entries.flatMap(({ action }) => [action.split(".")[0] ?? action, action]);
  return {
    actor: actorsAmong(operators.data?.items, people.data),
    action: offersOf(actions),
    object: offersOf(entries.map(({ object }) => object)),
  };
}

const offersOf = (words: readonly string[]): readonly Offer[] =>
  [...new Set(words)].toSorted((a, b) => a.localeCompare(b)).map((one) => ({ value: one, label: one }));

/** What was done by whom, in sentences, the latest first. */
export function AuditPage() {
  const [search, setSearch] = useState(ALL);
  const may = useMay();
  const parameters = parametersOf(search);
  const query = useInfiniteQuery({
    queryKey: ["audit", "trail", search],
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const parts = new URLSearchParams([
        ["limit", "100"],
        ...parameters,
        ...(pageParam ? [["cursor", pageParam]] : []),
      ]);
      return get<List<AuditEntry>>(`/api/v1/audit-trail?${parts}`);
    },
    getNextPageParam: (page) => page.next,
  });
  const known = useKnown();
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const words = Object.fromEntries(FIELDS.map((name) => [name, field(name).trim()])) as Record<
      (typeof FIELDS)[number],
      string
    >;
    setSearch({ ...words, from: field("from"), to: field("to") });
  }

  return (
    <section className="stack pad on-paper">
      <div className="head">
        <h1>{t.audit.title}</h1>
        <Button variant="default" className="not-printed" onClick={() => window.print()}>
          {t.journal.print}
        </Button>
      </div>
      <PaperHead covers={coveredBy(search, entries, query.hasNextPage)} />
      <p className="muted">
        {t.audit.hint} {t.timesIn(zoneName(serverNow()))}
      </p>
      <Proof />
      <Retained />
      {may("audit:export") && <Exports from={parameters.get("from") ?? ""} to={parameters.get("to") ?? ""} />}
      <form className="audit-filter not-printed" onSubmit={submit} key={search.object}>
        {FIELDS.map((name) => {
          const { label, hint } = t.audit.fields[name];
          const shared = { name, label, description: hint, defaultValue: search[name] };
          return name === "text" ? (
            <TextInput key={name} {...shared} />
          ) : (
            <Suggested key={name} {...shared} offers={known[name]} />
          );
        })}
        <TextInput type="datetime-local" name="from" label={t.audit.from} defaultValue={search.from} />
        <TextInput type="datetime-local" name="to" label={t.audit.to} defaultValue={search.to} />
        <div className="row-wrap">
          <Button type="submit" variant="default">
            {t.audit.show}
          </Button>
          <Button variant="default" loading={query.isRefetching} onClick={() => void query.refetch()}>
            {t.audit.renew}
          </Button>
        </div>
      </form>
      <Loading of={query} what={t.audit.title} />
      {query.data && entries.length === 0 && (
        <Empty title={t.audit.empty} hint={parameters.size > 0 ? t.audit.emptySearch : t.audit.emptyHint} />
      )}
      {entries.length > 0 && (
        <Table
          label={t.audit.title}
          columns={[t.audit.number, t.audit.at, t.audit.sentence, t.audit.who, t.audit.about]}
          testId="audit-trail"
        >
          {entries.map((entry) => (
            <tr key={entry.seq}>
              <td className="muted">{entry.seq}</td>
              <td className="nowrap">
                <time title={new Date(entry.at).toISOString()}>{fullTime(entry.at)}</time>
              </td>
              <td>{entry.sentence}</td>
              <td className="nowrap">
                <bdi title={entry.actor}>{whoSaid(entry.actor)}</bdi>{" "}
                <span className="muted">{t.via[entry.via] ?? entry.via}</span>
              </td>
              <td>
                <button
                  type="button"
                  className="text-button"
                  onClick={() => setSearch({ ...ALL, object: entry.object })}
                >
                  {entry.object}
                </button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t.audit.more}
        </Button>
      )}
    </section>
  );
}
