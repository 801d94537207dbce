import { Checkbox, NativeSelect, NumberInput, Radio, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { PRIORITIES } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { rolesQuery, useMay } from "../operators/queries.ts";
import { t } from "../texts.ts";
import { ARRANGEMENTS, type Arrangement } from "./arrangement.ts";
import { COLUMNS, type Filter, SORTS, type Sort, TABS, type Tab } from "./order.ts";
import type { Look, View } from "./view-look.ts";

interface LookProps {
  readonly look: Look;
  readonly onLook: (look: Look) => void;
}

/** In which order alarms stand, and which columns show. */
export function ListFields({ look, onLook }: LookProps) {
  const words = t.viewForm;
  return (
    <>
      <NativeSelect
        label={words.sort}
        value={look.sort}
        data={SORTS.map((value) => ({ value, label: words.sorts[value] }))}
        onChange={(event) => onLook({ ...look, sort: event.currentTarget.value as Sort })}
      />
      <Checkbox.Group
        label={words.columns}
        description={words.columnsHint}
        value={COLUMNS.filter((column) => !look.hides.includes(column))}
        onChange={(shown) => onLook({ ...look, hides: COLUMNS.filter((column) => !shown.includes(column)) })}
      >
        <div className="presets">
          {COLUMNS.map((column) => (
            <Checkbox key={column} value={column} label={words.column[column]} />
          ))}
        </div>
      </Checkbox.Group>
    </>
  );
}

/** Which alarms show, and laid out how. */
export function FilterFields({ look, onLook }: LookProps) {
  const { filter, tab, arrangement } = look;
  const sources = useQuery(kindQuery("source"));
  const partitions = useQuery(kindQuery("partition"));
  const areas = useQuery(kindQuery("area"));
  const set = (part: Partial<Filter>) => onLook({ ...look, filter: { ...filter, ...part } });
  const choice = (field: keyof Filter, label: string, options: readonly (readonly [string, string])[]) => {
    const value = filter[field];
    const data = options.map(([id, name]) => ({ value: id, label: name }));
    // What is chosen stays in view though it can't be looked up now.
    if (value !== "" && !options.some(([id]) => id === value)) data.push({ value, label: value });
    return (
      <NativeSelect
        label={label}
        value={value}
        data={[{ value: "", label: t.viewForm.any }, ...data]}
        onChange={(event) => set({ [field]: event.currentTarget.value })}
      />
    );
  };
  const named = (items: readonly { id: string; name: string }[] = []) =>
    items.map(({ id, name }) => [id, name] as const).toSorted(([, a], [, b]) => a.localeCompare(b));
  return (
    <div className="form-grid">
      <NativeSelect
        label={t.viewForm.tab}
        value={tab}
        data={TABS.map((value) => ({ value, label: t.tab[value] }))}
        onChange={(event) =>
          onLook({ ...look, tab: event.currentTarget.value as Tab, filter: { ...filter, state: "" } })
        }
      />
      <NativeSelect
        label={t.arrangement.label}
        value={arrangement}
        data={ARRANGEMENTS.map((value) => ({ value, label: t.arrangement.names[value] }))}
        onChange={(event) => onLook({ ...look, arrangement: event.currentTarget.value as Arrangement })}
      />
      <TextInput
        label={t.viewForm.words}
        description={t.find.hint}
        dir="auto"
        maxLength={200}
        value={filter.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      {choice(
        "priority",
        t.fact.priority,
        PRIORITIES.map((priority) => [priority, t.priority[priority]]),
      )}
      {tab === "open" && choice("state", t.viewForm.state, t.openStates)}
      {choice("source", t.fact.source, named(sources.data))}
      {choice("partition", t.fact.partition, named(partitions.data))}
      {choice("area", t.procedureAreas.label, named(areas.data))}
    </div>
  );
}

type Whose = Pick<View, "owner" | "roles" | "opens" | "order">;

/** For whom a view is: oneself, or everybody with some roles. */
export function WhoseFields({ value, me, onChange }: { value: Whose; me: string; onChange: (whose: Whose) => void }) {
  const { owner: _, ...shared } = value;
  const isForAll = value.owner === undefined;
  return (
    <>
      <Radio.Group
        label={t.views.whose}
        value={isForAll ? "all" : "mine"}
        onChange={(chosen) =>
          onChange(chosen === "all" ? shared : { ...shared, owner: value.owner ?? me, roles: [], opens: false })
        }
      >
        <div className="stack">
          <Radio value="mine" label={t.views.mine} />
          <Radio value="all" label={t.views.forRoles} />
        </div>
      </Radio.Group>
      {isForAll && (
        <>
          <Roles
            chosen={value.roles}
            onChange={(roles) => onChange({ ...value, roles: [...roles], opens: value.opens && roles.length > 0 })}
          />
          <Checkbox
            label={t.views.opens}
            checked={value.opens}
            disabled={value.roles.length === 0}
            onChange={(event) => onChange({ ...value, opens: event.currentTarget.checked })}
          />
          <NumberInput
            label={t.views.order}
            value={value.order}
            onChange={(order) => onChange({ ...value, order: Math.round(Number(order) || 0) })}
            min={0}
            max={9999}
            required
          />
        </>
      )}
    </>
  );
}

/** The roles that come with the server, and those of the site where one may know them. */
function Roles({ chosen, onChange }: { chosen: readonly string[]; onChange: (roles: readonly string[]) => void }) {
  const maySee = useMay()("operators:read");
  const roles = useQuery({ ...rolesQuery, enabled: maySee });
  const own = roles.data?.roles.filter(({ shipped }) => !shipped) ?? [];
  const all = [...Object.keys(t.role).map((id) => ({ id, name: roleName(id) })), ...own];
  return (
    <Checkbox.Group label={t.nav.roles} value={[...chosen]} onChange={onChange}>
      <div className="presets">
        {all.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name ?? id} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

export function roleName(role: string): string {
  return t.role[role] ?? role;
}
