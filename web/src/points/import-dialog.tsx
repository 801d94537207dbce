import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { kindQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { expectedSaid } from "../said.ts";
import { documentField } from "../schema-form/document-schema.ts";
import { kindsQuery } from "../schema-form/kinds-query.ts";
import { documentOf, textIn } from "../schema-form/values.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import { Table } from "../shell/table.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import type { SiteChanges } from "../site/dry-run.tsx";
import { removedDesk } from "../site/removed.ts";
import { unsent } from "../unsent.ts";
import { readTable, type TableReading, writeTable } from "./csv.ts";
import { useMany } from "./many.tsx";
import { ManyFoot } from "./many-foot.tsx";
import type { PointDocument } from "./queries.ts";
import { columnsOf, exampleTable, mappingOf, pointsIn, wrongTable } from "./rows.ts";
import { saveTable } from "./save-table.ts";

const SHOWN = 50;
const MOST_BYTES = 16 * 1024 * 1024;

/** Points from a table: which column is what, what is wrong line by line, what would change, and then all of it or nothing. */
export function ImportDialog(props: {
  points: readonly PointDocument[];
  versions: Readonly<Record<string, number>>;
  source: string;
  onClose: () => void;
}) {
  const { points: present, versions, onClose } = props;
  const kinds = useQuery(kindsQuery);
  const sources = useQuery(kindQuery("source"));
  const many = useMany((changes) => {
    const gone = goneWith.get(changes) ?? [];
    if (gone.length > 0) removedDesk.note({ is: "several", kind: "point", bodies: gone });
    unsent.settled(PLACE);
    onClose();
  });
  const [begun] = useState<Importing>({ ...NOTHING, source: props.source });
  const [importing, set, isBack] = useUnsent(PLACE, begun);
  const { file, table, mapping, source, prunes } = importing;
  const change = (part: Partial<Importing>) => set((now) => ({ ...now, ...part }));
  const [tooLarge, setTooLarge] = useState(false);
  const leftOut = useMemo(() => new Set(importing.leftOut), [importing.leftOut]);
  const field = useMemo(() => kinds.data && documentField(kinds.data, "point", {}), [kinds.data]);
  const columns = useMemo(() => (field ? columnsOf(field) : []), [field]);
  const known = useMemo(() => (sources.data ? new Set(sources.data.map(({ id }) => id)) : null), [sources.data]);
  const existing = useMemo(() => new Map(present.map((point) => [point.id, { ...point }])), [present]);
  const read = useMemo(
    () =>
      table?.kind === "table" ? pointsIn(table.rows, mapping, columns, { source, existing, sources: known }) : null,
    [table, mapping, columns, source, existing, known],
  );
  const points = useMemo(() => (read?.points ?? []).filter(({ line }) => !leftOut.has(line)), [read, leftOut]);
  const changes = useMemo(() => {
    if (!read || points.length === 0 || !field || read.wrong.some(({ line }) => !leftOut.has(line))) return null;
    const ids = new Set(points.map(({ body }) => body.id));
    const concerned = new Set(points.map(({ body }) => String(body["source"])));
    // What stays out may be what a point of the site is about.
    const gone =
      prunes && leftOut.size === 0 ? present.filter((point) => concerned.has(point.source) && !ids.has(point.id)) : [];
    const kind = "point" as const;
    const wanted = {
      put: points.map(({ body }) => ({ kind, body: documentOf(field, body) })),
      remove: gone.map(({ id }) => ({ kind, id })),
      versions: [...ids, ...gone.map(({ id }) => id)].map((id) => ({ kind, id, version: versions[id] ?? 0 })),
    };
    goneWith.set(wanted, gone);
    return wanted;
  }, [read, points, leftOut, prunes, present, versions, field]);
  const choose = async (chosen: File | null) => {
    if (!chosen) return;
    setTooLarge(chosen.size > MOST_BYTES);
    if (chosen.size > MOST_BYTES) return;
    const reading = readTable(await chosen.text());
    change({
      file: chosen.name,
      table: reading,
      leftOut: [],
      ...(reading.kind === "table" ? { mapping: mappingOf(reading.header, columns) } : {}),
    });
  };
  const words = t.setup.csv;
  const isChecked = changes !== null && many.check.variables === changes;
  const rejected = (isChecked ? (many.check.data?.mistakes ?? []) : []).flatMap(({ index, message, path }) => {
    const line = index === null ? undefined : points[index]?.line;
    return line === undefined ? [] : [{ line, column: path, why: message }];
  });
  const wrong = [
    ...(read?.wrong ?? []).map(({ line, column, expected, found, twin }) => ({
      line,
      column: column ?? "",
      why:
        twin === undefined
          ? words.expected(words.demands[expected] ?? expectedSaid(expected), found)
          : words.twice(found, twin),
    })),
    ...rejected,
  ].filter(({ line }) => !leftOut.has(line));
  const wrongLines = new Set(wrong.map(({ line }) => line));
  return (
    <Dialog title={t.setup.points.import} onClose={onClose} wide>
      <div className="stack">
        <Loading of={kinds} what={t.setup.points.import} />
        <p className="muted">
          {words.hint}{" "}
          <button
            type="button"
            className="text-button"
            disabled={columns.length === 0}
            onClick={() => {
              const { header, rows } = exampleTable(columns, source || (sources.data?.[0]?.id ?? "plc"));
              saveTable("example.csv", writeTable(header, rows));
            }}
          >
            {words.example}
          </button>
        </p>
        <label className="file">
          {words.file}{" "}
          <input
            type="file"
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            disabled={columns.length === 0}
            onChange={(event) => void choose(event.currentTarget.files?.[0] ?? null)}
          />
        </label>
        <KeptNote isBack={isBack} />
        {isBack && file !== null && <p className="muted">{words.readFrom(file)}</p>}
        {tooLarge && <p className="bad">{words.tooLarge(MOST_BYTES / 1024 / 1024)}</p>}
        {table?.kind === "damaged" && (
          <p role="alert" className="note note-bad">
            {words.damaged(table.line, words.why[table.why] ?? table.why)}
          </p>
        )}
        {table?.kind === "table" && (
          <>
            <p>{words.found(table.rows.length, words.separators[table.separator] ?? table.separator)}</p>
            <fieldset className="field-group">
              <legend>{words.mapping}</legend>
              <div className="mapping">
                {table.header.map((heading, at) => (
                  <NativeSelect
                    // biome-ignore lint: headings may be the same
                    key={at}
                    label={heading || words.noHeading(at + 1)}
                    value={mapping[at] ?? ""}
                    data={[
                      { value: "", label: words.leaveOut },
                      ...columns.map(({ name }) => ({ value: name, label: name })),
                    ]}
                    onChange={(event) => {
                      const chosen = event.currentTarget.value || null;
                      change({
                        mapping: mapping.map((one, place) => (place === at ? chosen : one === chosen ? null : one)),
                      });
                    }}
                  />
                ))}
              </div>
            </fieldset>
            {!mapping.includes("source") && (
              <NativeSelect
                label={words.intoSource}
                value={source}
                data={[
                  { value: "", label: t.setup.choose },
                  ...(sources.data ?? []).map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
                ]}
                onChange={(event) => change({ source: event.currentTarget.value })}
              />
            )}
            <Checkbox
              label={words.prune}
              description={words.pruneHint}
              checked={prunes && leftOut.size === 0}
              disabled={leftOut.size > 0}
              onChange={(event) => change({ prunes: event.currentTarget.checked })}
            />
            {wrong.length > 0 && (
              <WrongRows wrong={wrong}>
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => change({ leftOut: [...leftOut, ...wrongLines] })}
                >
                  {words.leaveRowsOut(wrongLines.size)}
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => {
                    const { header, rows } = wrongTable(table, wrong, words.whyWrong);
                    saveTable("wrong-rows.csv", writeTable(header, rows, table.separator));
                  }}
                >
                  {words.saveWrong(wrongLines.size)}
                </Button>
              </WrongRows>
            )}
            {leftOut.size > 0 && (
              <p role="status" className="row-wrap">
                {words.leftOut(leftOut.size)}
                <Button size="compact-sm" variant="default" onClick={() => change({ leftOut: [] })}>
                  {words.takeIn}
                </Button>
              </p>
            )}
            {wrong.length === 0 && <FirstRows points={points} />}
          </>
        )}
        <ManyFoot many={many} changes={changes} label={words.apply(points.length)} onClose={onClose} />
      </div>
    </Dialog>
  );
}

const PLACE = "import of points";

/** What somebody has chosen and said so far. */
interface Importing {
  readonly file: string | null;
  readonly table: TableReading | null;
  readonly mapping: readonly (string | null)[];
  readonly source: string;
  readonly prunes: boolean;
  /** Lines that are wrong and stay out. */
  readonly leftOut: readonly number[];
}
const NOTHING: Importing = { file: null, table: null, mapping: [], source: "", prunes: false, leftOut: [] };

/** What is removed with each wish: the list behind has it no more before the answer is here. */
const goneWith = new WeakMap<SiteChanges, readonly PointDocument[]>();

interface Wrong {
  readonly line: number;
  readonly column: string;
  readonly why: string;
}

/** What is wrong, line by line, and what can be done about it. */
function WrongRows({ wrong, children }: { wrong: readonly Wrong[]; children: ReactNode }) {
  const words = t.setup.csv;
  return (
    <>
      <div className="row-wrap">
        <p className="bad grow" role="status">
          {words.wrong(wrong.length)}
        </p>
        {children}
      </div>
      <Table label={words.wrongRows} testId="wrong-rows" columns={[words.line, words.column, words.whyWrong]}>
        {wrong
          .toSorted((one, other) => one.line - other.line)
          .slice(0, SHOWN)
          .map(({ line, column, why }) => (
            <tr key={`${line} ${column} ${why}`}>
              <td>{line}</td>
              <td>{column}</td>
              <td>{why}</td>
            </tr>
          ))}
      </Table>
      {wrong.length > SHOWN && <p className="muted">{t.form.more(wrong.length - SHOWN)}</p>}
    </>
  );
}

function FirstRows({ points }: { points: ReturnType<typeof pointsIn>["points"] }) {
  const words = t.setup.csv;
  return (
    <Table
      label={words.preview}
      testId="rows"
      columns={[words.line, t.setup.points.columns.id, t.setup.points.columns.name]}
    >
      {points.slice(0, 5).map(({ line, body }) => (
        <tr key={line}>
          <td>{line}</td>
          <td className="code">{body.id}</td>
          <td>{textIn(body["name"])}</td>
        </tr>
      ))}
    </Table>
  );
}
