import { Button, Checkbox, NativeSelect } from "@mantine/core";
import type { Person } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { DAYS, WindowFields } from "../shell/window-fields.tsx";

type Quiet = Person["quietHours"];

const LIMITS = ["high", "medium", "low"] as const;

/** When somebody wants to be left alone, up to which priority, by which methods. */
export function QuietFields({
  quietHours,
  methods,
  onChange,
}: {
  quietHours: Quiet;
  methods: Person["methods"];
  onChange: (quietHours: Quiet) => void;
}) {
  const set = (index: number, part: Partial<Quiet[number]>) =>
    onChange(quietHours.map((quiet, at) => (at === index ? { ...quiet, ...part } : quiet)));
  return (
    <fieldset data-place="quietHours">
      <legend>{t.people.quiet}</legend>
      <p className="muted">{quietHours.length === 0 ? t.people.noQuiet : t.people.quietHint}</p>
      {quietHours.map((quiet, index) => (
        // biome-ignore lint: they have no name but their place
        <div className="rule" key={index} data-place={`quietHours.${index}`}>
          {quiet.windows.map((window, at) => (
            <WindowFields
              // biome-ignore lint: they have no name but their place
              key={at}
              window={window}
              onChange={(changed) => set(index, { windows: quiet.windows.with(at, changed) })}
            />
          ))}
          <NativeSelect
            label={t.people.quietUpTo}
            value={quiet.upTo}
            data={LIMITS.map((value) => ({ value, label: t.priority[value] }))}
            onChange={(event) => set(index, { upTo: LIMITS.find((one) => one === event.currentTarget.value) ?? "low" })}
          />
          <div className="row-wrap">
            {methods.map(({ id }) => (
              <Checkbox
                key={id}
                size="sm"
                label={t.people.quietBy(id)}
                checked={quiet.methods?.includes(id) ?? true}
                onChange={(event) => {
                  const { checked } = event.currentTarget;
                  const all = methods.map((method) => method.id);
                  const chosen = all.filter((one) => (one === id ? checked : (quiet.methods?.includes(one) ?? true)));
                  const { methods: _, ...rest } = quiet;
                  const next =
                    chosen.length === all.length || chosen.length === 0 ? rest : { ...rest, methods: chosen };
                  onChange(quietHours.map((one, at) => (at === index ? next : one)));
                }}
              />
            ))}
          </div>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onChange(quietHours.filter((_, at) => at !== index))}
          >
            {t.people.removeQuiet}
          </Button>
        </div>
      ))}
      <Button
        variant="default"
        onClick={() =>
          onChange([...quietHours, { windows: [{ days: [...DAYS], from: "22:00", to: "06:00" }], upTo: "medium" }])
        }
      >
        {t.people.addQuiet}
      </Button>
    </fieldset>
  );
}
