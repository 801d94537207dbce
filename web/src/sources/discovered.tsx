import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { get } from "../api/client.ts";
import { numberOf } from "../chart/axis.ts";
import { t } from "../page-texts.ts";
import { useMany } from "../points/many.tsx";
import { ManyFoot } from "../points/many-foot.tsx";
import { documentField } from "../schema-form/document-schema.ts";
import { SchemaForm } from "../schema-form/form.tsx";
import { kindsQuery } from "../schema-form/kinds-query.ts";
import { documentOf } from "../schema-form/values.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import { Table } from "../shell/table.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { dateTime } from "../time.ts";
import { type Discovered, pointFrom } from "./adopting.ts";

const pathOf = (source: string) => `/api/v1/sources/${encodeURIComponent(source)}/discovered`;

/** What a source spoke of and no point names, to be taken in as points, many at once. */
export function DiscoveredPoints({ source, mayWrite }: { source: string; mayWrite: boolean }) {
  const discovered = useQuery({
    queryKey: ["site", "discovered", source],
    queryFn: () => get<{ items: readonly Discovered[] }>(pathOf(source)),
    refetchInterval: 10_000,
  });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [adopting, setAdopting] = useState(false);
  const items = discovered.data?.items ?? [];
  const chosen = items.filter(({ point }) => selected.has(point));
  const words = t.setup.discovered;
  const toggle = (point: string) => {
    const next = new Set(selected);
    if (!next.delete(point)) next.add(point);
    setSelected(next);
  };
  return (
    <div className="card stack">
      <h2>{words.title}</h2>
      <Loading of={discovered} what={words.title} />
      {discovered.data && <p className="muted">{items.length === 0 ? words.none : words.hint}</p>}
      {items.length > 0 && (
        <>
          <Table
            label={words.title}
            testId="discovered"
            columns={[words.pick, words.address, words.said, words.times, words.last]}
          >
            {items.slice(0, 500).map((one) => (
              <tr key={one.point}>
                <td>
                  <Checkbox
                    aria-label={t.setup.points.select(one.point)}
                    checked={selected.has(one.point)}
                    onChange={() => toggle(one.point)}
                  />
                </td>
                <td className="code">{one.point}</td>
                <td>
                  {[t.category[one.category], ...one.conditions.map(t.condition), one.text, numberOf(one.value, "")]
                    .filter((x) => x !== "")
                    .join(" · ")}
                </td>
                <td>{one.times}</td>
                <td>{dateTime(one.lastAt)}</td>
              </tr>
            ))}
          </Table>
          {mayWrite && (
            <div className="row-wrap">
              <Button
                variant="default"
                onClick={() =>
                  setSelected(chosen.length === items.length ? new Set() : new Set(items.map(({ point }) => point)))
                }
              >
                {words.all(items.length)}
              </Button>
              <Button disabled={chosen.length === 0} onClick={() => setAdopting(true)}>
                {words.adopt(chosen.length)}…
              </Button>
            </div>
          )}
        </>
      )}
      {adopting && (
        <AdoptDialog
          source={source}
          chosen={chosen}
          onClose={() => setAdopting(false)}
          onDone={() => {
            setAdopting(false);
            setSelected(new Set());
          }}
        />
      )}
    </div>
  );
}

const HIDDEN: ReadonlySet<string> = new Set(["id", "source", "address"]);

function AdoptDialog(props: {
  source: string;
  chosen: readonly Discovered[];
  onClose: () => void;
  onDone: () => void;
}) {
  const { source, chosen, onClose, onDone } = props;
  const kinds = useQuery(kindsQuery);
  const many = useMany(onDone);
  const [template, setTemplate, isBack] = useUnsent<unknown>(`adopt ${source}`, BEGUN);
  const field = useMemo(() => kinds.data && documentField(kinds.data, "point", {}), [kinds.data]);
  const changes = useMemo(() => {
    if (!field) return null;
    const put = chosen.map((one) => ({
      kind: "point" as const,
      body: documentOf(field, pointFrom(source, one, template)),
    }));
    return {
      put,
      versions: chosen.map(({ point }) => ({ kind: "point" as const, id: `${source}/${point}`, version: 0 })),
    };
  }, [field, chosen, source, template]);
  return (
    <Dialog title={t.setup.discovered.adopt(chosen.length)} onClose={onClose} wide>
      <div className="stack">
        <Loading of={kinds} what={t.setup.discovered.title} />
        <KeptNote isBack={isBack} />
        <p className="muted">{t.setup.discovered.templateHint}</p>
        {field && <SchemaForm field={field} draft={template} mistakes={NONE} hidden={HIDDEN} onChange={setTemplate} />}
        <ManyFoot many={many} changes={changes} label={t.setup.discovered.adopt(chosen.length)} onClose={onClose} />
      </div>
    </Dialog>
  );
}

const BEGUN = { name: "{text}", instructions: "" };
const NONE: ReadonlyMap<string, string> = new Map();
