import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { fullTime } from "../instant.ts";
import { RemovedNote } from "../keeping/removed.tsx";
import { t } from "../page-texts.ts";
import { useOnPaper } from "../shell/on-paper.ts";
import { PaperHead } from "../shell/paper-head.tsx";
import { Empty, Loading } from "../shell/problem.tsx";
import { Table } from "../shell/table.tsx";
import { dateTime } from "../time.ts";
import { Details } from "./details.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { Filters } from "./filters.tsx";
import { hrefOf } from "./link.tsx";
import { EntryList } from "./list.tsx";
import { eventCountQuery, eventsQuery, NEWER_MOST, newerQuery, transitionsQuery } from "./queries.ts";
import { type Column, type Entry, EVENT_COLUMNS, momentOf, TRANSITION_COLUMNS } from "./rows.tsx";
import { asksForAnything, type JournalSearch, searchOf } from "./search.ts";
import "../styles/journal.css";
import "../styles/paper.css";

/** More rows than this don't go on paper. */
const PRINTED = 1000;
const NONE: readonly Entry[] = [];

/** What was recorded: every event as it came, or what happened to alarms and who did it. */
export function JournalPage() {
  const address: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const search = useMemo(() => searchOf(address), [address]);
  const { history } = useRouter();
  const queries = useQueryClient();
  const isAlarms = search.view === "alarms";
  const events = useInfiniteQuery({ ...eventsQuery(search), enabled: !isAlarms });
  const transitions = useInfiniteQuery({ ...transitionsQuery(search), enabled: isAlarms });
  const found = isAlarms ? transitions : events;
  const pages: readonly { readonly items: readonly Entry[] }[] = (isAlarms ? transitions : events).data?.pages ?? [];
  const entries = pages.length === 0 ? NONE : pages.flatMap(({ items }) => items);
  const count = useQuery({ ...eventCountQuery(search), enabled: !isAlarms });
  const newest = entries[0]?.id ?? 0;
  const newer = useQuery(newerQuery(search, newest, found.data !== undefined && search.to === undefined));
  const [opened, setOpened] = useState<Entry | null>(null);
  const [exporting, setExporting] = useState(false);
  const onPaper = useOnPaper();
  const columns = isAlarms ? TRANSITION_COLUMNS : EVENT_COLUMNS;

  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = found;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const mayGoOn = hasNextPage && !isFetchingNextPage && !isError;
  const searchedTo = isAlarms ? null : (events.data?.pages.at(-1)?.searchedTo ?? null);

  function show(next: JournalSearch): void {
    setOpened(null);
    history.push(hrefOf(next));
  }
  function renew(): void {
    void queries.resetQueries({ queryKey: ["journal"] });
  }

  const title = isAlarms ? t.journal.historyOfAlarms : t.nav.journal;
  return (
    <section className="stack pad journal on-paper" data-print={onPaper}>
      <div className="head">
        <h1>{t.nav.journal}</h1>
        <div className="row-wrap no-print">
          <Button variant="default" onClick={() => setExporting(true)}>
            {t.journal.export}
          </Button>
          <Button variant="default" onClick={() => window.print()}>
            {t.journal.print}
          </Button>
        </div>
      </div>
      <div className="stack no-print">
        <SegmentedControl
          aria-label={t.journal.view}
          value={search.view ?? "events"}
          onChange={(view) => show({ ...search, view: view === "alarms" ? "alarms" : undefined })}
          data={[
            { value: "events", label: t.journal.events },
            { value: "alarms", label: t.journal.historyOfAlarms },
          ]}
        />
        <Filters search={search} onSearch={show} />
      </div>
      <div className="row-wrap" role="status" data-testid="journal-count">
        {count.data && !isAlarms && <span>{t.journal.count(count.data.count, count.data.exact)}</span>}
        {(newer.data ?? 0) > 0 && (
          <Button size="compact-sm" className="no-print" onClick={renew}>
            {t.journal.newer(newer.data ?? 0, NEWER_MOST)}
          </Button>
        )}
      </div>
      <Loading of={found} what={title} />
      {found.data && entries.length === 0 && !hasNextPage && (
        <Empty
          title={asksForAnything(search) ? t.journal.nothingFound : t.journal.empty}
          hint={asksForAnything(search) ? t.journal.nothingFoundHint : t.journal.emptyHint}
        />
      )}
      {entries.length > 0 && !onPaper && (
        <EntryList
          key={JSON.stringify(search)}
          label={title}
          columns={columns}
          entries={entries}
          onOpen={setOpened}
          onMore={mayGoOn ? more : null}
        />
      )}
      <p className="hidden" aria-live="polite">
        {entries.length > 0 && t.journal.loaded(entries.length)}
      </p>
      {onPaper && <Paper title={title} columns={columns} entries={entries} search={search} />}
      {isFetchingNextPage && (
        <p role="status" className="muted">
          {t.journal.older}
        </p>
      )}
      {entries.length === 0 && mayGoOn && searchedTo !== null && (
        <div className="note" role="status">
          <p>{t.journal.searchedTo(dateTime(searchedTo))}</p>
          <Button variant="default" onClick={more}>
            {t.journal.further}
          </Button>
        </div>
      )}
      {found.data && !hasNextPage && <RemovedNote kind={isAlarms ? "alarms" : "events"} />}
      {opened && <Details entry={opened} onClose={() => setOpened(null)} onSearch={show} />}
      {exporting && <ExportDialog search={search} onClose={() => setExporting(false)} />}
    </section>
  );
}

interface PaperProps {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly entries: readonly Entry[];
  readonly search: JournalSearch;
}

/** What is loaded, as a table that goes over pages, with its full times. */
function Paper({ title, columns, entries, search }: PaperProps) {
  const printed = entries.slice(0, PRINTED);
  const [latest, oldest] = [printed[0], printed.at(-1)];
  const { view: _, ...wishes } = search;
  const wished = Object.values(wishes).filter((wish) => wish !== undefined);
  const covers = [
    latest && oldest
      ? t.paper.journal(printed.length, fullTime(momentOf(oldest)), fullTime(momentOf(latest)))
      : t.paper.noEntries,
    ...(wished.length > 0 ? [t.paper.only(wished.join(", "))] : []),
    ...(entries.length > PRINTED ? [t.journal.printedOnly(PRINTED)] : []),
  ];
  return (
    <>
      <PaperHead covers={covers} />
      <Table label={title} columns={columns.map(({ label }) => label)} testId="journal-paper">
        {printed.map((entry) => (
          <tr key={entry.id}>
            {columns.map(({ name, cell }) => (
              <td key={name}>{name === "at" ? fullTime(momentOf(entry)) : cell(entry)}</td>
            ))}
          </tr>
        ))}
      </Table>
    </>
  );
}
