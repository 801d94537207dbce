import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { call, get } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { type Elsewhere, MODULE_ROLES, type Tested } from "./contract.ts";

const PATH = "/api/v1/trust/joining";
const UNDER_WAY: readonly Elsewhere["state"][] = ["reaching", "comparing", "waiting"];
const elsewhereQuery = queryOptions({
  queryKey: ["joining", "elsewhere"],
  queryFn: () => get<Elsewhere>(PATH),
  refetchInterval: ({ state }) => (state.data && UNDER_WAY.includes(state.data.state) ? 1000 : false),
});

/** Lets a module of this machine join another site, as "tocsin trust join" does at a terminal. */
export function JoinElsewhere() {
  const elsewhere = useQuery(elsewhereQuery);
  const { data } = elsewhere;
  return (
    <>
      <h2>{t.joining.elsewhere}</h2>
      <p className="muted">{t.joining.elsewhereHint}</p>
      <Loading of={elsewhere} what={t.joining.elsewhere} />
      {data && (UNDER_WAY.includes(data.state) ? <UnderWay of={data} /> : <Begin last={data} />)}
    </>
  );
}

function useOrder<Body, Answer = unknown>(ask: (body: Body) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSettled: () => queries.invalidateQueries({ queryKey: elsewhereQuery.queryKey }),
  });
}

function Begin({ last }: { last: Elsewhere }) {
  const begin = useOrder((body: object) => call("POST", PATH, body));
  const test = useOrder((place: object) => call<Tested>("POST", `${PATH}/test`, place));

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const place = { host: field("host"), port: Number(field("port")) };
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (submitter?.getAttribute("value") === "test") return test.mutate(place);
    const wanted = { role: field("role"), node: field("node"), instance: field("instance") };
    begin.mutate({ ...place, ...wanted, replace: field("replace") === "on" });
  }

  return (
    <>
      {last.state === "joined" && (
        <DoneNote>
          {sentenceSaid(last.because ?? "")} {t.joining.transcript(last.transcript ?? "")}{" "}
          {t.joining.startIt(last.wanted?.role ?? "", last.folder ?? "")}
        </DoneNote>
      )}
      {last.state === "failed" && <p className="note note-bad">{sentenceSaid(last.because ?? "")}</p>}
      <form className="card stack" onSubmit={submit} data-testid="elsewhere">
        <TextInput name="host" label={t.joining.host} description={t.joining.hostHint} required maxLength={253} />
        <TextInput name="port" label={t.joining.port} defaultValue="4018" required inputMode="numeric" maxLength={5} />
        <NativeSelect name="role" label={t.joining.role} data={[...MODULE_ROLES]} />
        <TextInput name="node" label={t.joining.ownNode} description={t.joining.ownNodeHint} maxLength={63} />
        <TextInput name="instance" label={t.joining.instance} defaultValue="main" maxLength={63} />
        <Checkbox name="replace" label={t.joining.replace} />
        {test.data && <TestedNote tested={test.data} />}
        <ProblemNote error={begin.error ?? test.error} what={t.joining.notJoined} />
        <div className="row-wrap">
          <Button type="submit" value="join" loading={begin.isPending}>
            {t.joining.join}
          </Button>
          <Button type="submit" value="test" variant="default" loading={test.isPending}>
            {t.joining.test}
          </Button>
        </div>
      </form>
    </>
  );
}

function TestedNote({ tested: { found, wrong } }: { tested: Tested }) {
  return (
    <div role="status">
      {found && <p>{t.joining.found(found.address, found.tls, found.version, found.site)}</p>}
      {wrong.map((one) => (
        <p key={one} className="note note-bad">
          {sentenceSaid(one)}
        </p>
      ))}
      {found && wrong.length === 0 && <p>{t.joining.canJoin}</p>}
    </div>
  );
}

function UnderWay({ of: { state, place, words, found } }: { of: Elsewhere }) {
  const type = useOrder((digits: string) => call("POST", `${PATH}/digits`, { digits }));
  const give = useOrder(() => call("DELETE", PATH));

  function submit(event: FormEvent<HTMLFormElement>): void {
    type.mutate(fieldsOf(event)("digits"));
  }

  return (
    <form className="card stack" onSubmit={submit} data-testid="joins">
      <h3>{t.joining.joins(place ?? "")}</h3>
      {found && <p className="muted">{t.joining.found(found.address, found.tls, found.version, found.site)}</p>}
      {state === "reaching" && <p role="status">{t.joining.reaching}</p>}
      {words && (
        <>
          <p>{t.joining.readWords}</p>
          <p className="code" data-testid="words">
            {words.join("  ")}
          </p>
        </>
      )}
      {state === "comparing" && (
        <TextInput
          name="digits"
          label={t.joining.digits}
          description={t.joining.digitsHint}
          required
          maxLength={20}
          inputMode="numeric"
          autoComplete="off"
        />
      )}
      {state === "waiting" && <p role="status">{t.joining.waitsForWords}</p>}
      <ProblemNote error={type.error ?? give.error} what={t.joining.notJoined} />
      <div className="row-wrap">
        {state === "comparing" && (
          <Button type="submit" loading={type.isPending}>
            {t.joining.compare}
          </Button>
        )}
        <Button variant="outline" color="red" loading={give.isPending} onClick={() => give.mutate(undefined)}>
          {t.joining.giveUp}
        </Button>
      </div>
    </form>
  );
}
