import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { call } from "../api/client.ts";
import type { MethodState, Person } from "../api/contract.ts";
import { kindQuery, methodsQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { dateTime } from "../time.ts";
import { unsent } from "../unsent.ts";

/** Whether each address is its owner's: only what is verified is used for alarms. */
export function Verification({ person }: { person: Person }) {
  const methods = useQuery(methodsQuery(person.id));
  const part = useRef<HTMLElement>(null);
  // It stands below a long form: who comes for it, by the address, is led to it once it is there.
  useEffect(() => {
    if (methods.data && location.hash === "#verification") part.current?.scrollIntoView({ block: "center" });
  }, [methods.data]);
  return (
    <section className="card stack" ref={part}>
      <h2>{t.verify.title}</h2>
      <p className="muted">{t.verify.hint}</p>
      <Loading of={methods} what={t.verify.title} />
      {methods.data?.length === 0 && <p className="muted">{t.verify.nothing}</p>}
      {methods.data?.map((method) => (
        <MethodVerification key={`${method.method} ${method.address}`} person={person.id} method={method} />
      ))}
    </section>
  );
}

type Step = "none" | "code" | "vouch";

function MethodVerification({ person, method }: { person: string; method: MethodState }) {
  const queries = useQueryClient();
  const writes = useMayChange()("person");
  const channels = useQuery(kindQuery("channel"));
  const channel = channels.data?.find(({ id }) => id === method.channel)?.name ?? method.channel;
  const vouching = `vouch ${person} ${method.method} ${method.address}`;
  const [step, setStep] = useState<Step>(() => (unsent.of(vouching) === undefined ? "none" : "vouch"));
  const [done, setDone] = useState("");
  const base = `/api/v1/persons/${encodeURIComponent(person)}/methods/${encodeURIComponent(method.method)}`;
  const order = useMutation({
    mutationFn: ({
      verb,
      path,
      body,
    }: {
      verb: "POST" | "PUT";
      path: string;
      body?: unknown;
      next: Step;
      said: string;
    }) => call(verb, `${base}/${path}`, body),
    onSuccess: async (_, { next, said }) => {
      if (next === "none") unsent.settled(vouching);
      setStep(next);
      setDone(said);
      await queries.invalidateQueries({ queryKey: ["methods", person] });
    },
    onMutate: () => setDone(""),
  });
  const prove = (body: unknown) =>
    order.mutate({ verb: "PUT", path: "verification", body, next: "none", said: t.verify.done(method.address) });
  return (
    <div className="method" data-testid="method">
      <div className="head">
        <div>
          <strong>{method.method}</strong> {channel}: {method.address}{" "}
          <span className={method.verifiedAt === null ? "bad" : "good"}>
            {method.verifiedAt === null ? t.people.unverified : t.verify.since(dateTime(method.verifiedAt))}
          </span>
        </div>
        {writes && (
          <div className="row-wrap">
            <Button
              size="compact-sm"
              variant={method.verifiedAt === null ? "filled" : "default"}
              loading={order.isPending}
              onClick={() =>
                order.mutate({ verb: "POST", path: "verification", next: "code", said: t.verify.sent(method.address) })
              }
            >
              {t.verify.sendCode}
            </Button>
            {method.verifiedAt === null && (
              <>
                <Button size="compact-sm" variant="default" onClick={() => setStep("code")}>
                  {t.verify.enterCode}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => setStep("vouch")}>
                  {t.verify.vouch}
                </Button>
              </>
            )}
            <Button
              size="compact-sm"
              variant="default"
              onClick={() =>
                order.mutate({ verb: "POST", path: "test", next: "none", said: t.verify.testSent(method.address) })
              }
            >
              {t.verify.test}
            </Button>
          </div>
        )}
      </div>
      {step === "code" && (
        <OneField
          place=""
          label={t.verify.code}
          button={t.verify.check}
          busy={order.isPending}
          onSubmit={(code) => prove({ code })}
        />
      )}
      {step === "vouch" && (
        <OneField
          place={vouching}
          label={t.verify.vouchReason}
          button={t.verify.vouch}
          busy={order.isPending}
          onSubmit={(reason) => prove({ vouch: true, reason })}
        />
      )}
      {done && <DoneNote>{done}</DoneNote>}
      <ProblemNote error={order.error} what={t.verify.failed(method.address)} />
    </div>
  );
}

interface OneFieldProps {
  /** Where what is typed is kept; empty: nowhere, for it is soon worth nothing. */
  readonly place: string;
  readonly label: string;
  readonly button: string;
  readonly busy: boolean;
  readonly onSubmit: (value: string) => void;
}

function OneField(props: OneFieldProps) {
  return (
    <KeptForm
      place={props.place}
      className="form-row"
      onSubmit={(event) => {
        props.onSubmit(fieldsOf(event)("value"));
      }}
    >
      <TextInput className="grow" name="value" label={props.label} required autoFocus autoComplete="off" />
      <Button type="submit" loading={props.busy}>
        {props.button}
      </Button>
    </KeptForm>
  );
}
