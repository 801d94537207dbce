import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CATEGORIES, PRIORITIES } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { actorsAmong, operatorsQuery, useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { FreeWord, Suggested } from "../schema-form/words-field.tsx";
import { EVENT_KINDS, INPUTS } from "./contract.ts";
import { codesQuery } from "./queries.ts";
import { type JournalSearch, searchOf } from "./search.ts";

/** Hours that can be chosen; "" is all time. */
const SPANS = ["1", "8", "24", "168", "744"] as const;
const MORE = ["source", "point", "condition", "category", "priority", "kind", "input", "code", "actor"] as const;

/** What is looked for. It stands in the address, so that it can be sent to somebody. */
export function Filters({ search, onSearch }: { search: JournalSearch; onSearch: (search: JournalSearch) => void }) {
  const sources = useQuery(kindQuery("source"));
  const isAlarms = search.view === "alarms";
  const own = search.hours === undefined && (search.from !== undefined || search.to !== undefined);
  const choose = (name: keyof JournalSearch, label: string, all: readonly (readonly [string, string])[]) => (
    <NativeSelect
      name={name}
      label={label}
      defaultValue={search[name] ?? ""}
      data={[{ value: "", label: t.journal.all }, ...all.map(([value, shown]) => ({ value, label: shown }))]}
    />
  );
  const points = useQuery(kindQuery("point"));
  // Asked for once somebody can see the field.
  const [wasOpened, setOpened] = useState(false);
  const isOpen = wasOpened || own || MORE.some((name) => search[name] !== undefined);
  const codes = useQuery({ ...codesQuery, enabled: isOpen && !isAlarms, retry: false });
  const may = useMay();
  const operators = useQuery({ ...operatorsQuery, enabled: may("operators:read") });
  const people = useQuery(kindQuery("person"));
  return (
    <form
      className="stack journal-filters"
      // Its fields begin anew with each address.
      key={JSON.stringify(search)}
      onSubmit={(event) => {
        const field = fieldsOf(event);
        const names = ["text", "hours", "from", "to", ...MORE] as const;
        const given = Object.fromEntries(names.map((name) => [name, field(name)]));
        onSearch(searchOf({ ...given, view: search.view }));
      }}
    >
      <div className="form-row">
        <TextInput
          className="grow"
          name="text"
          type="search"
          label={t.journal.words}
          description={isAlarms ? t.journal.wordsOfAlarms : t.journal.wordsOfEvents}
          defaultValue={search.text ?? ""}
          maxLength={200}
        />
        <NativeSelect
          name="hours"
          label={t.journal.time}
          defaultValue={search.hours ?? ""}
          data={[
            { value: "", label: own ? t.journal.asBelow : t.journal.anyTime },
            ...SPANS.map((value) => ({ value, label: t.journal.lastHours(Number(value)) })),
          ]}
        />
        <Button type="submit">{t.journal.search}</Button>
        <Button variant="default" onClick={() => onSearch(search.view ? { view: search.view } : {})}>
          {t.journal.clear}
        </Button>
      </div>
      <details open={isOpen} onToggle={(event) => setOpened(event.currentTarget.open)}>
        <summary>{t.journal.more}</summary>
        <div className="form-grid">
          <TextInput type="datetime-local" name="from" label={t.journal.from} defaultValue={search.from ?? ""} />
          <TextInput type="datetime-local" name="to" label={t.journal.to} defaultValue={search.to ?? ""} />
          {choose(
            "source",
            t.journal.source,
            sources.data?.map(({ id, name }) => [id, name] as const) ?? knownOf(search.source),
          )}
          <Suggested
            name="point"
            label={t.journal.point}
            defaultValue={search.point ?? ""}
            maxLength={200}
            offers={(points.data ?? []).map(({ address, name }) => ({ value: address, label: name }))}
          />
          {isAlarms
            ? choose(
                "input",
                t.journal.what,
                INPUTS.map((input) => [input, t.input(input)] as const),
              )
            : choose(
                "kind",
                t.journal.what,
                EVENT_KINDS.map((kind) => [kind, t.journal.kinds[kind]] as const),
              )}
          {choose(
            "category",
            t.journal.category,
            CATEGORIES.map((category) => [category, t.category[category]] as const),
          )}
          {choose(
            "priority",
            t.journal.priority,
            PRIORITIES.map((priority) => [priority, t.priority[priority]] as const),
          )}
          <FreeWord
            of="conditions"
            name="condition"
            label={t.journal.condition}
            defaultValue={search.condition ?? ""}
            maxLength={60}
          />
          {isAlarms ? (
            <Suggested
              name="actor"
              label={t.journal.actor}
              defaultValue={search.actor ?? ""}
              maxLength={200}
              offers={actorsAmong(operators.data?.items, people.data)}
            />
          ) : (
            <Suggested
              name="code"
              label={t.journal.code}
              defaultValue={search.code ?? ""}
              maxLength={60}
              offers={(codes.data ?? []).map((code) => ({ value: code, label: code }))}
            />
          )}
        </div>
      </details>
    </form>
  );
}

/** Until the sources are known, the one that is asked for stands in the list all the same. */
function knownOf(source: string | undefined): readonly (readonly [string, string])[] {
  return source === undefined ? [] : [[source, source]];
}
