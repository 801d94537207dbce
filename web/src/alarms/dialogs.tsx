import { Button, Checkbox, NativeSelect, Radio, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import type { AlarmView } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { PriorityLabel } from "../shell/symbols.tsx";
import { t } from "../texts.ts";
import { span } from "../time.ts";
import { give, type Order, type OrderBody, possible } from "./orders.ts";

/** Orders that ask for something before they go out. */
export const ASKING: readonly Order[] = ["shelve", "comment", "out-of-service"];

const PRESETS = [15, 30, 60, 120, 240, 480, 1440, 4320, 10_080];

/** Asks what an order needs (or, for several alarms, whether it is meant), gives it, and stays open with what was refused. */
export function OrderDialog({
  order,
  alarms,
  onClose,
}: {
  order: Order;
  alarms: readonly AlarmView[];
  onClose: () => void;
}) {
  const [left, setLeft] = useState(alarms);
  const [refusals, setRefusals] = useState<readonly { alarm: AlarmView; error: unknown }[]>([]);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    const body = bodyOf(order, fieldsOf(event));
    setBusy(true);
    const refused: { alarm: AlarmView; error: unknown }[] = [];
    for (const alarm of left) {
      await give(alarm, order, body).catch((error: unknown) => refused.push({ alarm, error }));
    }
    setBusy(false);
    if (refused.length === 0) return onClose();
    setRefusals(refused);
    setLeft(refused.map(({ alarm }) => alarm));
  }

  const single = alarms.length === 1 ? alarms[0] : undefined;
  return (
    <Dialog
      title={single ? t.orders.title[order] : t.orders.titleMany(t.orders.title[order], alarms.length)}
      onClose={onClose}
    >
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <ul className="concerned">
          {left.slice(0, 12).map((alarm) => (
            <li key={alarm.id}>
              <PriorityLabel priority={alarm.priority} state={alarm.state} /> {alarm.text}
            </li>
          ))}
          {left.length > 12 && <li className="muted">{t.orders.andMore(left.length - 12)}</li>}
        </ul>
        <p className="muted">{t.orders.hint[order]}</p>
        {order === "shelve" && <ShelveFields alarms={left} />}
        {order === "out-of-service" && <OutOfServiceFields />}
        {(order === "comment" || order === "acknowledge") && (
          <Textarea
            name="comment"
            label={order === "comment" ? t.orders.comment : t.orders.commentOptional}
            required={order === "comment"}
            maxLength={1000}
            autosize
            minRows={2}
            autoFocus
          />
        )}
        {refusals.length > 0 && refusals.length < alarms.length && (
          <p>{t.orders.partly(alarms.length - refusals.length)}</p>
        )}
        {refusals.map(({ alarm, error }) => (
          <ProblemNote key={alarm.id} error={error} what={t.orders.refusedFor(alarm.text)} />
        ))}
        <DialogFoot onCancel={onClose} busy={busy}>
          {t.orders.confirm(t.orders.name[order], left.length)}
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** Everything that can be done with one alarm, each with what it means. */
export function MoreDialog(props: {
  alarm: AlarmView;
  barred: string | null;
  onOrder: (order: Order) => void;
  onOpen: () => void;
  onClose: () => void;
}) {
  const { alarm, barred } = props;
  return (
    <Dialog title={t.alarms.more} onClose={props.onClose}>
      <p>
        <PriorityLabel priority={alarm.priority} state={alarm.state} /> {alarm.text}
      </p>
      {barred && <p className="note note-bad">{barred}</p>}
      <ul className="plain choices">
        <li>
          <Button variant="default" fullWidth data-first onClick={props.onOpen}>
            {t.alarms.open}
          </Button>
          <span className="muted">{t.alarms.openHint}</span>
        </li>
        {possible(alarm).map((order) => (
          <li key={order}>
            <Button variant="default" fullWidth disabled={barred !== null} onClick={() => props.onOrder(order)}>
              {t.orders.name[order]}
              {ASKING.includes(order) && "…"}
            </Button>
            <span className="muted">{t.orders.hint[order]}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function bodyOf(order: Order, text: (name: string) => string): OrderBody {
  switch (order) {
    case "shelve": {
      const minutes = text("minutes");
      return minutes === "one-shot"
        ? { reason: text("reason"), oneShot: true }
        : { reason: text("reason"), minutes: Number(minutes) };
    }
    case "out-of-service":
      return { reason: text("reason"), ...(text("until") ? { until: new Date(text("until")).getTime() } : {}) };
    case "comment":
      return { comment: text("comment") };
    case "acknowledge":
      return text("comment") ? { comment: text("comment") } : {};
    case "unacknowledge":
    case "reset":
    case "unshelve":
    case "in-service":
    case "escalate":
      return {};
  }
}

function ShelveFields({ alarms }: { alarms: readonly AlarmView[] }) {
  const settings = useQuery(kindQuery("setting"));
  const limits = settings.data?.[0]?.shelving;
  const longest = Math.min(...alarms.map((alarm) => limits?.[alarm.priority] ?? Number.POSITIVE_INFINITY));
  const presets = PRESETS.filter((minutes) => minutes <= longest);
  let note: ReactNode = null;
  if (longest === 0) note = <p className="note note-bad">{t.orders.shelveForbidden}</p>;
  else if (Number.isFinite(longest)) note = <p className="muted">{t.orders.shelveLongest(span(longest * 60_000))}</p>;
  return (
    <>
      {note}
      <Radio.Group name="minutes" label={t.orders.shelveFor} defaultValue="30" required>
        <div className="presets">
          {presets.map((minutes) => (
            <Radio key={minutes} value={String(minutes)} label={span(minutes * 60_000)} />
          ))}
          <Radio value="one-shot" label={t.orders.shelveOneShot} />
        </div>
      </Radio.Group>
      <TextInput
        name="reason"
        label={t.orders.reason}
        description={t.orders.reasonHint}
        required
        maxLength={500}
        autoFocus
      />
    </>
  );
}

function OutOfServiceFields() {
  const [reminder, setReminder] = useState(true);
  return (
    <>
      <TextInput
        name="reason"
        label={t.orders.reason}
        description={t.orders.reasonHint}
        required
        maxLength={500}
        autoFocus
      />
      <Checkbox
        label={t.orders.remind}
        checked={reminder}
        onChange={(event) => setReminder(event.currentTarget.checked)}
      />
      {reminder && <TextInput name="until" type="datetime-local" label={t.orders.remindAt} required />}
    </>
  );
}

export function FilterSelect({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
}) {
  return (
    <NativeSelect
      aria-label={label}
      size="xs"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: "", label }, ...options.map(([value, label]) => ({ value, label }))]}
    />
  );
}
