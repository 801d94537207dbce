import { Button, Checkbox, NativeSelect, Radio, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type AlarmView, PRIORITIES } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { useLive } from "../link/use-live.ts";
import { spotOf, usePlansShowing } from "../plans/show-on-plan.tsx";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { PriorityLabel } from "../shell/symbols.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { t } from "../texts.ts";
import { span } from "../time.ts";
import type { Deed } from "./deeds.ts";
import { deedDesk, giveAll, type Order, type OrderBody, possible } from "./orders.ts";

/** Orders that ask for something before they go out. */
export const ASKING: readonly Order[] = ["shelve", "comment", "out-of-service"];

/** Alarms that a dialog names one by one. */
const MOST_NAMED = 12;

const PRESETS = [15, 30, 60, 120, 240, 480, 1440, 4320, 10_080];

interface OrderDialogProps {
  readonly order: Order;
  /** With which it can be done. */
  readonly alarms: readonly AlarmView[];
  /** How many were chosen with which it can't. */
  readonly leftOut?: number;
  /** @param isDone false: it was left as it was */
  readonly onClose: (isDone: boolean) => void;
}

/** Asks what an order needs (or, for several alarms, whether it is meant), gives it, and stays open with what was refused. */
export function OrderDialog({ order, alarms, leftOut = 0, onClose }: OrderDialogProps) {
  const [left, setLeft] = useState(alarms);
  const [refusals, setRefusals] = useState<Deed["refused"]>([]);
  const [progress, setProgress] = useState<number | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const { meant, forbidden, longest, isKnown } = useShelving(order, left);
  // What was typed comes back once its fields are there.
  const place = isKnown ? `${order} ${alarms.map(({ id }) => id).join()}` : "";

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    const body = bodyOf(order, fieldsOf(event));
    const stopping = new AbortController();
    stop.current = stopping;
    setProgress(0);
    const deed = await giveAll(order, meant, { body, progress: setProgress, stop: stopping.signal });
    if (deed.done.length > 0) deedDesk.note({ ...deed, refused: [] });
    if (stopping.signal.aborted || deed.refused.length === 0) return onClose(true);
    setProgress(null);
    setRefusals(deed.refused);
    setLeft(deed.refused.map(({ alarm }) => alarm));
  }

  const leave = () => onClose(left.length < alarms.length);
  const single = alarms.length === 1 ? alarms[0] : undefined;
  return (
    <Dialog
      title={single ? t.orders.title[order] : t.orders.titleMany(t.orders.title[order], alarms.length)}
      onClose={leave}
    >
      <KeptForm place={place} className="stack" onSubmit={(event) => void submit(event)}>
        <ul className="concerned">
          {(meant.length > 0 ? meant : left).slice(0, MOST_NAMED).map((alarm) => (
            <li key={alarm.id}>
              <PriorityLabel priority={alarm.priority} state={alarm.state} /> <bdi>{alarm.text}</bdi>
            </li>
          ))}
          {meant.length > MOST_NAMED && <li className="muted">{t.orders.andMore(meant.length - MOST_NAMED)}</li>}
        </ul>
        {meant.length > 1 && <p>{t.many.kinds(kindsOf(meant))}</p>}
        {meant.length > 0 && forbidden > 0 && <p className="note note-bad">{t.orders.shelveLeftOut(forbidden)}</p>}
        {leftOut > 0 && <p>{t.many.leftOut(leftOut)}</p>}
        <p className="muted">{t.orders.hint[order]}</p>
        {meant.length === 0 && <p className="note note-bad">{t.orders.shelveForbidden}</p>}
        {order === "shelve" && isKnown && meant.length > 0 && <ShelveFields longest={longest} />}
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
        {order === "comment" && <Phrases />}
        {refusals.length > 0 && refusals.length < alarms.length && (
          <p>{t.orders.partly(alarms.length - refusals.length)}</p>
        )}
        {refusals.slice(0, MOST_NAMED).map(({ alarm, error }) => (
          <ProblemNote key={alarm.id} error={error} what={t.orders.refusedFor(alarm.text)} />
        ))}
        {refusals.length > MOST_NAMED && <p>{t.orders.andMore(refusals.length - MOST_NAMED)}</p>}
        {progress !== null && meant.length > 1 && <p role="status">{t.many.progress(progress, meant.length)}</p>}
        {meant.length > 0 ? (
          <DialogFoot onCancel={leave} busy={progress !== null} disabled={!isKnown}>
            {t.orders.confirm(t.orders.name[order], meant.length)}
          </DialogFoot>
        ) : (
          <div className="dialog-foot">
            <Button variant="default" data-first onClick={leave}>
              {t.common.close}
            </Button>
          </div>
        )}
      </KeptForm>
    </Dialog>
  );
}

/** What whoever is called most often says, by one tap. */
function Phrases() {
  return (
    <div className="row-wrap">
      {t.orders.phrases.map((phrase) => (
        <Button
          key={phrase}
          variant="default"
          size="compact-sm"
          onClick={({ currentTarget: { form } }) => {
            const field = form?.elements.namedItem("comment");
            if (!form || !(field instanceof HTMLTextAreaElement)) return;
            field.value = phrase;
            form.requestSubmit();
          }}
        >
          {phrase}
        </Button>
      ))}
    </div>
  );
}

/** `3 critical`, `12 high`. */
function kindsOf(alarms: readonly AlarmView[]): string[] {
  return PRIORITIES.flatMap((priority) => {
    const count = alarms.filter((alarm) => alarm.priority === priority).length;
    return count > 0 ? [t.many.kind(count, t.priority[priority])] : [];
  });
}

interface MoreProps {
  readonly barred: string | null;
  readonly onOrder: (alarm: AlarmView, order: Order) => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** Everything that can be done with one alarm, each with what it means; nothing once it has become normal. */
export function MoreDialog({ id, ...rest }: MoreProps & { readonly id: number }) {
  const alarm = useLive().table.rows.get(id)?.view;
  return alarm ? <More alarm={alarm} {...rest} /> : null;
}

function More(props: MoreProps & { readonly alarm: AlarmView }) {
  const { alarm, barred } = props;
  const spot = spotOf(alarm);
  const plans = usePlansShowing()(spot);
  return (
    <Dialog title={t.alarms.more} onClose={props.onClose}>
      <p>
        <PriorityLabel priority={alarm.priority} state={alarm.state} /> <bdi>{alarm.text}</bdi>
      </p>
      {barred && <p className="note note-bad">{barred}</p>}
      <ul className="plain choices">
        <li>
          <Button variant="default" fullWidth data-first onClick={props.onOpen}>
            {t.alarms.open}
          </Button>
          <span className="muted">{t.alarms.openHint}</span>
        </li>
        {plans.map(({ id, name }) => (
          <li key={id}>
            <Button
              variant="default"
              fullWidth
              renderRoot={(given) => <Link {...given} to="/plans/$id" params={{ id }} search={spot} />}
              data-testid="show-on-plan"
            >
              {t.alarms.showOnPlan(name)}
            </Button>
            <span className="muted">{t.places.showOnHint}</span>
          </li>
        ))}
        {possible(alarm).map((order) => (
          <li key={order}>
            <Button variant="default" fullWidth disabled={barred !== null} onClick={() => props.onOrder(alarm, order)}>
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

/** Of alarms that are to be shelved, those with which the site allows it, and for how many minutes. Other orders mean all. */
function useShelving(order: Order, alarms: readonly AlarmView[]) {
  const settings = useQuery({ ...kindQuery("setting"), enabled: order === "shelve" });
  const limits = order === "shelve" ? settings.data?.[0]?.shelving : undefined;
  const longestOf = ({ priority }: AlarmView) => limits?.[priority] ?? Number.POSITIVE_INFINITY;
  const meant = alarms.filter((alarm) => longestOf(alarm) > 0);
  return {
    // What is asked depends on it, and must not change under somebody's hands.
    isKnown: order !== "shelve" || !settings.isPending,
    meant,
    forbidden: alarms.length - meant.length,
    longest: meant.reduce((least, alarm) => Math.min(least, longestOf(alarm)), Number.POSITIVE_INFINITY),
  };
}

function ShelveFields({ longest }: { longest: number }) {
  const presets = PRESETS.filter((minutes) => minutes <= longest);
  return (
    <>
      {Number.isFinite(longest) && <p className="muted">{t.orders.shelveLongest(span(longest * 60_000))}</p>}
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
  isChoice,
}: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
  /** One of the options always holds; otherwise none of them can be chosen too. */
  isChoice?: boolean;
}) {
  const choices = options.map(([value, label]) => ({ value, label }));
  // What is chosen stays in view though nothing has it now.
  if (value !== "" && !options.some(([one]) => one === value)) choices.push({ value, label: value });
  return (
    <NativeSelect
      aria-label={label}
      size="xs"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={isChoice ? choices : [{ value: "", label }, ...choices]}
    />
  );
}
