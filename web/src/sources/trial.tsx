import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call, get } from "../api/client.ts";
import type { ChannelHealth } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { Dialog } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { time } from "../time.ts";
import { unsent } from "../unsent.ts";

interface Trial {
  readonly id: number;
  readonly lines: readonly { readonly at: number; readonly who: "us" | "them" | "note"; readonly text: string }[];
  /** Null: it is under way. */
  readonly delivery: { readonly outcome: string; readonly because: string } | null;
}

/** Sends a test message by a channel and shows what is said with its far side. */
export function TrialDialog({ channel, onClose }: { channel: ChannelHealth; onClose: () => void }) {
  const people = useQuery(kindQuery("person"));
  const [target, setTarget] = useState("");
  const path = `/api/v1/channels/${encodeURIComponent(channel.id)}/trials`;
  const place = `trial ${channel.id}`;
  const begin = useMutation({
    mutationFn: (body: unknown) => call<Trial>("POST", path, body),
    onSuccess: () => unsent.settled(place),
  });
  const id = begin.data?.id;
  const trial = useQuery({
    queryKey: ["trial", channel.id, id],
    enabled: id !== undefined,
    queryFn: () => get<Trial>(`${path}/${id}`),
    refetchInterval: ({ state }) => (state.data?.delivery ? false : 500),
    gcTime: 0,
  });
  const targets = (people.data ?? []).flatMap((person) =>
    person.methods
      .filter((method) => method.channel === channel.id)
      .map((method) => ({
        value: JSON.stringify({ person: person.id, method: method.id }),
        label: `${person.name}: ${method.address}`,
      })),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const address = fieldsOf(event)("address");
    begin.mutate(target === "" ? { address } : JSON.parse(target));
  };
  const delivery = trial.data?.delivery;
  return (
    <Dialog title={t.trial.title(channel.name)} onClose={onClose} wide>
      <KeptForm place={place} className="stack" onSubmit={submit}>
        <p className="muted">{t.trial.hint}</p>
        <NativeSelect
          name="to"
          label={t.trial.to}
          value={target}
          data={[...targets, { value: "", label: t.trial.other }]}
          onChange={(event) => setTarget(event.currentTarget.value)}
        />
        {target === "" && <TextInput name="address" label={t.trial.address} required maxLength={500} />}
        <ProblemNote error={begin.error ?? trial.error} what={t.trial.failed} />
        {trial.data && (
          <section aria-live="polite" data-testid="trial">
            {delivery ? (
              <p className={delivery.outcome === "accepted" || delivery.outcome === "delivered" ? "good" : "bad"}>
                <strong>{t.trial.outcome[delivery.outcome] ?? delivery.outcome}</strong>{" "}
                {sentenceSaid(delivery.because)}
              </p>
            ) : (
              <p>{t.trial.underWay}</p>
            )}
            {delivery && trial.data.lines.every(({ who }) => who === "note") && (
              <p className="muted">{t.trial.nothingSaid}</p>
            )}
            <ol className="history">
              {trial.data.lines.map((line, index) => (
                // biome-ignore lint: lines never move
                <li key={index}>
                  <time>{time(line.at)}</time>
                  <div>
                    <strong>{t.trial.who[line.who]}</strong>
                    <pre className="code">{line.who === "note" ? sentenceSaid(line.text) : line.text}</pre>
                  </div>
                </li>
              ))}
            </ol>
          </section>
        )}
        <div className="dialog-foot">
          <Button variant="default" onClick={onClose}>
            {t.trial.close}
          </Button>
          <Button type="submit" loading={begin.isPending || (id !== undefined && !delivery && !trial.error)}>
            {t.trial.send}
          </Button>
        </div>
      </KeptForm>
    </Dialog>
  );
}
