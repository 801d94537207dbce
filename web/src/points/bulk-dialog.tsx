import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { t } from "../page-texts.ts";
import { labelOf } from "../schema-form/about.ts";
import { documentField } from "../schema-form/document-schema.ts";
import { kindsQuery } from "../schema-form/kinds-query.ts";
import { AnyShape } from "../schema-form/nested-fields.tsx";
import { documentOf, emptyOf, withValue } from "../schema-form/values.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { useMany } from "./many.tsx";
import { ManyFoot } from "./many-foot.tsx";
import type { PointDocument } from "./queries.ts";

/** What makes a point this one. */
const OWN: ReadonlySet<string> = new Set(["id", "source", "address"]);

const NOTHING: readonly (readonly [name: string, value: unknown])[] = [];

/** The same fields of many points get the same values, in one step. */
export function BulkDialog(props: {
  points: readonly PointDocument[];
  versions: Readonly<Record<string, number>>;
  onClose: () => void;
}) {
  const { points, versions, onClose } = props;
  const kinds = useQuery(kindsQuery);
  const many = useMany(onClose);
  /** By name; undefined: the field is taken away. */
  const [entries, setEntries, isBack] = useUnsent(`bulk ${points.map(({ id }) => id).join()}`, NOTHING);
  const wanted = useMemo(() => new Map(entries), [entries]);
  const field = useMemo(() => kinds.data && documentField(kinds.data, "point", {}), [kinds.data]);
  const fields = field?.is === "object" ? field.fields.filter(({ name }) => !OWN.has(name)) : [];
  const changes = useMemo(() => {
    if (wanted.size === 0 || !field) return null;
    return {
      put: points.map((point) => {
        const body = [...wanted].reduce<unknown>((before, [name, value]) => withValue(before, [name], value), point);
        return { kind: "point" as const, body: documentOf(field, body) };
      }),
      versions: points.map(({ id }) => ({ kind: "point" as const, id, version: versions[id] ?? 0 })),
    };
  }, [wanted, points, versions, field]);
  const set = (name: string, value: unknown) => setEntries([...new Map(wanted).set(name, value)]);
  const leave = (name: string) => setEntries(entries.filter(([one]) => one !== name));
  return (
    <Dialog title={t.setup.bulk.title(points.length)} onClose={onClose} wide>
      <Loading of={kinds} what={t.setup.bulk.fields} />
      <div className="stack schema-form">
        <p className="muted">{t.setup.bulk.hint}</p>
        <KeptNote isBack={isBack} />
        {fields.map((one) => (
          <div key={one.name} className="stack">
            <Checkbox
              label={t.setup.bulk.change(labelOf({ path: [one.name] }))}
              checked={wanted.has(one.name)}
              onChange={(event) => (event.currentTarget.checked ? set(one.name, emptyOf(one)) : leave(one.name))}
            />
            {wanted.has(one.name) && (
              <AnyShape
                field={one}
                path={[one.name]}
                value={wanted.get(one.name)}
                onChange={(value) => set(one.name, value)}
              />
            )}
          </div>
        ))}
        <ManyFoot many={many} changes={changes} label={t.setup.bulk.apply(points.length)} onClose={onClose} />
      </div>
    </Dialog>
  );
}
