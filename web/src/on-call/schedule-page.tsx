import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { kindQuery } from "../api/queries.ts";
import { OWN_ZONE } from "../instant.ts";
import { t } from "../page-texts.ts";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { DocumentPage } from "../site/document-page.tsx";
import { type Draft, DraftForm, NameFields } from "../site/draft-form.tsx";
import { today } from "../time.ts";
import "../styles/on-call.css";
import type { Rotation, Schedule } from "./contract.ts";
import { dayOf, plusDays, weekOf } from "./days.ts";
import { DayGrid } from "./grid.tsx";
import { FinalPieces, layerText } from "./pieces.tsx";
import { usePreview } from "./preview.ts";
import { PreviewNotes } from "./preview-notes.tsx";
import { RotationFields } from "./rotation-fields.tsx";
import { useMinute } from "./use-minute.ts";
import { localText } from "./zoned.ts";

const WEEKS = 4;
const NOTHING = () => {};

function newSchedule(): Schedule {
  return { id: "", name: "", timeZone: OWN_ZONE, rotations: [newRotation(0, OWN_ZONE)], overrides: [], holidays: [] };
}

function newRotation(place: number, zone: string): Rotation {
  return {
    id: `rotation-${place + 1}`,
    members: [],
    startsOn: today(zone),
    handoverAt: "08:00",
    every: { unit: "week", count: 1 },
    windows: [],
  };
}

/** One schedule as a form, with the weeks to come beside it as they would be. */
export function SchedulePage() {
  const { id } = useParams({ from: "/on-call/$id" });
  return (
    <DocumentPage
      kind="schedule"
      id={id}
      fresh={newSchedule}
      list={{ to: "/on-call", title: t.onCall.title }}
      newTitle={t.onCall.add}
      className="duty-page"
    >
      {(edited) => (
        <DraftForm
          kind="schedule"
          edited={edited}
          className="card stack"
          beside={({ draft }) => <WeeksAhead draft={draft} />}
        >
          {(edit) => <ScheduleFields edit={edit} />}
        </DraftForm>
      )}
    </DocumentPage>
  );
}

function ScheduleFields({ edit }: { edit: Draft<Schedule> }) {
  const { draft, set } = edit;
  const people = useQuery(kindQuery("person"));
  const known = people.data ?? [];
  const nameOf = (person: string) => known.find(({ id }) => id === person)?.name ?? person;
  const zone = isZone(draft.timeZone) ? draft.timeZone : OWN_ZONE;
  return (
    <>
      <div className="form-grid">
        <NameFields edit={edit} />
        <TextInput
          label={t.people.timeZone}
          description={t.scheduleForm.zoneHint}
          value={draft.timeZone}
          required
          list="duty-zones"
          onChange={(event) => set({ timeZone: event.currentTarget.value })}
        />
        <datalist id="duty-zones">
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
      <Loading of={people} what={t.people.title} />
      {people.data?.length === 0 && <p className="bad">{t.scheduleForm.noPeople}</p>}
      {draft.rotations.map((rotation, at) => (
        // biome-ignore lint: a rotation's id is being edited
        <fieldset key={at}>
          <legend>{t.scheduleForm.rotation(rotation.id)}</legend>
          <RotationFields
            rotation={rotation}
            people={known}
            onChange={(changed) => set({ rotations: draft.rotations.with(at, changed) })}
          />
          <Button
            size="compact-sm"
            variant="default"
            mt="xs"
            onClick={() => set({ rotations: draft.rotations.toSpliced(at, 1) })}
          >
            {t.scheduleForm.removeRotation(rotation.id)}
          </Button>
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          onClick={() => set({ rotations: [...draft.rotations, newRotation(draft.rotations.length, zone)] })}
        >
          {t.scheduleForm.addRotation}
        </Button>
        <p className="muted">{t.scheduleForm.together}</p>
      </div>
      {draft.overrides.length > 0 && (
        <fieldset>
          <legend>{t.scheduleForm.overrides}</legend>
          <ol className="plain">
            {draft.overrides.map((override, at) => (
              // biome-ignore lint: an override has no name but its place
              <li key={at} className="head">
                <span>
                  {at + 1}. {layerText(override, nameOf)}, {localText(override.from)} – {localText(override.to)}
                  {override.note && <span className="muted"> — {override.note}</span>}
                </span>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t.scheduleForm.removeOverride(at + 1)}
                  onClick={() => set({ overrides: draft.overrides.toSpliced(at, 1) })}
                >
                  {t.common.remove}
                </Button>
              </li>
            ))}
          </ol>
        </fieldset>
      )}
      <HolidayFields holidays={draft.holidays} people={known} onChange={(holidays) => set({ holidays })} />
    </>
  );
}

function HolidayFields({
  holidays,
  people,
  onChange,
}: {
  holidays: Schedule["holidays"];
  people: readonly { readonly id: string; readonly name: string }[];
  onChange: (holidays: Schedule["holidays"]) => void;
}) {
  return (
    <fieldset>
      <legend>{t.scheduleForm.holidays}</legend>
      <p className="muted">{t.scheduleForm.holidaysHint}</p>
      {holidays.map((holiday, at) => {
        const set = (part: Partial<typeof holiday>) => onChange(holidays.with(at, { ...holiday, ...part }));
        return (
          // biome-ignore lint: a holiday has no name but its place
          <div className="rule" key={at}>
            <div className="form-row">
              <TextInput
                type="date"
                label={t.scheduleForm.date}
                value={holiday.date}
                required
                onChange={(event) => set({ date: event.currentTarget.value })}
              />
              <TextInput
                label={t.people.name}
                value={holiday.name}
                required
                onChange={(event) => set({ name: event.currentTarget.value })}
              />
              <Button variant="default" onClick={() => onChange(holidays.toSpliced(at, 1))}>
                {t.common.remove}
              </Button>
            </div>
            <div className="row-wrap">
              {people.map(({ id, name }) => (
                <label key={id}>
                  <input
                    type="checkbox"
                    checked={holiday.persons.includes(id)}
                    onChange={(event) =>
                      set({
                        persons: event.currentTarget.checked
                          ? [...holiday.persons, id]
                          : holiday.persons.filter((one) => one !== id),
                      })
                    }
                  />{" "}
                  {name}
                </label>
              ))}
            </div>
            {holiday.persons.length === 0 && <p className="bad">⚠ {t.scheduleForm.holidayNobody}</p>}
          </div>
        );
      })}
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => onChange([...holidays, { date: "", name: "", persons: [] }])}
      >
        {t.scheduleForm.addHoliday}
      </Button>
    </fieldset>
  );
}

/** The next weeks as the schedule would be, in its own zone, before anything is saved. */
function WeeksAhead({ draft }: { draft: Schedule }) {
  const now = useMinute();
  const zone = isZone(draft.timeZone) ? draft.timeZone : OWN_ZONE;
  const present = dayOf(now, zone);
  const weeks = Array.from({ length: WEEKS }, (_, at) => weekOf(plusDays(present, 7 * at, zone), zone));
  const span = { from: weeks[0]?.[0]?.from ?? 0, to: weeks.at(-1)?.[6]?.to ?? 0 };
  // What is still to be filled in is no reason to show nothing.
  const holidays = draft.holidays
    .filter(({ date }) => date !== "")
    .map((holiday) => ({ ...holiday, name: holiday.name || "…" }));
  const preview = usePreview({ ...draft, id: draft.id || "new", name: draft.name || "…", holidays }, span);
  return (
    <aside className="card stack duty-preview" aria-label={t.scheduleForm.ahead}>
      <h2>{t.scheduleForm.ahead}</h2>
      <p className="muted">{t.scheduleForm.aheadHint(zone)}</p>
      <ProblemNote error={preview.error} what={t.override.notChecked} />
      {preview.data && (
        <>
          <PreviewNotes preview={preview.data} zone={zone} since={present.from} />
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t.scheduleForm.ahead}>
            <DayGrid
              label={t.scheduleForm.ahead}
              rows={weeks.map((days) => ({ key: String(days[0]?.from), head: null, days }))}
              zone={zone}
              now={now}
              datesInCells
              selection={null}
              onSelect={NOTHING}
              onPage={NOTHING}
              cell={(_, day) => preview.data && <FinalPieces roster={preview.data} span={day} zone={zone} now={now} />}
            />
          </div>
        </>
      )}
    </aside>
  );
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
