import type { ReactNode } from "react";
import { type FieldProps, helpOf, labelOf, useMistake } from "./about.ts";
import type { Path } from "./values.ts";

export function Mistake({ path }: { path: Path }) {
  const mistake = useMistake(path);
  return mistake === undefined ? null : <p className="bad field-mistake">{mistake}</p>;
}

function mustHaveOne(field: FieldProps["field"]): boolean {
  return field.is === "list" && !field.optional && field.least > 0;
}

/** Several fields under one name. */
export function Group({ props, children }: { props: FieldProps; children: ReactNode }) {
  const { field, path } = props;
  return (
    <fieldset className="field-group" data-place={path.join(".")}>
      <legend>
        {labelOf(props)}
        {mustHaveOne(field) && (
          <span className="bad" aria-hidden>
            {" "}
            *
          </span>
        )}
      </legend>
      {field.help !== "" && <p className="muted field-help">{helpOf(field)}</p>}
      <Mistake path={path} />
      {children}
    </fieldset>
  );
}
