import { Button, Checkbox } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { whoSaid } from "../actors.ts";
import { call } from "../api/client.ts";
import { useCalled } from "../api/use-named.ts";
import { useTrusted } from "../link/use-live.ts";
import { useMay } from "../operators/queries.ts";
import { placeOf } from "../palette/entries.ts";
import { Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { SureButton } from "../shell/sure-button.tsx";
import { Table } from "../shell/table.tsx";
import "../styles/files.css";
import { t } from "../page-texts.ts";
import { dateTime } from "../time.ts";
import { filesQuery, isUnused, type UploadedFile } from "./queries.ts";
import { sizeOf } from "./size.ts";
import { UploadArea } from "./upload-area.tsx";

/** What people have uploaded: plans, photographs, sheets; where each is shown, and the way to remove what is shown nowhere. */
export function FilesPage() {
  const files = useInfiniteQuery(filesQuery);
  const may = useMay();
  const [onlyUnused, setOnlyUnused] = useState(false);
  const pages = files.data?.pages ?? [];
  const all = pages.flatMap(({ items }) => items);
  const shown = onlyUnused ? all.filter(isUnused) : all;
  const stored = pages[0]?.stored;
  const columns = t.files.columns;
  return (
    <section className="stack pad">
      <h1>{t.nav.files}</h1>
      <p className="muted">{t.files.hint}</p>
      {may("alarms:comment") && stored && <UploadArea largest={stored.largestBytes} />}
      <Loading of={files} what={t.nav.files} />
      {files.data && all.length === 0 && <Empty title={t.files.empty} hint={t.files.emptyHint} />}
      {all.length > 0 && (
        <>
          <div className="row-wrap">
            {stored && <span>{t.files.stored(all.length, sizeOf(stored.bytes), sizeOf(stored.totalBytes))}</span>}
            <Checkbox
              label={t.files.onlyUnused}
              checked={onlyUnused}
              onChange={(event) => setOnlyUnused(event.currentTarget.checked)}
            />
          </div>
          {shown.length === 0 ? (
            <p role="status">{t.files.noneUnused}</p>
          ) : (
            <Table
              label={t.nav.files}
              testId="files"
              columns={[columns.name, columns.type, columns.size, columns.by, columns.used, t.common.remove]}
            >
              {shown.map((file) => (
                <FileRow key={file.id} file={file} mayRemove={may("site:write")} />
              ))}
            </Table>
          )}
          {files.hasNextPage && (
            <Button variant="default" loading={files.isFetchingNextPage} onClick={() => void files.fetchNextPage()}>
              {t.files.more}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function FileRow({ file, mayRemove }: { file: UploadedFile; mayRemove: boolean }) {
  const { id, name, type, bytes, width, height, uploadedAt, uploadedBy } = file;
  const queries = useQueryClient();
  const trusted = useTrusted();
  const remove = useMutation({
    mutationFn: () => call("DELETE", `/api/v1/files/${id}`),
    // After a refusal too: somebody may use it by now.
    onSettled: () => queries.invalidateQueries({ queryKey: ["site", "files"] }),
  });
  return (
    <tr data-testid="file">
      <th scope="row">
        <a href={`/api/v1/files/${id}`} target="_blank" rel="noreferrer noopener">
          <bdi>{name}</bdi>
          <span className="hidden"> ({t.incident.opensNew})</span>
        </a>
      </th>
      <td>
        {t.files.type[type] ?? type}
        {width !== null && height !== null && <div className="muted">{`${width} × ${height}`}</div>}
      </td>
      <td>{sizeOf(bytes)}</td>
      <td>
        <bdi>{whoSaid(uploadedBy)}</bdi>
        <div className="muted">{dateTime(uploadedAt)}</div>
      </td>
      <td>
        <Uses file={file} />
      </td>
      <td>
        {mayRemove && isUnused(file) && trusted && (
          <SureButton
            label={t.common.remove}
            name={name}
            really={t.files.really(name)}
            busy={remove.isPending}
            onSure={() => remove.mutate()}
          />
        )}
        <ProblemNote error={remove.error} what={t.files.notRemoved(name)} />
      </td>
    </tr>
  );
}

function Uses({ file }: { file: UploadedFile }) {
  const { history } = useRouter();
  const called: Partial<Record<string, (id: string) => string>> = { area: useCalled("area"), plan: useCalled("plan") };
  if (isUnused(file)) return <span className="muted">{t.files.nowhere}</span>;
  const lead = (place: string, text: string) => (
    <a
      href={place}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        history.push(place);
      }}
    >
      {text}
    </a>
  );
  return (
    <ul className="plain">
      {file.usedBy.map(({ kind, id }) => {
        const place = placeOf({ kind, id });
        const text = `${t.kind[kind]} ${called[kind]?.(id) ?? id}`;
        return <li key={`${kind} ${id}`}>{place === null ? text : lead(place, text)}</li>;
      })}
      {file.alarms.map((alarm) => (
        <li key={alarm}>{lead(`/alarms/${alarm}`, t.deliveries.alarm(alarm))}</li>
      ))}
    </ul>
  );
}
