import { Checkbox, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { kindQuery } from "../api/queries.ts";
import { documentField } from "../schema-form/document-schema.ts";
import { documentOf, textIn } from "../schema-form/values.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import { Table } from "../shell/table.tsx";
import { kindsQuery } from "../site/editor.tsx";
import { t } from "../texts.ts";
import { readTable, type TableReading } from "./csv.ts";
import { useMany } from "./many.tsx";
import { ManyFoot } from "./many-foot.tsx";
import type { PointDocument } from "./queries.ts";
import { columnsOf, mappingOf, pointsIn } from "./rows.ts";

const SHOWN = 50;
const MOST_BYTES = 16 * 1024 * 1024;

/** Points from a table: which column is what, what is wrong line by line, what would change, and then all of it or nothing. */
export function ImportDialog(props: {
  points: readonly PointDocument[];
  versions: Readonly<Record<string, number>>;
  source: string;
  onClose: () => void;
}) {
  const { points, versions, onClose } = props;
  const kinds = useQuery(kindsQuery);
  const sources = useQuery(kindQuery("source"));
  const many = useMany(onClose);
  const [table, setTable] = useState<TableReading | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const [mapping, setMapping] = useState<readonly (string | null)[]>([]);
  const [source, setSource] = useState(props.source);
  const [prunes, setPrunes] = useState(false);
  const field = useMemo(() => kinds.data && documentField(kinds.data, "point", {}), [kinds.data]);
  const columns = useMemo(() => (field ? columnsOf(field) : []), [field]);
  const existing = useMemo(() => new Map(points.map((point) => [point.id, { ...point }])), [points]);
  const read = useMemo(
    () => (table?.kind === "table" ? pointsIn(table.rows, mapping, columns, { source, existing }) : null),
    [table, mapping, columns, source, existing],
  );
  const changes = useMemo(() => {
    if (!read || read.wrong.length > 0 || read.points.length === 0 || !field) return null;
    const ids = new Set(read.points.map(({ body }) => body.id));
    const concerned = new Set(read.points.map(({ body }) => String(body["source"])));
    const gone = prunes ? points.filter((point) => concerned.has(point.source) && !ids.has(point.id)) : [];
    const kind = "point" as const;
    return {
      put: read.points.map(({ body }) => ({ kind, body: documentOf(field, body) })),
      remove: gone.map(({ id }) => ({ kind, id })),
      versions: [...ids, ...gone.map(({ id }) => id)].map((id) => ({ kind, id, version: versions[id] ?? 0 })),
    };
  }, [read, prunes, points, versions, field]);
  const choose = async (file: File | null) => {
    if (!file) return;
    setTooLarge(file.size > MOST_BYTES);
    if (file.size > MOST_BYTES) return;
    const reading = readTable(await file.text());
    setTable(reading);
    if (reading.kind === "table") setMapping(mappingOf(reading.header, columns));
  };
  const words = t.setup.csv;
  const rejected = (many.check.data?.mistakes ?? []).flatMap(({ index, message, path }) => {
    const line = index === null ? undefined : read?.points[index]?.line;
    return line === undefined ? [] : [{ line, column: path, message }];
  });
  return (
    <Dialog title={t.setup.points.import} onClose={onClose} wide>
      <div className="stack">
        <Loading of={kinds} what={t.setup.points.import} />
        <p className="muted">{words.hint}</p>
        <label className="file">
          {words.file}{" "}
          <input
            type="file"
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            disabled={columns.length === 0}
            onChange={(event) => void choose(event.currentTarget.files?.[0] ?? null)}
          />
        </label>
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
                      setMapping(mapping.map((one, place) => (place === at ? chosen : one === chosen ? null : one)));
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
                onChange={(event) => setSource(event.currentTarget.value)}
              />
            )}
            <Checkbox
              label={words.prune}
              description={words.pruneHint}
              checked={prunes}
              onChange={(event) => setPrunes(event.currentTarget.checked)}
            />
            {read && <RowPreview read={read} rejected={rejected} />}
          </>
        )}
        <ManyFoot many={many} changes={changes} label={words.apply(read?.points.length ?? 0)} onClose={onClose} />
      </div>
    </Dialog>
  );
}

function RowPreview({
  read,
  rejected,
}: {
  read: ReturnType<typeof pointsIn>;
  rejected: readonly { readonly line: number; readonly column: string; readonly message: string }[];
}) {
  const words = t.setup.csv;
  const wrong = [
    ...read.wrong.map(({ line, column, expected, found }) => ({
      line,
      column: column ?? "",
      why: words.expected(expected, found),
    })),
    ...rejected.map(({ line, column, message }) => ({ line, column, why: message })),
  ];
  return (
    <>
      {wrong.length > 0 && (
        <>
          <p className="bad" role="status">
            {words.wrong(wrong.length)}
          </p>
          <Table label={words.wrongRows} testId="wrong-rows" columns={[words.line, words.column, words.whyWrong]}>
            {wrong.slice(0, SHOWN).map(({ line, column, why }) => (
              <tr key={`${line} ${column} ${why}`}>
                <td>{line}</td>
                <td>{column}</td>
                <td>{why}</td>
              </tr>
            ))}
          </Table>
          {wrong.length > SHOWN && <p className="muted">{t.setup.dryRun.more(wrong.length - SHOWN)}</p>}
        </>
      )}
      {wrong.length === 0 && (
        <Table
          label={words.preview}
          testId="rows"
          columns={[words.line, t.setup.points.columns.id, t.setup.points.columns.name]}
        >
          {read.points.slice(0, 5).map(({ line, body }) => (
            <tr key={line}>
              <td>{line}</td>
              <td className="code">{body.id}</td>
              <td>{textIn(body["name"])}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
