import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { OWN_ZONE } from "../instant.ts";
import { useTrusted } from "../link/use-live.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import type { OwnDuty, Span, Swap } from "./contract.ts";
import { fieldInstant, fieldText } from "./days.ts";
import { swapsQuery } from "./queries.ts";
import { spanText, zoned } from "./zoned.ts";

/** What was offered to and by somebody. */
export function Swaps({ me }: { me: string }) {
  const swaps = useQuery(swapsQuery);
  return (
    <section className="card stack">
      <h2>{t.swap.title}</h2>
      <Loading of={swaps} what={t.swap.title} />
      {swaps.data?.items.length === 0 && <p className="muted">{t.swap.none}</p>}
      <ul className="plain">
        {swaps.data?.items.map((swap) => (
          <SwapLine key={swap.id} swap={swap} me={me} />
        ))}
      </ul>
    </section>
  );
}

function SwapLine({ swap, me }: { swap: Swap; me: string }) {
  const queries = useQueryClient();
  const path = `/api/v1/profile/swaps/${encodeURIComponent(swap.id)}`;
  const answer = useMutation({
    mutationFn: (accept: boolean) => (accept ? call("POST", `${path}/accept`) : call("DELETE", path)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["site"] }),
  });
  const trusted = useTrusted();
  const isMine = swap.giver.id === me;
  const isOpen = swap.state === "offered";
  return (
    <li className="rule" data-testid="swap" data-state={swap.state}>
      <div>
        <strong>{isMine ? t.swap.toSomebody(swap.taker.name) : t.swap.fromSomebody(swap.giver.name)}</strong>{" "}
        {swap.schedule.name}, {spanText(swap, OWN_ZONE, swap.schedule.timeZone)}
        {swap.note && <div className="prose">{swap.note}</div>}
        <div className={isOpen ? "" : "muted"}>
          {t.swap.states[swap.state]}
          {isOpen && ` ${t.swap.expires(zoned(swap.expiresAt, OWN_ZONE, "dayTime"))}`}
        </div>
      </div>
      <ProblemNote error={answer.error} what={t.swap.notAnswered} />
      {isOpen && (
        <div className="row-wrap">
          {!isMine && (
            <Button
              size="compact-sm"
              disabled={!trusted}
              loading={answer.isPending}
              onClick={() => answer.mutate(true)}
            >
              {t.swap.accept}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="default"
            disabled={!trusted}
            loading={answer.isPending}
            onClick={() => answer.mutate(false)}
          >
            {isMine ? t.swap.withdraw : t.swap.decline}
          </Button>
        </div>
      )}
    </li>
  );
}

/** Offers a colleague a shift or a part of it. */
export function OfferDialog({
  schedule,
  span,
  colleagues,
  onClose,
}: {
  schedule: OwnDuty["schedules"][number];
  span: Span;
  colleagues: OwnDuty["colleagues"];
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const able = colleagues.filter(({ answers }) => answers);
  const [taker, setTaker] = useState(able[0]?.id ?? "");
  const [from, setFrom] = useState(() => fieldText(span.from, OWN_ZONE));
  const [to, setTo] = useState(() => fieldText(span.to, OWN_ZONE));
  const [note, setNote] = useState("");
  const offer = useMutation({
    mutationFn: () =>
      call("POST", "/api/v1/profile/swaps", {
        schedule: schedule.id,
        taker,
        // A field knows no seconds: what was left as it is keeps its moment.
        from: from === fieldText(span.from, OWN_ZONE) ? span.from : fieldInstant(from, OWN_ZONE),
        to: to === fieldText(span.to, OWN_ZONE) ? span.to : fieldInstant(to, OWN_ZONE),
        note: note.trim(),
      }),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ["site", "swaps"] });
    },
  });
  return (
    <Dialog title={t.swap.offerTitle(schedule.name)} onClose={onClose}>
      <KeptForm
        place={`swap ${schedule.id}`}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          offer.mutate();
        }}
      >
        <p className="muted">{t.swap.offerHint(OWN_ZONE)}</p>
        {able.length === 0 && <p className="bad">{t.swap.nobodyAble}</p>}
        <NativeSelect
          name="taker"
          label={t.swap.to}
          value={taker}
          onChange={(event) => setTaker(event.currentTarget.value)}
          data={able.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextInput
          type="datetime-local"
          name="from"
          label={t.override.from}
          value={from}
          required
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          name="to"
          label={t.override.to}
          value={to}
          required
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <TextInput
          name="note"
          label={t.swap.note}
          value={note}
          maxLength={180}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <ProblemNote error={offer.error} what={t.swap.notOffered} />
        <DialogFoot onCancel={onClose} busy={offer.isPending} disabled={taker === ""}>
          {t.swap.send}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
