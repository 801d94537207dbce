import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { call } from "../api/client.ts";
import type { PushProfile } from "../api/contract.ts";
import { pushQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { lookAtBrowser, obstacleOf, switchOff, switchOn } from "../push/device.ts";
import { sentenceSaid } from "../said.ts";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";

type Device = PushProfile["devices"][number];

/** Push on this device and the others: on, off, a test, and whatever stands in its way. */
export function PushSection() {
  const queries = useQueryClient();
  const push = useQuery(pushQuery);
  const browser = useQuery({ queryKey: ["push-browser"], queryFn: lookAtBrowser, staleTime: 0 });
  const renew = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: pushQuery.queryKey }),
      queries.invalidateQueries({ queryKey: ["push-browser"] }),
    ]);
  const on = useMutation({
    mutationFn: ({ key, name }: { key: string; name: string }) => switchOn(key, name),
    onSettled: renew,
  });
  const off = useMutation({ mutationFn: switchOff, onSettled: renew });
  const test = useMutation({ mutationFn: () => call("POST", "/api/v1/profile/push/test") });

  const obstacle = browser.data ? obstacleOf(browser.data) : null;
  const { publicKey = null, whyNot = null, trouble = null, devices = [] } = push.data ?? {};
  const here = devices.find(({ fingerprint, lost }) => lost === null && fingerprint === browser.data?.fingerprint);
  const troubles = [
    whyNot && sentenceSaid(whyNot),
    trouble && sentenceSaid(trouble),
    obstacle && t.push.obstacle[obstacle],
    obstacle === "untrusted" ? (browser.data?.refused ?? null) : null,
  ].filter((one) => one !== null);

  function submit(event: FormEvent<HTMLFormElement>): void {
    if (publicKey !== null) on.mutate({ key: publicKey, name: fieldsOf(event)("device") });
  }

  return (
    <section className="card stack" aria-labelledby="profile-push">
      <h2 id="profile-push">{t.push.title}</h2>
      <p className="muted">{t.push.hint}</p>
      <Loading of={push} what={t.push.title} />
      {troubles.length > 0 && (
        <div className="note note-bad" data-testid="push-trouble">
          <div>
            <strong>{t.push.notGuaranteed}</strong>
            {troubles.map((one) => (
              <p key={one}>{one}</p>
            ))}
          </div>
        </div>
      )}
      <ProblemNote error={on.error} what={t.push.notOn} />
      <ProblemNote error={off.error ?? test.error} what={t.profile.notChanged} />
      {test.isSuccess && <DoneNote>{t.push.tested}</DoneNote>}
      {devices.length > 0 && (
        <ul className="stack">
          {devices.map((device) => (
            <DeviceLine
              key={device.id}
              device={device}
              isHere={device === here}
              busy={off.isPending && off.variables.id === device.id}
              onOff={() => off.mutate(device)}
            />
          ))}
        </ul>
      )}
      {push.data && browser.data && !here && (
        <form className="row-wrap" onSubmit={submit} aria-label={t.push.switchOn}>
          <TextInput name="device" label={t.push.deviceName} required maxLength={60} defaultValue={t.push.thisDevice} />
          <Button type="submit" loading={on.isPending} disabled={publicKey === null || obstacle !== null}>
            {t.push.switchOn}
          </Button>
        </form>
      )}
      {devices.some(({ lost }) => lost === null) && (
        <div>
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            {t.push.test}
          </Button>
        </div>
      )}
    </section>
  );
}

function DeviceLine(properties: { device: Device; isHere: boolean; busy: boolean; onOff: () => void }) {
  const { device, isHere, busy, onOff } = properties;
  const { name, createdAt, failing, lost } = device;
  const bad = lost?.because ?? failing?.because ?? null;
  return (
    <li className="row-wrap" data-testid="push-device" data-lost={lost !== null}>
      <strong>{name}</strong>
      <span className="muted">
        {isHere && `${t.push.here} · `}
        {t.push.since(dateTime(createdAt))}
      </span>
      {bad !== null && (
        <span className="bad">
          {lost ? t.push.lost : t.push.failing} {sentenceSaid(bad)}
        </span>
      )}
      <Button size="compact-sm" variant="outline" color="red" loading={busy} onClick={onOff}>
        {lost ? t.profile.remove : t.push.switchOff}
        <span className="hidden"> {name}</span>
      </Button>
    </li>
  );
}
