import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { whoSaid } from "../actors.ts";
import type { SiteKind } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { useRoleCalled } from "../api/use-named.ts";
import { useMay } from "../operators/queries.ts";
import { documentField, type Kinds } from "../schema-form/document-schema.ts";
import { type Field, fieldOf, type JsonSchema } from "../schema-form/fields.ts";
import { kindsQuery } from "../schema-form/kinds-query.ts";
import { placeSaid } from "../schema-form/place.ts";
import { fieldAt, type NamedAs, namedIn, stepsOf, valueSaid } from "../schema-form/value-said.ts";
import { t } from "../texts.ts";
import type { Approval } from "./contract.ts";

type Line = Approval["difference"][number];
type Changed = Line["fields"][number];

const id = { type: "string" } as const;
const partitions: JsonSchema = { type: "array", items: { ...id, refers: "partition" } };
const rights: JsonSchema = { type: "array", items: { ...id, among: "right" } };
/** What is no document of the site: accounts, their roles for a time, and roles. */
const ELSEWHERE: Readonly<Record<string, Field>> = {
  operator: fieldOf({
    type: "object",
    properties: {
      name: id,
      person: { ...id, refers: "person" },
      roles: {
        type: "array",
        items: { type: "object", properties: { role: { ...id, among: "role" }, partitions } },
      },
      role: { ...id, among: "role" },
      partitions,
      minutes: { type: "integer" },
      "can sign in": { type: "boolean" },
      password: id,
      "second factors": id,
    },
  }),
  role: fieldOf({
    type: "object",
    properties: {
      grants: { type: "array", items: { type: "object", properties: { right: { ...id, among: "right" }, only: id } } },
      denials: rights,
    },
  }),
  hold: fieldOf({ type: "object", properties: { "in force": { type: "boolean" } } }),
};

/** Before and after, field by field, by the names that people know. Secrets come as `***` from the server. */
export function Difference({ difference }: { difference: Approval["difference"] }) {
  const { fieldOf: fieldIn, named } = useWords(difference);
  if (difference.length === 0) return null;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t.approvals.difference}>
      <table className="table">
        <caption className="hidden">{t.approvals.difference}</caption>
        <thead>
          <tr>
            <th scope="col">{t.approvals.field}</th>
            <th scope="col">{t.approvals.before}</th>
            <th scope="col">{t.approvals.after}</th>
          </tr>
        </thead>
        {difference.map((line) => (
          <tbody key={line.object}>
            <tr>
              <th scope="rowgroup" colSpan={3}>
                <What line={line} named={named} />
              </th>
            </tr>
            {line.fields.map((changed) => {
              const field = fieldIn(line, changed);
              const said = (value: unknown) => valueSaid(field, value, stepsOf(changed.path), named);
              return (
                <tr key={changed.path}>
                  <td>{fieldSaid(line, changed)}</td>
                  <td className="prose">
                    <del>{said(changed.from) || "–"}</del>
                  </td>
                  <td className="prose">
                    <ins>{said(changed.to) || "–"}</ins>
                  </td>
                </tr>
              );
            })}
          </tbody>
        ))}
      </table>
    </div>
  );
}

/** What is changed, by its name, and what would become of it. */
function What({ line, named }: { line: Line; named: NamedAs }) {
  const { kind, id: it } = partsOf(line.object);
  const own = line.fields.find(({ path }) => path === "name");
  const called = kind === "operator" ? whoSaid(line.object) : named(kind, it);
  const name = called === it && typeof own?.to === "string" ? own.to : called;
  const kinds: Readonly<Record<string, string>> = t.kind;
  const word = kinds[kind] ?? t.approvals.objects[kind];
  const action = t.approvals.actions[line.action] ?? line.action;
  if (it === "" || word === undefined) return <>{action}</>;
  return (
    <>
      {word}
      {kind !== "setting" && (
        <>
          {" "}
          <bdi>{name}</bdi>
          {name !== it && <span className="muted"> ({it})</span>}
        </>
      )}
      : {action}
    </>
  );
}

function fieldSaid({ object }: Line, { path }: Changed): string {
  return Object.hasOwn(ELSEWHERE, partsOf(object).kind)
    ? (t.approvals.fields[path] ?? placeSaid(path))
    : placeSaid(stepsOf(path).join("."));
}

function partsOf(object: string): { kind: string; id: string } {
  const at = object.indexOf(":");
  return at < 0 ? { kind: object, id: "" } : { kind: object.slice(0, at), id: object.slice(at + 1) };
}

/** The fields of what is changed, and what is called what stands in them; ids as long as that isn't known. */
function useWords(difference: Approval["difference"]) {
  const may = useMay();
  const isRead = may("site:read");
  const kinds = useQuery({ ...kindsQuery, enabled: isRead });
  const roleName = useRoleCalled();
  const fieldIn = useMemo(() => {
    const documents = new Map(difference.map((line) => [line.object, documentIn(line, kinds.data)]));
    return ({ object }: Line, { path }: Changed) => {
      const document = documents.get(object);
      return document ? fieldAt(document, stepsOf(path)) : null;
    };
  }, [difference, kinds.data]);
  const wanted = useMemo(() => {
    const referred = difference.flatMap((line) =>
      line.fields.flatMap((changed) => namedIn(fieldIn(line, changed) ?? NOTHING)),
    );
    const all = [...difference.map(({ object }) => partsOf(object).kind), ...referred];
    return [...new Set(all)].filter((kind) => kind in (kinds.data?.documents ?? {})) as SiteKind[];
  }, [difference, fieldIn, kinds.data]);
  const lists = useQueries({ queries: wanted.map((kind) => ({ ...kindQuery(kind), enabled: isRead })) });
  const named: NamedAs = (of, it) => {
    if (of === "role") return roleName(it);
    if (of === "right") return (t.right as Readonly<Record<string, string>>)[it] ?? it;
    if (of === "operator") return whoSaid(`operator:${it}`);
    const list = lists[wanted.indexOf(of as SiteKind)]?.data as readonly { id: string; name?: string }[] | undefined;
    return list?.find((one) => one.id === it)?.name ?? it;
  };
  return { fieldOf: fieldIn, named };
}

const NOTHING: Field = fieldOf({ type: "null" });

/** What the form of it asks for; of a source or channel with the settings of the driver or kind that the change names. */
function documentIn({ object, fields }: Line, kinds: Kinds | undefined): Field | null {
  const { kind } = partsOf(object);
  if (Object.hasOwn(ELSEWHERE, kind)) return ELSEWHERE[kind] ?? null;
  if (!kinds?.documents[kind]) return null;
  const draft = Object.fromEntries(fields.map(({ path, to }) => [path, to]));
  return documentField(kinds, kind as SiteKind, draft);
}
