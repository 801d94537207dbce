import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ask } from "../api/client.ts";
import type { Priority, SiteKind } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { isMissing, mistakeSaid } from "../said.ts";
import { MistakeList } from "../schema-form/mistake-list.tsx";
import { placeSaid } from "../schema-form/place.ts";
import { ProblemNote } from "../shell/problem.tsx";

/** `POST /api/v1/site/check` */
export interface Check {
  readonly mistakes: readonly {
    readonly kind: SiteKind;
    readonly id: string;
    readonly index: number | null;
    readonly path: string;
    readonly expected: string;
    readonly found: string;
    /** In the page's language, without the place. */
    readonly message: string;
  }[];
  readonly conflicts: readonly { readonly kind: SiteKind; readonly id: string; readonly version: number }[];
  readonly changes: readonly {
    readonly action: "create" | "change" | "delete";
    readonly kind: SiteKind;
    readonly id: string;
    readonly fields: readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[];
  }[];
  readonly touched: readonly { readonly kind: SiteKind; readonly id: string; readonly through: Named }[];
  readonly rerouted: readonly {
    readonly source: string;
    readonly point: string | null;
    readonly priorities: readonly Priority[];
    readonly before: readonly string[];
    readonly after: readonly string[];
  }[];
  readonly openAlarms: readonly { readonly id: number; readonly point: string; readonly text: string }[];
  readonly warnings: readonly {
    readonly kind: SiteKind;
    readonly id: string;
    readonly code: string;
    readonly because: string;
  }[];
}

interface Named {
  readonly kind: SiteKind;
  readonly id: string;
}

/** Several documents that are put or removed together. */
export interface SiteChanges {
  readonly put: readonly { readonly kind: SiteKind; readonly body: unknown }[];
  readonly remove?: readonly Named[];
  readonly versions?: readonly (Named & { readonly version: number })[];
}

/** A change of thousands of documents is checked and stored within this. */
const PATIENCE_MS = 120_000;

export async function checkSite(changes: SiteChanges): Promise<Check> {
  const { body } = await ask<Check>("POST", "/api/v1/site/check", { body: changes, patienceMs: PATIENCE_MS });
  return { ...body, mistakes: body.mistakes.map((one) => ({ ...one, message: mistakeSaid(one) })) };
}

export const changeSite = (changes: SiteChanges) =>
  ask<Pick<Check, "changes">>("POST", "/api/v1/site/changes", { body: changes, patienceMs: PATIENCE_MS });

/** What saving these documents would do, asked once nobody has typed for a moment. @param changes null: nothing is asked */
export function useDryRun(changes: SiteChanges | null) {
  const text = JSON.stringify(changes);
  const settled = useSettled(text, 600);
  const check = useQuery({
    queryKey: ["dry-run", settled],
    queryFn: () => checkSite(JSON.parse(settled) as SiteChanges),
    enabled: settled !== "null",
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
    retry: false,
  });
  return { check, isSettled: settled === text && !check.isFetching };
}

/** Whether what is still to be filled in at a place may be said: nobody did anything wrong where they haven't been yet. */
type IsDue = (path: string) => boolean;
const ALWAYS: IsDue = () => true;

/** @param isDue absent: everything is said at once */
export function DryRunNote({ of, isDue = ALWAYS }: { of: ReturnType<typeof useDryRun>; isDue?: IsDue }) {
  const { check, isSettled } = of;
  return (
    <section className="dry-run" aria-label={t.setup.dryRun.title} data-testid="dry-run" data-settled={isSettled}>
      <strong>{t.setup.dryRun.title}</strong>
      <ProblemNote error={check.error} what={t.setup.dryRun.failed} />
      {check.data && <CheckView check={check.data} isDue={isDue} />}
    </section>
  );
}

export function DryRun({ changes }: { changes: SiteChanges }) {
  return <DryRunNote of={useDryRun(changes)} />;
}

const FEW = 8;

/** What a dry run found, in words: what is wrong first. */
export function CheckView({ check, isDue = ALWAYS }: { check: Check; isDue?: IsDue }) {
  const { changes, touched, rerouted, openAlarms, warnings } = check;
  const words = t.setup.dryRun;
  const mistakes = check.mistakes.filter((one) => !isMissing(one) || isDue(one.path));
  const awaited = check.mistakes.length - mistakes.length;
  const isNothing = mistakes.length === 0 && changes.length === 0;
  return (
    <>
      {mistakes.length > 0 && (
        <div>
          <p className="bad">{words.mistakes(mistakes.length)}</p>
          <MistakeList of={mistakes} />
        </div>
      )}
      {awaited > 0 && <p className="muted">{words.awaited(awaited)}</p>}
      {isNothing && awaited === 0 && <p className="muted">{words.nothing}</p>}
      {changes.length > 0 && (
        <Some
          title={words.changes(
            changes.filter(({ action }) => action === "create").length,
            changes.filter(({ action }) => action === "change").length,
            changes.filter(({ action }) => action === "delete").length,
          )}
          of={changes.flatMap(({ action, kind, id, fields }) =>
            action === "change"
              ? fields.map(
                  ({ path, from, to }) => `${t.kind[kind]} ${id}: ${placeSaid(path)}: ${brief(from)} → ${brief(to)}`,
                )
              : [`${t.kind[kind]} ${id}: ${words.action[action]}`],
          )}
        />
      )}
      {warnings.length > 0 && (
        <Some
          title={`⚠ ${words.warnings(warnings.length)}`}
          of={warnings.map(({ code, kind, id, because }) => `${t.kind[kind]} ${id}: ${words.warning[code] ?? because}`)}
        />
      )}
      {rerouted.length > 0 && (
        <Some
          title={words.rerouted}
          of={rerouted.map(({ source, point, priorities, before, after }) =>
            words.led(
              point ?? source,
              priorities.map((one) => t.priority[one]).join(", "),
              before.join(", ") || words.nobody,
              after.join(", ") || words.nobody,
            ),
          )}
        />
      )}
      {touched.length > 0 && (
        <Some
          title={words.touched(touched.length)}
          of={touched.map(({ kind, id, through }) => `${t.kind[kind]} ${id} (${t.kind[through.kind]} ${through.id})`)}
        />
      )}
      {openAlarms.length > 0 && (
        <>
          <p>{words.openAlarms(openAlarms.length)}</p>
          <ul>
            {openAlarms.slice(0, FEW).map(({ id, point, text }) => (
              <li key={id}>
                <Link to="/alarms/$id" params={{ id: String(id) }}>
                  {point}
                </Link>{" "}
                {text}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Some({ title, of }: { title: string; of: readonly string[] }) {
  return (
    <div>
      <p>{title}</p>
      <ul>
        {of.slice(0, FEW).map((line, at) => (
          // biome-ignore lint: lines may be the same
          <li key={at}>{line}</li>
        ))}
        {of.length > FEW && <li className="muted">{t.form.more(of.length - FEW)}</li>}
      </ul>
    </div>
  );
}

function brief(value: unknown): string {
  if (value === null || value === undefined) return "–";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function useSettled(text: string, ms: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), ms);
    return () => window.clearTimeout(timer);
  }, [text, ms]);
  return settled;
}
