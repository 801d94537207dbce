import { Autocomplete, Button } from "@mantine/core";
import { use } from "react";
import type { SiteKind } from "../api/contract.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { type FieldProps, Surroundings, shownFallback, useAbout } from "./about.ts";
import { useAmong } from "./among.ts";
import type { Among } from "./among-kinds.ts";
import { Choice } from "./choice.tsx";
import type { Field } from "./fields.ts";
import { useOffered } from "./offered.ts";

type Props = FieldProps<Field & { is: "text" }>;

/** Another document, chosen by its name. Where there is none yet, one can be made without leaving the form. */
export function ReferenceField({ kind, ...props }: Props & { kind: SiteKind }) {
  const { field, value, onChange } = props;
  const about = useAbout(props);
  const offered = useOffered(kind);
  const fallback = shownFallback(field);
  const { make } = use(Surroundings);
  const mayMake = useMayChange()(kind);
  const usual = offered?.find((one) => one.value === fallback)?.label ?? fallback;
  const set = (chosen: string) => onChange(chosen === "" && field.optional ? undefined : chosen);
  return (
    <div className="stack reference">
      <Choice
        {...about}
        value={typeof value === "string" ? value : ""}
        offered={offered}
        mayBeEmpty={field.optional}
        {...(usual === null ? {} : { empty: t.setup.absent(usual) })}
        onChange={set}
      />
      {offered?.length === 0 && (
        <p className="muted field-help">
          {t.setup.noneYet(t.kind[kind])}{" "}
          {make && mayMake && (
            <Button size="compact-sm" variant="default" onClick={() => make(kind, set)}>
              {t.setup.makeOne(t.kind[kind])}
            </Button>
          )}
        </p>
      )}
    </div>
  );
}

/** What is no document: chosen where it is known what there is, otherwise typed. */
export function AmongField({ among, ...props }: Props & { among: Among }) {
  const { field, path, value, onChange } = props;
  const about = useAbout(props);
  const offered = useAmong(among, path);
  const present = typeof value === "string" ? value : "";
  const set = (chosen: string) => onChange(chosen === "" && field.optional ? undefined : chosen);
  if (offered.isOpen) {
    const names = new Map(offered.offers.map((one) => [one.value, one.label]));
    return (
      <Autocomplete
        {...about}
        value={present}
        data={[...names.keys()]}
        renderOption={({ option }) => names.get(option.value) ?? option.value}
        limit={20}
        spellCheck={false}
        comboboxProps={{ withinPortal: false }}
        onChange={set}
      />
    );
  }
  return (
    <div className="stack reference">
      <Choice {...about} value={present} offered={offered.offers} mayBeEmpty={field.optional} onChange={set} />
      {offered.offers.length === 0 && <p className="muted field-help">{t.setup.noneOf[among]}</p>}
    </div>
  );
}
