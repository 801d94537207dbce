import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { get } from "../api/client.ts";
import type { Hit, List } from "../api/contract.ts";
import { usePlansShowing } from "../plans/show-on-plan.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { PrioritySymbol } from "../shell/symbols.tsx";
import "../styles/palette.css";
import { language } from "../texts/language.ts";
import { t } from "../texts.ts";
import { planEntries, useAlarmEntries, useCommands, usePages } from "./commands.ts";
import { about, alarmMeant, type Entry, fitting, placeOf, step } from "./entries.ts";

/** Whoever types goes on; then the server is asked once. */
const PAUSE_MS = 150;

/** Goes anywhere and orders anything by name: pages, orders, alarms by number, and everything that the site knows. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const list = useId();
  const lines = useRef<HTMLDivElement>(null);
  const { found, entries: things } = useFound(text);
  const pages = usePages();
  const commands = useCommands();
  const alarm = useAlarmEntries(text);
  const meant = alarm.length > 0 ? `alarm ${alarmMeant(text)}` : null;
  const entries =
    text.trim() === ""
      ? [...pages, ...commands]
      : [
          ...alarm,
          ...fitting([...pages, ...commands], text),
          ...things.filter(({ key }) => key !== meant),
          ...about(pages, text),
        ];

  const chosen = entries[Math.min(at, entries.length - 1)];

  useEffect(() => {
    lines.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  });

  async function act(entry: Entry): Promise<void> {
    if (entry.barred !== undefined || busy !== null) return;
    if (!entry.waits) {
      // Before: what it opens may want the focus.
      onClose();
      return void entry.act();
    }
    setError(null);
    setBusy(entry.key);
    try {
      await entry.act();
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(null);
    }
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key === "Enter" && chosen) void act(chosen);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") setAt(step(at, event.key, entries.length));
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title={t.palette.title} onClose={onClose}>
      <div className="palette">
        <input
          type="text"
          role="combobox"
          className="palette-text"
          aria-label={t.palette.title}
          aria-expanded="true"
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={chosen ? `${list}-${entries.indexOf(chosen)}` : undefined}
          placeholder={t.palette.hint}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKey}
        />
        <ProblemNote error={error} what={t.palette.failed} onClose={() => setError(null)} />
        <p className="hidden" role="status">
          {t.palette.count(entries.length)}
        </p>
        <div ref={lines} className="palette-lines" id={list} role="listbox" aria-label={t.palette.title} tabIndex={-1}>
          {entries.map((entry, index) => (
            <Line
              key={entry.key}
              id={`${list}-${index}`}
              entry={entry}
              heading={entries[index - 1]?.group === entry.group ? null : entry.group}
              isChosen={entry === chosen}
              isBusy={busy === entry.key}
              onChoose={() => void act(entry)}
            />
          ))}
        </div>
        {text.trim() !== "" && found.error !== null && <ProblemNote error={found.error} what={t.palette.notSearched} />}
        {entries.length === 0 && found.error === null && (
          <p className="muted">{found.isFetching ? t.palette.searching : t.palette.nothing}</p>
        )}
      </div>
    </Dialog>
  );
}

function Line(props: {
  id: string;
  entry: Entry;
  heading: string | null;
  isChosen: boolean;
  isBusy: boolean;
  onChoose: () => void;
}) {
  const { label, hint, priority, barred } = props.entry;
  return (
    <>
      {props.heading !== null && (
        <div className="palette-group" role="presentation">
          {props.heading}
        </div>
      )}
      {/* biome-ignore lint: the keys are those of the text field, which keeps the focus */}
      <div
        id={props.id}
        role="option"
        className="palette-line"
        aria-selected={props.isChosen}
        aria-disabled={barred !== undefined}
        onClick={props.onChoose}
      >
        {priority && <PrioritySymbol priority={priority} size={16} />}
        <span className="palette-label">{label}</span>
        <span className="muted palette-hint">{props.isBusy ? t.palette.doing : (barred ?? hint)}</span>
      </div>
    </>
  );
}

/** What the server has found, once nothing was typed for a moment. */
function useFound(text: string) {
  const router = useRouter();
  const plansShowing = usePlansShowing();
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(text.trim()), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    queryKey: ["search", asked],
    queryFn: () => get<List<Hit>>(`/api/v1/search?language=${language}&q=${encodeURIComponent(asked.slice(0, 100))}`),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
  const hits = text.trim() === "" ? [] : (found.data?.items ?? []);
  const entries = hits.flatMap((hit): Entry[] => {
    const place = placeOf(hit);
    if (place === null) return [];
    const { kind, id, name, priority } = hit;
    return [
      {
        key: `${kind} ${id}`,
        group: t.hitKind[kind] ?? kind,
        label: name,
        hint: kind === "alarm" ? `#${id}` : id,
        ...(priority === undefined ? {} : { priority }),
        act: () => router.history.push(place),
      },
    ];
  });
  const onPlans = hits.flatMap(({ kind, id, name }) => {
    if (kind !== "point" && kind !== "area") return [];
    return planEntries(router, plansShowing, kind === "point" ? { point: id } : { area: id }, name);
  });
  return { found, entries: [...entries, ...onPlans] };
}
