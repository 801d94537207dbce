import { Button, NativeSelect, TextInput } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { call, get } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { time } from "../time.ts";
import { ROLES, type Run, type Window } from "./contract.ts";
import { JoinElsewhere } from "./elsewhere.tsx";

const PATH = "/api/v1/trust/window";
const windowQuery = queryOptions({
  queryKey: ["joining"],
  queryFn: () => get<Window>(PATH),
  // Somebody waits at the other machine while the window is open.
  refetchInterval: ({ state }) => (state.data?.closesAt ? 1000 : 5000),
});

/** Lets another machine join the site: opens the window, shows who comes, compares the code. */
export function JoiningPage() {
  const window = useQuery(windowQuery);
  const { data } = window;
  return (
    <section className="stack pad">
      <h1>{t.joining.title}</h1>
      <p className="muted">{t.joining.hint}</p>
      <Loading of={window} what={t.joining.title} />
      {data && (data.closesAt === null ? <Closed window={data} /> : <Open window={data} closesAt={data.closesAt} />)}
      <JoinElsewhere />
    </section>
  );
}

function useOrder<Body>(ask: (body: Body) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSettled: () => queries.invalidateQueries({ queryKey: windowQuery.queryKey }),
  });
}

function Closed({ window: { last, closedBecause } }: { window: Window }) {
  const open = useOrder((body: object) => call("POST", PATH, body));

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const expected = { role: field("role") || null, node: field("node") || null, instance: null };
    open.mutate({ minutes: Number(field("minutes")), expected });
  }

  return (
    <>
      {last?.enrolled && <DoneNote>{sentenceSaid(last.because)}</DoneNote>}
      {last && !last.enrolled && <p className="note note-bad">{sentenceSaid(last.because)}</p>}
      {closedBecause && <p className="muted">{t.joining.closed(sentenceSaid(closedBecause))}</p>}
      <form className="card stack" onSubmit={submit}>
        <h2>{t.joining.open}</h2>
        <TextInput name="node" label={t.joining.node} description={t.joining.nodeHint} maxLength={63} />
        <NativeSelect
          name="role"
          label={t.joining.role}
          data={[{ value: "", label: t.joining.anyRole }, ...ROLES.map((role) => ({ value: role, label: role }))]}
        />
        <NativeSelect name="minutes" label={t.joining.minutes} data={["5", "10", "20", "60"]} defaultValue="10" />
        <ProblemNote error={open.error} what={t.joining.notOpened} />
        <div className="row-wrap">
          <Button type="submit" loading={open.isPending}>
            {t.joining.open}
          </Button>
        </div>
      </form>
    </>
  );
}

function Open({ window, closesAt }: { window: Window; closesAt: number }) {
  const close = useOrder(() => call("DELETE", PATH));
  const { addresses, port, run, last, reached } = window;
  return (
    <>
      <div className="card stack" data-testid="window">
        <h2>{t.joining.isOpen(time(closesAt))}</h2>
        <p>{t.joining.there}</p>
        <ul>
          {(addresses.length > 0 ? addresses : ["HOST"]).map((address) => (
            <li key={address}>
              <code>{t.joining.command(address, port)}</code>
            </li>
          ))}
        </ul>
        <p className="muted">{t.joining.figures(window.attemptsLeft, window.turnedAway, window.mismatches)}</p>
        <ProblemNote error={close.error} what={t.joining.notClosed} />
        <div className="row-wrap">
          <Button variant="outline" color="red" loading={close.isPending} onClick={() => close.mutate(undefined)}>
            {t.joining.close}
          </Button>
        </div>
      </div>
      {run ? <Compare key={run.id} run={run} /> : <p role="status">{t.joining.waiting}</p>}
      {last && !run && <p className="note note-bad">{sentenceSaid(last.because)}</p>}
      {reached.length > 0 && (
        <div className="stack">
          <h2>{t.joining.reached}</h2>
          <ul>
            {reached.map((one) => (
              <li key={`${one.from} ${one.at}`}>
                {t.joining.reachedBy(one.from, time(one.at), one.version, one.aheadMs)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Compare({ run }: { run: Run }) {
  const type = useOrder((words: string) => call("POST", `${PATH}/words`, { run: run.id, words }));
  const dismiss = useOrder(() => call("DELETE", `${PATH}/run?run=${run.id}`));

  function submit(event: FormEvent<HTMLFormElement>): void {
    type.mutate(fieldsOf(event)("words"));
  }

  return (
    <form className="card stack" onSubmit={submit} data-testid="joiner">
      <h2>{t.joining.asks(run.from, run.role, run.instance, run.node)}</h2>
      <p>{t.joining.readOut}</p>
      <p className="code" data-testid="digits">
        {run.digits}
      </p>
      {run.stage === "comparing" ? (
        <TextInput
          name="words"
          label={t.joining.words}
          description={t.joining.wordsHint}
          required
          maxLength={100}
          autoFocus
          autoComplete="off"
          spellCheck={false}
        />
      ) : (
        <p role="status">{t.joining.waitsThere}</p>
      )}
      <ProblemNote error={type.error ?? dismiss.error} what={t.joining.notJoined} />
      <div className="row-wrap">
        {run.stage === "comparing" && (
          <Button type="submit" loading={type.isPending}>
            {t.joining.compare}
          </Button>
        )}
        <Button variant="outline" color="red" loading={dismiss.isPending} onClick={() => dismiss.mutate(undefined)}>
          {t.joining.dismiss}
        </Button>
      </div>
    </form>
  );
}
