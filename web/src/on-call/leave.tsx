import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, Problem } from "../api/client.ts";
import { OWN_ZONE } from "../instant.ts";
import { useTrusted } from "../link/use-live.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { serverNow } from "../time.ts";
import type { OwnDuty } from "./contract.ts";
import { untilText, zoned } from "./zoned.ts";

type OwnSchedule = OwnDuty["schedules"][number];
const HOURS = ["1", "2", "4", "8", "12", "24", "48", "72"];
/** Whoever doesn't say for how long is off for a day at most. */
const DAY_MS = 86_400_000;

function useDuty(schedule: string, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: object) => call("POST", `/api/v1/profile/duty/${encodeURIComponent(schedule)}`, body),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: ["site"] });
    },
  });
}

interface HoursFieldProps {
  readonly value: string;
  /** What happens where no hours are said. */
  readonly usual: string;
  readonly hint?: string | undefined;
  readonly onChange: (hours: string) => void;
}

function HoursField({ value, usual, hint, onChange }: HoursFieldProps) {
  return (
    <NativeSelect
      name="hours"
      label={t.leave.howLong}
      description={hint}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: "", label: usual },
        ...HOURS.map((hours) => ({ value: hours, label: t.leave.hours(Number(hours)) })),
      ]}
    />
  );
}

/** Takes oneself off duty; asks who stands in, and says loudly when nobody would. */
export function LeaveButton({ schedule, colleagues }: { schedule: OwnSchedule; colleagues: OwnDuty["colleagues"] }) {
  const [open, setOpen] = useState(false);
  const trusted = useTrusted();
  return (
    <>
      <Button variant="outline" color="red" disabled={!trusted} onClick={() => setOpen(true)}>
        {t.leave.off}
        <span className="hidden"> {schedule.name}</span>
      </Button>
      {open && <LeaveDialog schedule={schedule} colleagues={colleagues} onClose={() => setOpen(false)} />}
    </>
  );
}

function LeaveDialog({
  schedule,
  colleagues,
  onClose,
}: {
  schedule: OwnSchedule;
  colleagues: OwnDuty["colleagues"];
  onClose: () => void;
}) {
  const [hours, setHours] = useState("");
  const [standIn, setStandIn] = useState("");
  const [leaveGap, setLeaveGap] = useState(false);
  const leave = useDuty(schedule.id, onClose);
  const { until } = schedule;
  const isLong = until === null || until > serverNow() + DAY_MS;
  const leavesGap = leave.error instanceof Problem && leave.error.status === 409 && standIn === "";
  return (
    <Dialog title={t.leave.title(schedule.name)} onClose={onClose}>
      <KeptForm
        place={`leave ${schedule.id}`}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          leave.mutate({
            duty: "off",
            ...(hours === "" ? {} : { hours: Number(hours) }),
            ...(standIn === "" ? {} : { standIn }),
            leaveGap: leaveGap && standIn === "",
          });
        }}
      >
        <NativeSelect
          name="standIn"
          label={t.leave.standIn}
          description={t.leave.standInHint}
          value={standIn}
          onChange={(event) => setStandIn(event.currentTarget.value)}
          data={[
            { value: "", label: t.leave.nobody },
            ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <HoursField
          value={hours}
          usual={isLong ? t.leave.aDay : t.leave.shift(zoned(until, OWN_ZONE, "dayTime"))}
          hint={isLong ? t.leave.longer(untilText(until)) : t.leave.rest}
          onChange={setHours}
        />
        <ProblemNote error={leave.error} what={t.leave.refused} />
        {leavesGap && (
          <Checkbox
            name="leaveGap"
            label={t.leave.gapToo}
            checked={leaveGap}
            onChange={(event) => setLeaveGap(event.currentTarget.checked)}
          />
        )}
        <DialogFoot onCancel={onClose} busy={leave.isPending} danger>
          {t.leave.now}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}

/** Reports on duty, besides whoever is. */
export function OnButton({ schedule }: { schedule: OwnSchedule }) {
  const [hours, setHours] = useState("");
  const on = useDuty(schedule.id, () => {});
  const trusted = useTrusted();
  return (
    <form
      className="form-row"
      onSubmit={(event) => {
        event.preventDefault();
        on.mutate({ duty: "on", ...(hours === "" ? {} : { hours: Number(hours) }) });
      }}
    >
      <HoursField value={hours} usual={t.leave.onShift} onChange={setHours} />
      <Button type="submit" variant="default" disabled={!trusted} loading={on.isPending}>
        {t.leave.on}
        <span className="hidden"> {schedule.name}</span>
      </Button>
      <ProblemNote error={on.error} what={t.leave.notOn} />
    </form>
  );
}
