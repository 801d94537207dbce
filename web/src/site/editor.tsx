import { Button } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { Problem } from "../api/client.ts";
import type { SiteKind } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { isMissing } from "../said.ts";
import type { MakeMissing } from "../schema-form/about.ts";
import { documentField, type FormerSettings, type Kinds, withOwnSettings } from "../schema-form/document-schema.ts";
import { SchemaForm } from "../schema-form/form.tsx";
import { goTo } from "../schema-form/go-to.ts";
import { kindsQuery } from "../schema-form/kinds-query.ts";
import { useLeft } from "../schema-form/left.ts";
import { documentOf, isThing, mistakesByPlace, textIn, valueAt, withFirstEntries } from "../schema-form/values.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { today } from "../time.ts";
import { DryRunNote, useDryRun } from "./dry-run.tsx";
import { withFollowingId } from "./id-of.ts";
import { clashes, useItem, useSave } from "./item.ts";
import { MergePanel } from "./merge-panel.tsx";
import { SaveFoot } from "./save-foot.tsx";
import { fitting, NAMES, TEMPLATES } from "./templates.ts";
import { TextPane } from "./text-pane.tsx";
import { noteSaved } from "./undo.tsx";
import { Versions } from "./versions.tsx";

interface EditorProps {
  readonly kind: SiteKind;
  /** null makes a new one from `template`. */
  readonly id: string | null;
  readonly template: object;
  readonly onClose: () => void;
  /** Of its fields those that are shown; absent: all. */
  readonly only?: readonly string[];
  /** Told the id that a new one has, once it is stored. */
  readonly onMade?: (id: string) => void;
}

interface Missing {
  readonly kind: SiteKind;
  readonly onMade: (id: string) => void;
}

/** Edits a document in a form drawn from its schema, beside its text; the server says what is wrong, and what would change. */
export function ItemEditor(props: EditorProps) {
  const item = useItem(props.kind, props.id);
  const kinds = useQuery(kindsQuery);
  const title = props.id === null ? t.site.newOne(t.kind[props.kind]) : t.site.edit(t.kind[props.kind], props.id);
  const template = useTemplate(props);
  const body = props.id === null ? template : item.data?.body;
  const [missing, setMissing] = useState<Missing | null>(null);
  return (
    <>
      <Dialog title={title} onClose={props.onClose} wide>
        {body && kinds.data ? (
          <EditorForm
            {...props}
            kinds={kinds.data}
            body={body}
            etag={item.data?.etag ?? null}
            reload={() => void item.refetch()}
            make={(kind, onMade) => setMissing({ kind, onMade })}
            key={item.data?.etag}
          />
        ) : (
          <Loading of={item.data ? kinds : item} what={props.id ?? ""} />
        )}
      </Dialog>
      {missing && (
        <ItemEditor
          kind={missing.kind}
          id={null}
          template={TEMPLATES[missing.kind] ?? {}}
          onClose={() => setMissing(null)}
          onMade={missing.onMade}
        />
      )}
    </>
  );
}

/** null: what it may name is still asked for. */
function useTemplate({ kind, id, template }: EditorProps): object | null {
  const names = id === null ? (NAMES[kind] ?? []) : [];
  const known = useQueries({ queries: names.map((one) => ({ ...kindQuery(one), retry: false })) });
  const [begun, setBegun] = useState<object | null>(null);
  const isKnown = known.every(({ isPending }) => !isPending);
  useEffect(() => {
    if (!isKnown) return;
    // What is added while somebody types changes nothing any more.
    setBegun(
      (before) =>
        before ?? fitting(kind, template, (of) => known[names.indexOf(of)]?.data?.map((one) => one.id) ?? [], today()),
    );
  }, [isKnown, kind, template, known, names]);
  return begun;
}

interface FormProps extends EditorProps {
  readonly kinds: Kinds;
  readonly body: object;
  readonly etag: string | null;
  readonly reload: () => void;
  readonly make: MakeMissing;
}

interface Edited {
  /** What the draft began as, and which version that was. */
  readonly base: { readonly body: unknown; readonly etag: string | null };
  readonly draft: unknown;
}

function EditorForm(props: FormProps) {
  const { kinds, kind, id, body, etag, reload, onClose } = props;
  const begin = { base: { body, etag }, draft: body };
  const [{ base, draft }, set, isBack] = useUnsent<Edited>(`editor ${kind} ${id ?? JSON.stringify(body)}`, begin);
  const setDraft = (next: unknown) => set({ base, draft: next });
  const [former] = useState<FormerSettings>(() => new Map());
  const left = useLeft();
  const [isTried, setTried] = useState(false);
  const [asText, setAsText] = useState(false);
  const [isMerged, setIsMerged] = useState(false);
  const field = useMemo(() => documentField(kinds, kind, draft), [kinds, kind, draft]);
  const begun = useMemo(() => withFirstEntries(field, draft), [field, draft]);
  const document = useMemo(() => withOwnId(kind, id, documentOf(field, begun)), [field, kind, id, begun]);
  const named = idOf(document);
  const save = useSave(kind, (saved) => {
    if (saved) noteSaved(saved);
    if (saved && id === null) props.onMade?.(saved.id);
    onClose();
  });
  const places = save.error instanceof Problem ? save.error.places : [];
  /** The same that the server has just refused: it says why already. */
  const isRefused = places.length > 0 && save.variables?.body === document;
  const isChanged = id === null ? draft !== body : JSON.stringify(document) !== JSON.stringify(base.body);
  const dryRun = useDryRun(isChanged && !isRefused ? { put: [{ kind, body: document }] } : null);
  const isDue = (path: string) => isTried || left.places.has(path);
  const refused = isTried && named === "" ? WITHOUT_NAME : mistakesByPlace(places);
  const missing = (dryRun.check.data?.mistakes ?? []).filter(
    (one) => isMissing(one) && isDue(one.path) && !refused.has(one.path) && isEmptyAt(document, one.path),
  );
  const mistakes = new Map([...refused, ...mistakesByPlace(missing)]);
  const isClash = clashes(save.error) && id !== null;
  // The name of a document is for ever; a point's says itself.
  const { only } = props;
  const hidden = useMemo(() => {
    const others = only && field.is === "object" ? field.fields.filter(({ name }) => !only.includes(name)) : [];
    return new Set([...(id !== null || kind === "point" ? ["id"] : []), ...others.map(({ name }) => name)]);
  }, [id, kind, only, field]);

  return (
    <form
      className="stack"
      data-testid="editor"
      noValidate
      onBlur={left.onBlur}
      onPointerDownCapture={left.onPointerDownCapture}
      onSubmit={(event) => {
        event.preventDefault();
        if (event.target !== event.currentTarget) return;
        setTried(true);
        if (named !== "") return save.mutate({ id: named, body: document, etag: base.etag });
        goTo(event.currentTarget, isThing(document) && textIn(document["name"]) === "" ? "name" : "id");
      }}
    >
      <KeptNote isBack={isBack} />
      <div className="head editor-head">
        <p className="muted">{t.site.hint[kind]}</p>
        <Button size="compact-sm" variant="default" aria-pressed={asText} onClick={() => setAsText(!asText)}>
          {t.setup.asText}
        </Button>
      </div>
      <div className="beside" data-two={asText}>
        <SchemaForm
          field={field}
          draft={begun}
          mistakes={mistakes}
          hidden={hidden}
          make={props.make}
          onChange={(next) => {
            const own = withOwnSettings(kind, begun, next, former);
            setDraft(id === null ? withFollowingId(begun, own) : own);
          }}
        />
        {asText && <TextPane draft={draft} onChange={setDraft} />}
      </div>
      {isMerged && <p className="note note-good">{t.editing.merge.done}</p>}
      {isChanged && !isRefused && <DryRunNote of={dryRun} isDue={isDue} />}
      {isClash && (
        <MergePanel
          kind={kind}
          id={id}
          before={base.body}
          mine={document}
          onMerged={(merged, theirs, version) => {
            set({ base: { body: theirs, etag: version }, draft: merged });
            setIsMerged(true);
            save.reset();
          }}
        />
      )}
      {id !== null && base.etag !== null && <Versions kind={kind} id={id} etag={base.etag} onRestored={reload} />}
      <SaveFoot
        what={`${t.kind[kind]} ${named}`}
        id={only ? null : id}
        etag={base.etag}
        save={save}
        reload={reload}
        onClose={onClose}
        merges={isClash}
      />
    </form>
  );
}

/** Without an id there is no document that could be saved; it follows from the name. */
const WITHOUT_NAME: ReadonlyMap<string, string> = new Map([
  ["name", t.mistake.mustBeFilled],
  ["id", t.mistake.mustBeFilled],
]);

/** What was found missing may have been filled in meanwhile. */
function isEmptyAt(document: unknown, path: string): boolean {
  const value = valueAt(document, path.split("."));
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function idOf(document: unknown): string {
  const id = isThing(document) ? document["id"] : undefined;
  return typeof id === "string" ? id : "";
}

/** A point is named by its source and address; any other document keeps the name that it has. */
function withOwnId(kind: SiteKind, id: string | null, document: unknown): unknown {
  if (!isThing(document)) return document;
  if (id !== null) return { ...document, id };
  if (kind !== "point") return document;
  return { ...document, id: `${textIn(document["source"])}/${textIn(document["address"])}` };
}
