import { Autocomplete, Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { call } from "../api/client.ts";
import type { SiteDocument } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { ProblemNote } from "../shell/problem.tsx";

interface Reading {
  readonly value: number | boolean;
  readonly raw: string;
}

/** Asks a polled device for one point now, so that an address is tried before anybody relies on it. */
export function ReadPoint({ source }: { source: SiteDocument<"source"> }) {
  const words = t.source.read;
  const points = useQuery(kindQuery("point"));
  const known = useMemo(() => addressesOf(source, points.data ?? []), [source, points.data]);
  const read = useMutation({
    mutationFn: (point: string) =>
      call<Reading>("POST", `/api/v1/sources/${encodeURIComponent(source.id)}/read`, { point }),
  });
  return (
    <form className="stack" onSubmit={(event) => read.mutate(fieldsOf(event)("point"))}>
      <div className="field-row">
        <Autocomplete
          name="point"
          label={words.point}
          description={words.hint}
          data={known}
          limit={20}
          required
          maxLength={200}
          spellCheck={false}
        />
        <Button type="submit" variant="default" loading={read.isPending}>
          {words.button}
        </Button>
      </div>
      <ProblemNote error={read.error} what={words.failed} />
      {read.data && (
        <p role="status">
          <strong>{words.value(read.variables, String(read.data.value))}</strong>{" "}
          <span className="code">{read.data.raw}</span>
        </p>
      )}
    </form>
  );
}

/** Of its tag table, and of the points that name it. */
function addressesOf({ id, settings }: SiteDocument<"source">, points: readonly SiteDocument<"point">[]): string[] {
  const tags = (settings as { readonly tags?: readonly { readonly unit?: unknown; readonly key?: unknown }[] }).tags;
  const ofTags = (tags ?? []).map(({ unit, key }) => `unit-${String(unit)}/${String(key)}`);
  const ofPoints = points.filter(({ source }) => source === id).map(({ address }) => address);
  return [...new Set([...ofTags, ...ofPoints])];
}
