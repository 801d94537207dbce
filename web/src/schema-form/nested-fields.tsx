import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { use, useState } from "react";
import { t } from "../page-texts.ts";
import { choiceSaid, type FieldProps, helpOf, labelOf, type Of, Surroundings } from "./about.ts";
import { AnyField } from "./any-field.tsx";
import { type Field, wordsOf } from "./fields.ts";
import { Group, Mistake } from "./group.tsx";
import { entryAt, nameAt } from "./place.ts";
import { seldomIn } from "./seldom.ts";
import { ChoiceField, NumberField, SwitchField, TextField } from "./simple-fields.tsx";
import { TagsField } from "./tags-field.tsx";
import { TickedField } from "./ticked-field.tsx";
import { branchOf, emptyOf, hasMistake, isThing, lastMistake, summaryOf } from "./values.ts";

/** More entries than this are drawn when somebody asks for them: an account list may have thousands. */
const AT_ONCE = 25;

/** More than these are not ticked, but added one by one. */
const TICKED = 15;

/** An object that may be absent has a box that says whether it is there; one with defaults is folded. */
export function ObjectField(props: Of<"object">) {
  const { field, path, value, onChange } = props;
  const { mistakes } = use(Surroundings);
  const isThere = value !== undefined;
  // A driver without any settings.
  if (field.fields.length === 0 && !field.optional) return null;
  if (field.optional && field.fallback === undefined) {
    return (
      <Group props={props}>
        <Checkbox
          label={t.setup.given(labelOf(props))}
          checked={isThere}
          onChange={(event) => onChange(event.currentTarget.checked ? emptyOf(field) : undefined)}
        />
        {isThere && <Fields field={field} path={path} value={value} onChange={onChange} />}
      </Group>
    );
  }
  if (!field.optional || path.length === 1) {
    if (field.fallback === undefined || path[0] === "settings") {
      return (
        <Group props={props}>
          <Fields field={field} path={path} value={value} onChange={onChange} />
        </Group>
      );
    }
  }
  return (
    <details className="field-group" data-place={path.join(".")} open={hasMistake(mistakes, path) || undefined}>
      <summary>
        {labelOf(props)} <span className="muted">{helpOf(field)}</span>
      </summary>
      <Mistake path={path} />
      <Fields field={field} path={path} value={value ?? field.fallback} onChange={onChange} />
    </details>
  );
}

export function ListField(props: Of<"list">) {
  const { field } = props;
  if (field.of.is === "choice" && field.of.options.length <= TICKED) {
    return <TickedField {...props} of={field.of} />;
  }
  if (field.name === "tags" && field.of.is === "text") return <TagsField {...props} />;
  return <EntriesField {...props} />;
}

function EntriesField(props: Of<"list">) {
  const { field, path, value, onChange } = props;
  const { mistakes } = use(Surroundings);
  const [shown, setShown] = useState(AT_ONCE);
  const [added, setAdded] = useState<number | null>(null);
  const label = labelOf(props);
  const list: readonly unknown[] = Array.isArray(value) ? value : Array.isArray(field.fallback) ? field.fallback : [];
  const isPlain = !["object", "union", "list", "map", "any"].includes(field.of.is);
  const put = (at: number, next: unknown) => onChange(list.map((one, index) => (index === at ? next : one)));
  const remove = (at: number) => {
    const rest = list.filter((_, index) => index !== at);
    // A list that must not be empty, and need not be there, is not there then.
    const isAbsent = rest.length === 0 && field.least > 0 && field.optional && field.fallback === undefined;
    onChange(isAbsent ? undefined : rest);
  };
  const move = (at: number, by: number) => {
    const next = [...list];
    next.splice(at + by, 0, ...next.splice(at, 1));
    onChange(next);
  };
  const add = (entry: unknown) => {
    setAdded(list.length);
    setShown(Math.max(shown, list.length + 1));
    onChange([...list, entry]);
  };
  return (
    <Group props={props}>
      {list.length === 0 && <p className="muted field-help">{t.setup.noEntries}</p>}
      <ol className="plain entries" hidden={list.length === 0}>
        {list.slice(0, Math.max(shown, lastMistake(mistakes, path) + 1)).map((entry, at) => {
          const place = [...path, at];
          const name = entryAt(path, at);
          const buttons = (
            <span className="row-wrap">
              {at > 0 && (
                <Button size="compact-xs" variant="default" onClick={() => move(at, -1)}>
                  ↑<span className="hidden"> {t.setup.moveUp(name)}</span>
                </Button>
              )}
              {!isPlain && (
                <Button size="compact-xs" variant="default" onClick={() => add(structuredClone(entry))}>
                  {t.setup.copy}
                  <span className="hidden"> {name}</span>
                </Button>
              )}
              <Button size="compact-xs" variant="default" onClick={() => remove(at)}>
                {t.setup.remove}
                <span className="hidden"> {name}</span>
              </Button>
            </span>
          );
          const below = (
            <AnyShape field={field.of} path={place} value={entry} label={name} onChange={(next) => put(at, next)} />
          );
          // biome-ignore lint: entries have no names of their own
          if (isPlain)
            return (
              <li key={at} className="field-row">
                {below}
                {buttons}
              </li>
            );
          return (
            // biome-ignore lint: entries have no names of their own
            <li key={at}>
              <details
                className="field-group"
                data-place={place.join(".")}
                open={added === at || list.length === 1 || hasMistake(mistakes, place) || undefined}
              >
                <summary>
                  {summaryOf(entry, at, name, (key, text) => `${nameAt([...place, key])}: ${choiceSaid(key, text)}`)}
                </summary>
                {buttons}
                <Mistake path={place} />
                {field.of.is === "object" ? (
                  <Fields field={field.of} path={place} value={entry} onChange={(next) => put(at, next)} />
                ) : (
                  below
                )}
              </details>
            </li>
          );
        })}
      </ol>
      <div className="row-wrap">
        {list.length > shown && (
          <Button size="compact-sm" variant="default" onClick={() => setShown(shown + AT_ONCE * 4)}>
            {t.setup.showMore(list.length - shown)}
          </Button>
        )}
        {(field.most === null || list.length < field.most) && (
          <Button size="compact-sm" variant="default" onClick={() => add(emptyOf(field.of))}>
            {t.setup.add}
            <span className="hidden"> {label}</span>
          </Button>
        )}
      </div>
    </Group>
  );
}

/** Entries that each have a key of their own. */
export function MapField(props: Of<"map">) {
  const { field, path, value, onChange } = props;
  const label = labelOf(props);
  const map = isThing(value) ? value : isThing(field.fallback) ? field.fallback : {};
  const [key, setKey] = useState("");
  return (
    <Group props={props}>
      <ul className="plain entries">
        {Object.entries(map).map(([one, entry]) => (
          <li key={one} className="field-row">
            <AnyShape
              field={field.of}
              path={[...path, one]}
              value={entry}
              label={one}
              onChange={(next) => onChange({ ...map, [one]: next })}
            />
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onChange(Object.fromEntries(Object.entries(map).filter(([other]) => other !== one)))}
            >
              {t.setup.remove}
              <span className="hidden"> {one}</span>
            </Button>
          </li>
        ))}
      </ul>
      <div className="field-row">
        <TextInput
          label={t.setup.newKey(label)}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          autoComplete="off"
        />
        <Button
          size="compact-sm"
          variant="default"
          disabled={key === "" || Object.hasOwn(map, key)}
          onClick={() => {
            onChange({ ...map, [key]: emptyOf(field.of) });
            setKey("");
          }}
        >
          {t.setup.add}
          <span className="hidden"> {label}</span>
        </Button>
      </div>
    </Group>
  );
}

/** One of several shapes: first which, then its fields. */
export function UnionField(props: Of<"union">) {
  const { field, path, value, onChange } = props;
  const isAbsent = value === undefined && field.fallback === undefined && field.optional;
  const present = value === undefined ? field.fallback : value;
  const chosen = isAbsent ? -1 : branchOf(field, present);
  const branch = field.branches[chosen];
  const label = labelOf(props);
  const choose = (at: number) => {
    const next = field.branches[at];
    if (next?.is === "number") return onChange(next.least ?? 0);
    onChange(next ? emptyOf({ ...next, fallback: undefined }) : undefined);
  };
  return (
    <Group props={props}>
      <NativeSelect
        aria-label={label}
        value={String(chosen)}
        data={[
          ...(field.optional ? [{ value: "-1", label: "–" }] : []),
          ...field.branches.map((one, at) => ({ value: String(at), label: nameOf(one, field.by) })),
        ]}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      />
      {branch?.is === "object" && <Fields field={branch} path={path} value={present} onChange={onChange} />}
      {branch && branch.is !== "object" && (
        <AnyShape field={branch} path={path} value={present} label={label} onChange={onChange} />
      )}
    </Group>
  );
}

/** What a branch is called: by the value that tells it apart, or by what must be said in it. */
function nameOf(branch: Field, by: string | null): string {
  const names: Readonly<Record<string, string>> = t.form.fields;
  if (branch.is === "nothing") return t.form.nothing;
  if (branch.is !== "object") return t.setup.shapes[branch.is] ?? branch.is;
  const fixed = branch.fields.find(({ name, is }) => is === "fixed" && name === by);
  if (fixed?.is === "fixed") return choiceSaid(fixed.name, fixed.value);
  const required = branch.fields.filter(({ optional }) => !optional);
  return (required.length > 0 ? required : branch.fields).map(({ name }) => names[name] ?? wordsOf(name)).join(", ");
}

/** The fields of an object, one below the other. */
export function Fields({ field, path, value, onChange }: FieldProps<Field & { is: "object" }>) {
  const { hidden, mistakes } = use(Surroundings);
  const thing = (value ?? {}) as Readonly<Record<string, unknown>>;
  const change = (key: string, next: unknown) => {
    const { [key]: _, ...others } = thing;
    // In its old place, so that the text beside the form doesn't jump.
    if (next === undefined) onChange(others);
    else onChange({ ...thing, [key]: next });
  };
  const drawn = field.fields.filter(({ is, name }) => is !== "fixed" && !hidden.has([...path, name].join(".")));
  const { shown, folded } = seldomIn(drawn);
  // What somebody has set must be seen; what they set now doesn't move it.
  const [isSet] = useState(() => folded.some(({ name, fallback }) => !isSame(thing[name], fallback)));
  const draw = (below: Field) => (
    <AnyShape
      key={below.name}
      field={below}
      path={[...path, below.name]}
      value={thing[below.name]}
      onChange={(next) => change(below.name, next)}
    />
  );
  return (
    <>
      {shown.map(draw)}
      {folded.length > 0 && (
        <details
          className="field-group"
          open={isSet || folded.some(({ name }) => hasMistake(mistakes, [...path, name])) || undefined}
        >
          <summary>
            {t.setup.seldom}{" "}
            <span className="muted">{folded.map(({ name }) => nameAt([...path, name])).join(", ")}</span>
          </summary>
          {folded.map(draw)}
        </details>
      )}
    </>
  );
}

const isSame = (value: unknown, fallback: unknown) =>
  value === undefined || JSON.stringify(value) === JSON.stringify(fallback);

/** A field of whatever shape. */
export function AnyShape(props: FieldProps) {
  const { field } = props;
  switch (field.is) {
    case "text":
      return <TextField {...props} field={field} />;
    case "number":
      return <NumberField {...props} field={field} />;
    case "switch":
      return <SwitchField {...props} field={field} />;
    case "choice":
      return <ChoiceField {...props} field={field} />;
    case "list":
      return <ListField {...props} field={field} />;
    case "map":
      return <MapField {...props} field={field} />;
    case "union":
      return <UnionField {...props} field={field} />;
    case "object":
      return <ObjectField {...props} field={field} />;
    case "any":
      return <AnyField {...props} field={field} />;
    case "fixed":
    case "nothing":
      return null;
  }
}
