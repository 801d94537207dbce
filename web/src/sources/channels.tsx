import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { ChannelHealth } from "../api/contract.ts";
import { channelsQuery, kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { useMay, useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { choiceSaid } from "../schema-form/about.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { DoneNote, Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { Health } from "../shell/symbols.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { ItemEditor } from "../site/editor.tsx";
import { TEMPLATES } from "../site/templates.ts";
import { UndoNote } from "../site/undo.tsx";
import { dateTime, span, useNow } from "../time.ts";
import { CallInDialog } from "./call-in-dialog.tsx";
import { TrialDialog } from "./trial.tsx";

/** The ways out, whether they work, and what waits in them. */
export function ChannelsPage() {
  const channels = useQuery(channelsQuery);
  const writes = useMayChange()("channel");
  const [editing, setEditing] = useState<{ id: string | null } | null>(null);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.channels.title}</h1>
        {writes && <Button onClick={() => setEditing({ id: null })}>{t.channels.add}</Button>}
      </div>
      <UndoNote kind="channel" />
      <Loading of={channels} what={t.channels.title} />
      {channels.data?.items.length === 0 && <Empty title={t.channels.empty} hint={t.channels.emptyHint} />}
      {channels.data?.items.map((channel) => (
        <ChannelCard key={channel.id} channel={channel} onEdit={() => setEditing({ id: channel.id })} />
      ))}
      {editing && (
        <ItemEditor
          kind="channel"
          id={editing.id}
          template={TEMPLATES.channel ?? {}}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}

function ChannelCard({ channel, onEdit }: { channel: ChannelHealth; onEdit: () => void }) {
  const now = useNow();
  const may = useMay();
  const writes = useMayChange()("channel");
  const [purging, setPurging] = useState(false);
  const [testing, setTesting] = useState(false);
  const [answering, setAnswering] = useState(false);
  const [purged, setPurged] = useState<number | null>(null);
  return (
    <section className="card" data-testid="channel" aria-labelledby={`channel-${channel.id}`}>
      <div className="head">
        <h2 id={`channel-${channel.id}`}>{channel.name}</h2>
        <Health state={channel.state} />
        <span className="grow muted">
          {choiceSaid("kind", channel.kind)} · {channel.id}
        </span>
        {writes && (
          <>
            <Button
              size="compact-sm"
              variant="default"
              disabled={channel.state === "disabled"}
              onClick={() => setTesting(true)}
            >
              {t.trial.button}
              <span className="hidden"> {channel.name}</span>
            </Button>
            {channel.kind === "voice" && (
              <Button size="compact-sm" variant="default" onClick={() => setAnswering(true)}>
                {t.callIn.button}…<span className="hidden"> {channel.name}</span>
              </Button>
            )}
            <Button size="compact-sm" variant="default" onClick={onEdit}>
              {t.common.edit}
              <span className="hidden"> {channel.name}</span>
            </Button>
          </>
        )}
      </div>
      <p>
        {sentenceSaid(channel.because)}{" "}
        <span className="muted">{t.sources.since(dateTime(channel.since), span(now - channel.since))}</span>
      </p>
      <p>
        <span className={channel.waiting > 0 && channel.state !== "up" ? "bad" : ""}>
          {t.channels.waiting(channel.waiting)}
        </span>
        <span className="muted"> · {t.channels.counters(channel.sent, channel.failed)}</span>
      </p>
      {channel.waiting > 0 && may("messages:purge") && (
        <Button size="compact-sm" variant="outline" color="red" onClick={() => setPurging(true)}>
          {t.channels.purge}…
        </Button>
      )}
      {channel.kind === "announcer" && may("alarms:acknowledge") && channel.state !== "disabled" && (
        <SilenceButton channel={channel} />
      )}
      {purged !== null && <DoneNote>{t.channels.purged(purged)}</DoneNote>}
      {answering && <CallInDialog channel={channel.id} onClose={() => setAnswering(false)} />}
      {testing && <TrialDialog channel={channel} onClose={() => setTesting(false)} />}
      {purging && (
        <PurgeDialog
          channel={channel}
          onClose={() => setPurging(false)}
          onDone={(count) => {
            setPurging(false);
            setPurged(count);
          }}
        />
      )}
    </section>
  );
}

/** Ends what a loudspeaker says again and again; what comes later sounds. */
function SilenceButton({ channel }: { channel: ChannelHealth }) {
  const silence = useMutation({
    mutationFn: () => call<{ silenced: number }>("POST", `/api/v1/channels/${encodeURIComponent(channel.id)}/silence`),
  });
  return (
    <>
      <Button size="compact-sm" variant="default" loading={silence.isPending} onClick={() => silence.mutate()}>
        {t.channels.silence}
        <span className="hidden"> {channel.name}</span>
      </Button>
      {silence.data && <DoneNote>{t.channels.silenced(silence.data.silenced)}</DoneNote>}
      <ProblemNote error={silence.error} what={t.channels.notSilenced} />
    </>
  );
}

function PurgeDialog(props: { channel: ChannelHealth; onClose: () => void; onDone: (purged: number) => void }) {
  const { channel } = props;
  const queries = useQueryClient();
  const people = useQuery(kindQuery("person"));
  const theirs = (people.data ?? []).filter(({ methods }) => methods.some((method) => method.channel === channel.id));
  const purge = useMutation({
    mutationFn: ({ reason, person }: { reason: string; person: string }) =>
      call<{ purged: number }>("POST", `/api/v1/channels/${encodeURIComponent(channel.id)}/purge`, {
        reason,
        ...(person === "" ? {} : { person }),
      }),
    onSuccess: async ({ purged }) => {
      props.onDone(purged);
      await queries.invalidateQueries({ queryKey: ["channels"] });
    },
  });
  return (
    <Dialog title={t.channels.purgeTitle(channel.name)} onClose={props.onClose}>
      <KeptForm
        place={`purge ${channel.id}`}
        className="stack"
        onSubmit={(event) => {
          const field = fieldsOf(event);
          purge.mutate({ reason: field("reason"), person: field("person") });
        }}
      >
        <p className="note note-bad">{t.channels.purgeHint(channel.waiting)}</p>
        <NativeSelect
          name="person"
          label={t.channels.purgeWhose}
          data={[
            { value: "", label: t.channels.purgeEverybodys },
            ...theirs.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <TextInput
          name="reason"
          label={t.orders.reason}
          description={t.orders.reasonHint}
          required
          autoFocus
          maxLength={500}
        />
        <ProblemNote error={purge.error} what={t.channels.purgeFailed} />
        <DialogFoot onCancel={props.onClose} busy={purge.isPending} danger>
          {t.channels.purge}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
