import { type ComponentProps, type Dispatch, type SetStateAction, useEffect, useRef, useState } from "react";
import { t } from "../texts.ts";
import { type Leaving, unsent } from "../unsent.ts";
import { DoneNote } from "./problem.tsx";

/**
 * State of a form that outlives the end of a session and a locked screen: whoever opens the same form again finds what they
 * had typed.
 *
 * @param place names the form: `policy night`
 * @param begin and what becomes of it: JSON
 */
export function useUnsent<T>(
  place: string,
  begin: T,
  leaving: Leaving = "asks",
): readonly [value: T, set: Dispatch<SetStateAction<T>>, isBack: boolean] {
  const [{ first, isBack }] = useState(() => {
    const kept = unsent.of(place);
    return kept === undefined ? { first: begin, isBack: false } : { first: kept as T, isBack: true };
  });
  const [value, set] = useState(first);
  const now = useRef(value);
  now.current = value;
  const untouched = useRef(begin);
  useEffect(() => {
    const isSame = () =>
      now.current === untouched.current || JSON.stringify(now.current) === JSON.stringify(untouched.current);
    return unsent.follow(place, () => (isSame() ? undefined : now.current), leaving);
  }, [place, leaving]);
  return [value, set, isBack];
}

/**
 * A form that outlives them too, by the names of its fields. Passwords and files are never kept. What is typed back to what
 * stood there counts as nothing.
 */
export function KeptForm({
  place,
  leaving = "asks",
  children,
  ...form
}: Omit<ComponentProps<"form">, "ref"> & {
  /** Names the form; empty: its fields are not there yet. */
  readonly place: string;
  readonly leaving?: Leaving;
}) {
  const ref = useRef<HTMLFormElement>(null);
  const [isBack, setBack] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || place === "") return;
    const before = JSON.stringify(fieldsIn(element));
    // A list that arrives late changes a field, too, but nobody has typed that.
    let isTyped = false;
    const typed = () => {
      isTyped = true;
    };
    element.addEventListener("input", typed);
    let waiting: Fields = (unsent.of(place) as Fields | undefined) ?? {};
    setBack(Object.keys(waiting).length > 0);
    waiting = fill(element, waiting);
    const arriving = new MutationObserver(() => {
      waiting = fill(element, waiting);
    });
    arriving.observe(element, { childList: true, subtree: true });
    const now = () => {
      const fields = fieldsIn(element);
      return isTyped && JSON.stringify(fields) !== before ? { ...waiting, ...fields } : undefined;
    };
    const end = unsent.follow(place, now, leaving);
    return () => {
      element.removeEventListener("input", typed);
      arriving.disconnect();
      end();
    };
  }, [place, leaving]);
  return (
    <form {...form} ref={ref}>
      <KeptNote isBack={isBack} />
      {children}
    </form>
  );
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
/** What stands in fields, by their names. */
type Fields = Readonly<Record<string, string>>;

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.querySelectorAll<Field>("input[name], textarea[name], select[name]")].filter(
    ({ type }) => !["password", "file", "hidden"].includes(type),
  );
}

/** Each by its name; of those that are chosen among, by name and value. */
function keyOf(field: Field): string {
  return field.type === "radio" || field.type === "checkbox" ? `${field.name} ${field.value}` : field.name;
}

function fieldsIn(form: HTMLFormElement): Fields {
  return Object.fromEntries(
    fieldsOf(form).map((field) => {
      const isChosen = field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox");
      return [keyOf(field), isChosen ? String(field.checked) : field.value];
    }),
  );
}

/** The answer is what finds no field, or no choice, yet. */
function fill(form: HTMLFormElement, kept: Fields): Fields {
  const waiting = { ...kept };
  for (const field of fieldsOf(form)) {
    const key = keyOf(field);
    const value = waiting[key];
    const isThere = !(field instanceof HTMLSelectElement) || [...field.options].some((one) => one.value === value);
    if (value === undefined || !isThere) continue;
    delete waiting[key];
    if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) {
      // A click, for what listens to it must know.
      if (String(field.checked) !== value && (field.type === "checkbox" || value === "true")) field.click();
    } else if (field.value !== value) {
      setAsTyped(field, value);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  return waiting;
}

/** React takes a value that was set from without for one that it has drawn itself, unless it is set past it. */
function setAsTyped(field: Field, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, value);
}

/** Why a form begins with what nobody has saved. */
export function KeptNote({ isBack }: { isBack: boolean }) {
  return isBack && <DoneNote>{t.editing.isBack}</DoneNote>;
}
