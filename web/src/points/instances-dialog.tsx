import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { SiteKind } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { documentField } from "../schema-form/document-schema.ts";
import { kindsQuery } from "../schema-form/kinds-query.ts";
import { documentOf, isThing, textIn } from "../schema-form/values.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import { Table } from "../shell/table.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { TextPane } from "../site/text-pane.tsx";
import { useMany } from "./many.tsx";
import { ManyFoot } from "./many-foot.tsx";
import { hasPlaceholder, instances } from "./placeholders.ts";

const SHOWN = 10;
const MOST = 5000;

/** Makes many documents of one, each with its number put in where the template asks for it. */
export function InstancesDialog({
  kind,
  template,
  onClose,
}: {
  kind: SiteKind;
  template: object;
  onClose: () => void;
}) {
  const kinds = useQuery(kindsQuery);
  const many = useMany(onClose);
  const [begun] = useState(() => ({ draft: asTemplate(kind, template), from: "1", count: "10" }));
  const [wanted, setWanted, isBack] = useUnsent(`instances ${kind} ${JSON.stringify(template)}`, begun);
  const { draft, from, count } = wanted;
  const set = (part: Partial<typeof wanted>) => setWanted({ ...wanted, ...part });
  const made = useMemo((): Readonly<Record<string, unknown>>[] => {
    if (!isThing(draft) || !/^\d{1,6}$/.test(from) || !/^\d{1,4}$/.test(count)) return [];
    const each = instances(draft, Number(from), Math.min(Number(count), MOST));
    return kind === "point"
      ? each.map((one) => ({ ...one, id: `${textIn(one["source"])}/${textIn(one["address"])}` }))
      : each;
  }, [draft, from, count, kind]);
  const { data } = kinds;
  const changes = useMemo(() => {
    if (!data || made.length === 0 || !hasPlaceholder(draft)) return null;
    const put = made.map((body) => ({ kind, body: documentOf(documentField(data, kind, body), body) }));
    // Nothing that is there already is overwritten.
    return { put, versions: made.map((one) => ({ kind, id: textIn(one["id"]), version: 0 })) };
  }, [data, made, kind, draft]);
  return (
    <Dialog title={t.setup.instances.title} onClose={onClose} wide>
      <div className="stack">
        <Loading of={kinds} what={t.setup.instances.title} />
        <p className="muted">{t.setup.instances.hint}</p>
        <KeptNote isBack={isBack} />
        <TextPane draft={draft} onChange={(next) => set({ draft: next })} />
        <div className="field-row">
          <TextInput
            label={t.setup.instances.from}
            inputMode="numeric"
            value={from}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
          <TextInput
            label={t.setup.instances.count}
            inputMode="numeric"
            value={count}
            onChange={(event) => set({ count: event.currentTarget.value })}
          />
        </div>
        {!hasPlaceholder(draft) && <p className="bad">{t.setup.instances.noPlaceholder}</p>}
        <Table
          label={t.setup.instances.preview}
          testId="instances"
          columns={[t.setup.points.columns.id, t.setup.points.columns.name]}
        >
          {made.slice(0, SHOWN).map((one, at) => (
            // biome-ignore lint: two may still have the same name
            <tr key={at}>
              <td className="code">{textIn(one["id"])}</td>
              <td>{textIn(one["name"])}</td>
            </tr>
          ))}
        </Table>
        {made.length > SHOWN && <p className="muted">{t.form.more(made.length - SHOWN)}</p>}
        <ManyFoot many={many} changes={changes} label={t.setup.instances.create(made.length)} onClose={onClose} />
      </div>
    </Dialog>
  );
}

/** A point's id says itself; of other documents the id needs the number too. */
function asTemplate(kind: SiteKind, template: object): unknown {
  const { id, ...rest } = template as { id?: string; address?: string; name?: string };
  if (kind !== "point") return { id: `${id ?? ""}-{n}`, ...rest, name: `${rest.name ?? ""} {n}` };
  return { ...rest, address: `${rest.address ?? ""}-{n}`, name: `${rest.name ?? ""} {n}` };
}
