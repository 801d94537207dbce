import { Button, Radio } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { whoSaid } from "../actors.ts";
import { ask, get } from "../api/client.ts";
import type { SiteKind } from "../api/contract.ts";
import { Loading } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { pathOf } from "./item.ts";
import { merge, placeOf, settled } from "./merge.ts";
import type { Version } from "./versions.tsx";

/**
 * Somebody else saved first. What each changed alone is kept; whose value holds where both changed the same is asked.
 */
export function MergePanel(props: {
  kind: SiteKind;
  id: string;
  /** What the person here began with. */
  before: unknown;
  mine: unknown;
  /** What its button says; absent: that the form shows it then. */
  take?: string;
  onMerged: (merged: unknown, theirs: unknown, etag: string | null) => void;
}) {
  const { kind, id, before, mine } = props;
  const path = pathOf(kind, id);
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  const latest = useQuery({
    queryKey: ["merge", kind, id],
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const [now, versions] = await Promise.all([
        ask<Readonly<Record<string, unknown>>>("GET", path),
        get<{ items: readonly Version[] }>(`${path}/versions`),
      ]);
      return { ...now, by: versions.items[0] };
    },
  });
  if (!latest.data) return <Loading of={latest} what={t.editing.merge.theirs} />;
  const { body, etag, by } = latest.data;
  const { merged, conflicts, taken } = merge(before, body, mine);
  const words = t.editing.merge;
  return (
    <section role="alert" className="note note-bad stack" data-testid="merge">
      <div>
        <strong>{words.title(`${t.kind[kind]} ${id}`)}</strong>{" "}
        {by && words.who(whoSaid(by.changedBy), dateTime(by.changedAt))}
      </div>
      {taken.length > 0 && (
        <div>
          {words.taken}
          <ul>
            {taken.map((one) => (
              <li key={placeOf(one)}>{placeOf(one)}</li>
            ))}
          </ul>
        </div>
      )}
      {conflicts.length === 0 ? <p>{words.automatic}</p> : <p>{words.ask}</p>}
      {conflicts.map((conflict) => {
        const place = placeOf(conflict.path);
        const choose = (whose: string) => {
          const next = new Set(theirs);
          if (whose === "theirs") next.add(place);
          else next.delete(place);
          setTheirs(next);
        };
        return (
          <Radio.Group key={place} label={place} value={theirs.has(place) ? "theirs" : "mine"} onChange={choose}>
            <div className="merge-values">
              <span className="muted">
                {words.before}: <pre>{shown(conflict.before)}</pre>
              </span>
              <Radio value="mine" label={<Value of={words.mine} value={conflict.mine} />} />
              <Radio value="theirs" label={<Value of={words.theirs} value={conflict.theirs} />} />
            </div>
          </Radio.Group>
        );
      })}
      <Button onClick={() => props.onMerged(settled(merged, conflicts, theirs), body, etag)}>
        {props.take ?? words.take}
      </Button>
    </section>
  );
}

function Value({ of, value }: { of: string; value: unknown }) {
  return (
    <>
      {of}: <pre>{shown(value)}</pre>
    </>
  );
}

function shown(value: unknown): string {
  if (value === undefined) return t.form.nothing;
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
