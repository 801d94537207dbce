import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { OWN_ZONE } from "../instant.ts";
import { t } from "../page-texts.ts";
import { CopyButton } from "../shell/copy-button.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { SureButton } from "../shell/sure-button.tsx";
import { calendarAddressQuery } from "./queries.ts";
import { zoned } from "./zoned.ts";

interface CalendarAddressProps {
  readonly person: string;
  readonly schedules: readonly { readonly id: string; readonly name: string }[];
}

/** Addresses for calendar programs: their secret is shown once. */
export function CalendarAddress({ person, schedules }: CalendarAddressProps) {
  const queries = useQueryClient();
  const address = useQuery(calendarAddressQuery);
  const renew = () => queries.invalidateQueries({ queryKey: ["calendar-address"] });
  const make = useMutation({
    mutationFn: () => call<{ key: string }>("POST", "/api/v1/profile/calendar-address", {}),
    onSuccess: renew,
  });
  const revoke = useMutation({
    mutationFn: () => call("DELETE", "/api/v1/profile/calendar-address"),
    onSuccess: () => {
      make.reset();
      return renew();
    },
  });
  const createdAt = address.data?.createdAt ?? null;
  const link = (what: string, id: string, key: string) =>
    `${window.location.origin}/api/v1/${what}/${encodeURIComponent(id)}/calendar.ics?key=${key}`;
  return (
    <section className="card stack">
      <h2>{t.calendarAddress.title}</h2>
      <p className="muted">{t.calendarAddress.hint}</p>
      <Loading of={address} what={t.calendarAddress.title} />
      {make.data && (
        <div className="stack" role="status">
          <p className="note note-bad">{t.calendarAddress.once}</p>
          <AddressField
            label={t.calendarAddress.own}
            address={link("persons", person, make.data.key)}
            testId="own-calendar"
          />
          {schedules.map(({ id, name }) => (
            <AddressField
              key={id}
              label={t.calendarAddress.of(name)}
              address={link("schedules", id, make.data.key)}
              testId="schedule-calendar"
            />
          ))}
        </div>
      )}
      {createdAt !== null && <p>{t.calendarAddress.since(zoned(createdAt, OWN_ZONE, "dayTime"))}</p>}
      <ProblemNote error={make.error ?? revoke.error} what={t.calendarAddress.failed} />
      <div className="row-wrap">
        {createdAt === null ? (
          <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
            {t.calendarAddress.make}
          </Button>
        ) : (
          <SureButton
            key={createdAt}
            label={t.calendarAddress.anew}
            name=""
            really={t.calendarAddress.reallyAnew}
            busy={make.isPending}
            onSure={() => make.mutate()}
          />
        )}
        {createdAt !== null && (
          <SureButton
            label={t.calendarAddress.revoke}
            name=""
            really={t.calendarAddress.really}
            busy={revoke.isPending}
            onSure={() => revoke.mutate()}
          />
        )}
      </div>
    </section>
  );
}

function AddressField({ label, address, testId }: { label: string; address: string; testId: string }) {
  return (
    <div className="form-row">
      <TextInput
        className="grow"
        label={label}
        value={address}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        classNames={{ input: "code" }}
        data-testid={testId}
      />
      <CopyButton text={address} name={label} />
    </div>
  );
}
