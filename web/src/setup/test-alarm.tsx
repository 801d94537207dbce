import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import { alarmQuery, kindQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { dateTime } from "../time.ts";
import { guide } from "./guide.ts";
import type { Progress } from "./queries.ts";

const PRIORITIES = ["critical", "high", "medium", "low"] as const;

/** What counts as told: more than that a far side took it can't be known of each channel. */
const GOT_THROUGH: ReadonlySet<string> = new Set(["delivered", "accepted"]);
const FAILED: ReadonlySet<string> = new Set(["retry", "rejected"]);

/** Raises an alarm through the whole line, and shows what becomes of it: raised, told, acknowledged. */
export function TestAlarm({ progress, mayWrite }: { progress: Progress | undefined; mayWrite: boolean }) {
  const queries = useQueryClient();
  const sources = useQuery(kindQuery("source"));
  const [source, setSource] = useState("");
  const [priority, setPriority] = useState("high");
  const test = progress?.test ?? null;
  const enabled = (sources.data ?? []).filter((one) => one.enabled);
  const chosen = source || enabled[0]?.id || "";
  const order = useMutation({
    mutationFn: ({ id, action }: { id: string; action: "raise" | "clear" }) =>
      call("POST", `/api/v1/sources/${encodeURIComponent(id)}/test-alarm`, { action, priority }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["site", "setup"] }),
  });
  const words = t.setup.test;
  return (
    <div className="stack">
      {mayWrite && (
        <div className="field-row">
          <NativeSelect
            label={words.source}
            value={chosen}
            data={enabled.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <NativeSelect
            label={words.priority}
            value={priority}
            data={PRIORITIES.map((one) => ({ value: one, label: t.priority[one] }))}
            onChange={(event) => setPriority(event.currentTarget.value)}
          />
          <Button
            disabled={chosen === "" || test?.active === true}
            loading={order.isPending}
            onClick={() => order.mutate({ id: chosen, action: "raise" })}
          >
            {words.raise}
          </Button>
        </div>
      )}
      {mayWrite && sources.data && enabled.length === 0 && <p className="muted">{words.noSource}</p>}
      <ProblemNote error={order.error} what={words.notRaised} />
      {test && (
        <TestStory test={test} onEnd={() => order.mutate({ id: test.source, action: "clear" })} mayWrite={mayWrite} />
      )}
    </div>
  );
}

function TestStory(props: { test: NonNullable<Progress["test"]>; onEnd: () => void; mayWrite: boolean }) {
  const { test, onEnd, mayWrite } = props;
  const detail = useQuery({ ...alarmQuery(test.alarm), refetchInterval: test.active ? 2000 : false });
  const people = useQuery({ ...kindQuery("person"), retry: false });
  const channels = useQuery({ ...kindQuery("channel"), retry: false });
  const words = t.setup.test;
  const told = detail.data?.notifications ?? [];
  const reached = new Set(
    told.filter(({ state }) => GOT_THROUGH.has(state)).map(({ person }) => nameIn(people.data, person)),
  );
  const failed = told.some(({ state }) => FAILED.has(state));
  const isUp = test.active || test.acknowledged;
  return (
    <ol className="plain test-story" data-testid="test-story" aria-live="polite">
      <li className={test.raisedAt === null ? "muted" : "good"}>
        {test.raisedAt === null ? words.over : `✓ ${words.raised(dateTime(test.raisedAt))}`}{" "}
        <Link to="/alarms/$id" params={{ id: String(test.alarm) }} onClick={() => guide(true)}>
          {words.show}
        </Link>
      </li>
      <li className={reached.size > 0 ? "good" : failed ? "bad" : "muted"}>
        {reached.size > 0 ? `✓ ${words.told([...reached].join(", "))}` : failed ? words.notReached : words.nobodyTold}
        <ul>
          {told.slice(-5).map((one) => (
            <li key={one.id}>
              {nameIn(people.data, one.person)} · {nameIn(channels.data, one.channel)} · {one.address}:{" "}
              {t.outcome[one.state]} – {sentenceSaid(one.because)}
            </li>
          ))}
        </ul>
      </li>
      <li className={test.acknowledged ? "good" : "muted"}>
        {test.acknowledged ? `✓ ${words.acknowledged}` : words.waits}
      </li>
      {mayWrite && isUp && test.active && (
        <li>
          <Button size="compact-sm" variant="default" onClick={onEnd}>
            {words.end}
          </Button>
        </li>
      )}
    </ol>
  );
}

function nameIn(known: readonly { readonly id: string; readonly name: string }[] | undefined, id: string): string {
  return known?.find((one) => one.id === id)?.name ?? id;
}
