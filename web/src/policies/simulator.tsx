import { Button, NativeSelect, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { byUrgency } from "../alarms/order.ts";
import { call } from "../api/client.ts";
import {
  type AlarmFacts,
  CATEGORIES,
  type Category,
  type Policy,
  PRIORITIES,
  type Priority,
  type Simulation,
} from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { OWN_ZONE } from "../instant.ts";
import { useLive } from "../link/use-live.ts";
import { fieldInstant, fieldText } from "../on-call/days.ts";
import { useMinute } from "../on-call/use-minute.ts";
import { t } from "../page-texts.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { Timeline } from "./timeline-list.tsx";

const MOST_OFFERED = 200;

/** What happens with a policy as it is edited, for one alarm at one moment, when nobody answers. */
export function Simulator({ draft, stored }: { draft: Policy; stored: Policy | null }) {
  const now = useMinute();
  const sources = useQuery(kindQuery("source"));
  const partitions = useQuery(kindQuery("partition"));
  const { table } = useLive();
  const [alarm, setAlarm] = useState("");
  const [priority, setPriority] = useState<Priority>("high");
  const [category, setCategory] = useState<Category>("technical");
  const [source, setSource] = useState("");
  const [moment, setMoment] = useState("");
  const chosen = sources.data?.find(({ id }) => id === source);
  const facts: AlarmFacts = {
    source: source || (sources.data?.[0]?.id ?? "any"),
    point: "any",
    partition: chosen?.partition ?? partitions.data?.[0]?.id ?? "site",
    category,
    priority,
    tags: chosen?.tags ?? [],
  };
  const at = moment === "" ? now : fieldInstant(moment, OWN_ZONE);
  const about = alarm === "" ? { facts } : { alarm: Number(alarm) };
  // A step that tells nobody is being written: it isn't wrong yet.
  const idle = draft.steps.findIndex(({ tell }) => tell.length === 0);
  const drafted = useSimulation(idle === -1 ? draft : null, about, at);
  const before = useSimulation(stored, about, at);
  const open = [...table.rows.values()]
    .map((row) => row.view)
    .sort(byUrgency)
    .slice(0, MOST_OFFERED);
  const isChanged = stored !== null && JSON.stringify(draft) !== JSON.stringify(stored);
  return (
    <aside className="card stack duty-preview" aria-label={t.simulator.title}>
      <h2>{t.simulator.title}</h2>
      <p className="muted">{t.simulate.hint}</p>
      <div className="form-grid">
        <NativeSelect
          label={t.simulate.alarm}
          value={alarm}
          onChange={(event) => setAlarm(event.currentTarget.value)}
          data={[
            { value: "", label: t.simulate.imagined },
            ...open.map((view) => ({ value: String(view.id), label: `${t.priority[view.priority]}: ${view.text}` })),
          ]}
        />
        <NativeSelect
          label={t.fact.priority}
          disabled={alarm !== ""}
          value={priority}
          data={PRIORITIES.map((value) => ({ value, label: t.priority[value] }))}
          onChange={(event) => setPriority(PRIORITIES.find((one) => one === event.currentTarget.value) ?? "high")}
        />
        <NativeSelect
          label={t.fact.category}
          disabled={alarm !== ""}
          value={category}
          data={CATEGORIES.map((value) => ({ value, label: t.category[value] }))}
          onChange={(event) => setCategory(CATEGORIES.find((one) => one === event.currentTarget.value) ?? "technical")}
        />
        <NativeSelect
          label={t.fact.source}
          disabled={alarm !== ""}
          value={facts.source}
          data={(sources.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t.simulate.at}
          description={t.simulate.atHint}
          value={moment}
          onChange={(event) => setMoment(event.currentTarget.value)}
        />
      </div>
      <div className="row-wrap">
        <Button size="compact-sm" variant="default" onClick={() => setMoment("")}>
          {t.simulator.now}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setMoment(nextSunday(now))}>
          {t.simulator.sunday}
        </Button>
      </div>
      {idle !== -1 && <p role="status">{t.simulator.idle(idle + 1)}</p>}
      <ProblemNote error={drafted.error} what={t.simulate.failed} />
      {idle === -1 && drafted.data && !drafted.error && (
        <Timeline
          result={drafted.data}
          stored={isChanged && before.data ? before.data : null}
          at={at}
          isOfNow={moment === ""}
        />
      )}
    </aside>
  );
}

function useSimulation(policy: Policy | null, about: { facts: AlarmFacts } | { alarm: number }, at: number) {
  const text = useDeferredValue(JSON.stringify({ ...about, at, draft: { policy, through: true } }));
  return useQuery({
    queryKey: ["simulation", text],
    enabled: policy !== null,
    queryFn: () => call<Simulation>("POST", "/api/v1/simulate", JSON.parse(text)),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
}

/** 3 a.m., when everybody sleeps. */
function nextSunday(now: number): string {
  for (let days = 1; ; days++) {
    const text = fieldText(now + days * 86_400_000, OWN_ZONE);
    if (new Date(`${text.slice(0, 10)}T12:00:00Z`).getUTCDay() === 0) return `${text.slice(0, 10)}T03:00`;
  }
}
