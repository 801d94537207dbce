import { Button, Checkbox, NativeSelect, Textarea, TextInput, type TextInputProps } from "@mantine/core";
import { useId, useState } from "react";
import type { SiteKind } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { choiceSaid, type FieldProps, shownFallback, useAbout } from "./about.ts";
import type { Among } from "./among-kinds.ts";
import type { Field, Scalar } from "./fields.ts";
import { AmongField, ReferenceField } from "./reference.tsx";
import { STORED, textIn } from "./values.ts";

type Of<K extends Field["is"]> = FieldProps<Field & { is: K }>;

export function TextField(props: Of<"text">) {
  const { field, value, onChange } = props;
  const about = useAbout(props);
  if (field.secret) return <SecretField {...props} />;
  if (field.refers !== null) return <ReferenceField {...props} kind={field.refers as SiteKind} />;
  if (field.among !== null) return <AmongField {...props} among={field.among as Among} />;
  const shared = {
    ...about,
    value: typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value),
    onChange: (event: { currentTarget: { value: string } }) => {
      const text = event.currentTarget.value;
      onChange(text === "" && field.optional ? undefined : text);
    },
    spellCheck: false,
    autoComplete: "off",
    ...(field.most === null ? {} : { maxLength: field.most }),
  };
  if (field.long) return <Textarea {...shared} autosize minRows={2} maxRows={10} />;
  const type = field.format === "date" ? "date" : undefined;
  if (field.name === "timeZone") return <TimeZoneField {...shared} />;
  const fallback = shownFallback(field);
  return <TextInput {...shared} {...(type ? { type } : {})} {...(fallback ? { placeholder: fallback } : {})} />;
}

/** Time zones by the names of the IANA database, proposed while somebody types. */
function TimeZoneField(shared: TextInputProps) {
  const id = useId();
  return (
    <>
      <TextInput {...shared} list={id} />
      <datalist id={id}>
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}

/** A secret is never shown: what is stored stays unless something else is typed. */
function SecretField(props: Of<"text">) {
  const { field, value, onChange } = props;
  const about = useAbout(props);
  const [isStored] = useState(value === STORED);
  const isKept = value === STORED;
  const typed = typeof value === "string" && !isKept ? value : "";
  const shared = {
    ...about,
    value: typed,
    onChange: (event: { currentTarget: { value: string } }) => {
      const text = event.currentTarget.value;
      if (text !== "") onChange(text);
      else onChange(isStored ? STORED : undefined);
    },
    placeholder: isKept ? t.setup.secretStored : isStored ? t.setup.secretRemoved : "",
    autoComplete: "new-password",
    spellCheck: false,
  };
  return (
    <div className="field-row">
      {field.long ? (
        <Textarea {...shared} autosize minRows={2} maxRows={6} className="grow" />
      ) : (
        <TextInput {...shared} type="password" className="grow" />
      )}
      {isStored && field.optional && (
        <Button size="compact-sm" variant="default" onClick={() => onChange(isKept ? undefined : STORED)}>
          {isKept ? t.setup.secretRemove : t.setup.secretKeep}
          <span className="hidden"> {about.label}</span>
        </Button>
      )}
    </div>
  );
}

export function NumberField(props: Of<"number">) {
  const { field, value, onChange } = props;
  const about = useAbout(props);
  const { least, most, unit } = field;
  const bounds =
    least !== null && most !== null && most - least < 1_000_000 ? t.setup.between(least, most, unit ?? "") : null;
  // Its unit stands at the end of the field already.
  const fallback = textIn(field.fallback);
  return (
    <TextInput
      {...about}
      description={[about.description, bounds].filter(Boolean).join(" ") || undefined}
      inputMode="decimal"
      autoComplete="off"
      value={textIn(value)}
      {...(fallback ? { placeholder: fallback } : {})}
      onChange={(event) => {
        const text = event.currentTarget.value;
        if (text === "" && field.optional) return onChange(undefined);
        onChange(/^-?\d+(\.\d+)?$/u.test(text) ? Number(text) : text);
      }}
      {...(unit ? { rightSection: <span className="muted unit">{unit}</span> } : {})}
    />
  );
}

export function SwitchField(props: Of<"switch">) {
  const { field, value, onChange } = props;
  const { withAsterisk: _, "aria-required": __, ...about } = useAbout(props);
  return (
    <Checkbox
      {...about}
      checked={typeof value === "boolean" ? value : field.fallback === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

export function ChoiceField(props: Of<"choice">) {
  const { field, value, onChange } = props;
  const about = useAbout(props);
  const fallback = shownFallback(field);
  const said = (one: Scalar) => choiceSaid(field.name, one, field.titles);
  const options = field.options.map((one) => ({ value: JSON.stringify(one), label: said(one) }));
  const absent = fallback === null ? "–" : t.setup.absent(fallback);
  return (
    <NativeSelect
      {...about}
      value={value === undefined ? "" : JSON.stringify(value)}
      data={[
        ...(field.optional || value === undefined
          ? [{ value: "", label: field.optional ? absent : t.setup.choose }]
          : []),
        ...(field.titles ? options.toSorted((a, b) => a.label.localeCompare(b.label)) : options),
      ]}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        onChange(chosen === "" ? undefined : JSON.parse(chosen));
      }}
    />
  );
}
