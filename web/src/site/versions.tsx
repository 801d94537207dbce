import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { whoSaid } from "../actors.ts";
import { ask, get } from "../api/client.ts";
import type { SiteKind } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { dateTime } from "../time.ts";
import { onlyIf, pathOf } from "./item.ts";

export interface Version {
  readonly version: number;
  readonly changedAt: number;
  readonly changedBy: string;
  readonly body: Readonly<Record<string, unknown>> | null;
}

/**
 * Makes a document again what it was in a version, unless it is no longer `etag`.
 *
 * @param etag null: it was removed, and nobody has made another one since
 */
export function restore(kind: SiteKind, id: string, version: number, etag: string | null) {
  return ask("POST", `${pathOf(kind, id)}/restore`, { body: { version }, headers: onlyIf(etag) });
}

/** What a document was before, each of which can be had again. */
export function Versions({
  kind,
  id,
  etag,
  onRestored,
}: {
  kind: SiteKind;
  id: string;
  etag: string;
  onRestored: () => void;
}) {
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  const versions = useQuery({
    queryKey: ["versions", kind, id],
    enabled: open,
    gcTime: 0,
    queryFn: () => get<{ items: readonly Version[] }>(`${pathOf(kind, id)}/versions`),
  });
  const again = useMutation({
    mutationFn: (version: number) => restore(kind, id, version, etag),
    onSuccess: async () => {
      onRestored();
      await queries.invalidateQueries({ queryKey: ["site"] });
    },
  });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.setup.versions.title}</summary>
      {open && <Loading of={versions} what={t.setup.versions.title} />}
      <ProblemNote error={again.error} what={t.setup.versions.notRestored} />
      <ol className="plain entries">
        {versions.data?.items.map(({ version, changedAt, changedBy, body }) => (
          <li key={version} className="field-row">
            <span>{t.setup.versions.line(version, dateTime(changedAt), whoSaid(changedBy))}</span>
            {body !== null && `"${version}"` !== etag && (
              <Button
                size="compact-sm"
                variant="default"
                loading={again.isPending}
                onClick={() => again.mutate(version)}
              >
                {t.setup.versions.restore}
                <span className="hidden"> {version}</span>
              </Button>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
