import { Autocomplete, Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { PLAIN_LOOK } from "../alarms/filters.tsx";
import { useListing } from "../alarms/use-listing.ts";
import { call } from "../api/client.ts";
import {
  type AlarmFacts,
  CATEGORIES,
  type Category,
  PRIORITIES,
  type Priority,
  type Simulation,
} from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { WHOLE_SITE } from "../api/use-named.ts";
import { fieldsOf } from "../form.ts";
import { useLive } from "../link/use-live.ts";
import { t } from "../page-texts.ts";
import { timeline } from "../policies/timeline.ts";
import { Timeline } from "../policies/timeline-list.tsx";
import { sentenceSaid } from "../said.ts";
import { FreeWords } from "../schema-form/words-field.tsx";
import { Empty, Loading, ProblemNote } from "../shell/problem.tsx";

const ALL_OPEN = { ...PLAIN_LOOK, folded: new Set<string>() };
const itself = (id: string) => id;
const IDS = { area: itself, partition: itself, rule: itself };

/** Who would be told, when and why: the server's own decision under a clock that jumps. */
export function SimulatePage() {
  const { table } = useLive();
  const sources = useQuery(kindQuery("source"));
  const partitions = useQuery(kindQuery("partition"));
  const points = useQuery(kindQuery("point"));
  const named = new Map((points.data ?? []).map(({ address, name }) => [address, name]));
  const [alarm, setAlarm] = useState("");
  const run = useMutation({
    mutationFn: (body: { readonly at?: number; readonly alarm?: number; readonly facts?: AlarmFacts }) =>
      call<Simulation>("POST", "/api/v1/simulate", body),
  });
  const open = useListing(ALL_OPEN, IDS)
    .between({ head: 1, row: 1 }, 0, 200)
    .flatMap((line) => (line.kind === "alarm" ? [table.rows.get(line.view.id)?.view ?? line.view] : []));

  function submit(event: FormEvent<HTMLFormElement>): void {
    const text = fieldsOf(event);
    const at = text("at") ? { at: new Date(text("at")).getTime() } : {};
    if (alarm) return run.mutate({ alarm: Number(alarm), ...at });
    const facts: AlarmFacts = {
      source: text("source"),
      point: text("point"),
      partition: text("partition"),
      category: text("category") as Category,
      priority: text("priority") as Priority,
      tags: text("tags")
        .split(/[\s,]+/)
        .filter(Boolean),
    };
    run.mutate({ facts, ...at });
  }

  return (
    <section className="stack pad">
      <h1>{t.simulate.title}</h1>
      <p className="muted">{t.simulate.hint}</p>
      <Loading of={sources} what={t.sources.title} />
      {partitions.error && <Loading of={partitions} what={t.fact.partition} />}
      {sources.data?.length === 0 && <Empty title={t.sources.empty} hint={t.sources.emptyHint} />}
      <form className="card form-grid on-one-line" onSubmit={submit}>
        <NativeSelect
          label={t.simulate.alarm}
          value={alarm}
          onChange={(event) => setAlarm(event.currentTarget.value)}
          data={[
            { value: "", label: t.simulate.imagined },
            ...open.map((view) => ({ value: String(view.id), label: `${t.priority[view.priority]}: ${view.text}` })),
          ]}
        />
        {alarm === "" && (
          <>
            <NativeSelect
              name="priority"
              label={t.fact.priority}
              defaultValue="high"
              data={PRIORITIES.map((value) => ({ value, label: t.priority[value] }))}
            />
            <NativeSelect
              name="category"
              label={t.fact.category}
              data={CATEGORIES.map((value) => ({ value, label: t.category[value] }))}
            />
            <NativeSelect
              name="source"
              label={t.fact.source}
              data={(sources.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
            <NativeSelect
              name="partition"
              label={t.fact.partition}
              data={[
                ...(partitions.data?.some((item) => item.id === "site")
                  ? []
                  : [{ value: WHOLE_SITE.id, label: WHOLE_SITE.name }]),
                ...(partitions.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            <Autocomplete
              name="point"
              label={t.fact.point}
              data={[...named.keys()]}
              renderOption={({ option }) => `${named.get(option.value) ?? ""} (${option.value})`}
              limit={50}
            />
            <FreeWords of="tags" name="tags" label={t.fact.tags} description={t.simulate.tagsHint} />
          </>
        )}
        <TextInput name="at" type="datetime-local" label={t.simulate.at} description={t.simulate.atHint} />
        <div className="form-foot">
          <Button type="submit" loading={run.isPending}>
            {t.simulate.run}
          </Button>
        </div>
      </form>
      <ProblemNote error={run.error} what={t.simulate.failed} />
      {run.data && <Outcome result={run.data} asked={run.variables?.at} />}
    </section>
  );
}

/** @param asked the moment that was asked for; absent: now */
function Outcome({ result, asked }: { result: Simulation; asked: number | undefined }) {
  const begins = asked ?? timeline(result, null)[0]?.at ?? result.end.at;
  return (
    <section className="card" aria-live="polite">
      <h2>{result.policy ? t.simulate.policy(result.policy.name) : t.simulate.nobody}</h2>
      <p>{sentenceSaid(result.because)}</p>
      {result.policy && <Timeline result={result} stored={null} at={begins} isOfNow={asked === undefined} />}
    </section>
  );
}
