import { type Dispatch, type RefObject, type SetStateAction, useEffect, useRef, useState } from "react";
import { t } from "../texts.ts";
import { unsent } from "../unsent.ts";
import { DoneNote } from "./problem.tsx";

/**
 * State of a form that outlives the end of a session and a locked screen: whoever opens the same form again finds what they
 * had typed.
 *
 * @param place names the form: `policy night`
 */
export function useUnsent<T>(
  place: string,
  begin: T,
): readonly [value: T, set: Dispatch<SetStateAction<T>>, isBack: boolean] {
  const [{ first, isBack }] = useState(() => {
    const kept = unsent.of(place);
    return kept === undefined ? { first: begin, isBack: false } : { first: kept as T, isBack: true };
  });
  const [value, set] = useState(first);
  const now = useRef(value);
  now.current = value;
  const untouched = useRef(isBack ? undefined : begin);
  useEffect(() => unsent.follow(place, () => (now.current === untouched.current ? undefined : now.current)), [place]);
  return [value, set, isBack];
}

/** The same for a form whose fields the browser keeps, by their names. Passwords and files are never kept. */
export function useUnsentFields(place: string): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!form.current) return;
    const before = JSON.stringify(fieldsIn(form.current));
    const kept = unsent.of(place) as Readonly<Record<string, string>> | undefined;
    if (kept) fill(form.current, kept);
    return unsent.follow(place, () => {
      const now = form.current ? fieldsIn(form.current) : {};
      return JSON.stringify(now) === before ? undefined : now;
    });
  }, [place]);
  return form;
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.querySelectorAll<Field>("input[name], textarea[name], select[name]")].filter(
    ({ type }) => !["password", "file", "hidden"].includes(type),
  );
}

/** Each by its name; of those that are chosen among, by name and value. */
function keyOf(field: Field): string {
  return field.type === "radio" || field.type === "checkbox" ? `${field.name} ${field.value}` : field.name;
}

function fieldsIn(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries(
    fieldsOf(form).map((field) => {
      const isChosen = field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox");
      return [keyOf(field), isChosen ? String(field.checked) : field.value];
    }),
  );
}

function fill(form: HTMLFormElement, kept: Readonly<Record<string, string>>): void {
  for (const field of fieldsOf(form)) {
    const value = kept[keyOf(field)];
    if (value === undefined) continue;
    if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) {
      // A click, for what listens to it must know.
      if (String(field.checked) !== value && (field.type === "checkbox" || value === "true")) field.click();
    } else if (field.value !== value) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

/** Why a form begins with what nobody has saved. */
export function KeptNote({ isBack }: { isBack: boolean }) {
  return isBack && <DoneNote>{t.editing.isBack}</DoneNote>;
}
