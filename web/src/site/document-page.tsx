import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { SiteDocument, SiteKind } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { DoneNote, Loading } from "../shell/problem.tsx";
import { serverNow, time } from "../time.ts";
import { type Saved, useItem } from "./item.ts";

/** What a form for one document is given. */
export interface Edited<T> {
  readonly body: T;
  readonly isNew: boolean;
  readonly etag: string | null;
  /** Takes what is stored now, and forgets what was typed. */
  readonly reload: () => void;
  readonly onDone: (saved: Saved | null) => void;
  readonly onLeave: () => void;
}

interface DocumentPageProps<K extends SiteKind> {
  readonly kind: K;
  /** `new` makes one. */
  readonly id: string;
  readonly fresh: () => SiteDocument<K>;
  /** The page with all of them, to which one comes back. */
  readonly list: { readonly to: "/on-call" | "/policies" | "/people"; readonly title: string };
  readonly newTitle: string;
  readonly className?: string;
  /** Where a new one leads; absent: to the list. */
  readonly onCreated?: (id: string) => void;
  readonly children: (edited: Edited<SiteDocument<K>>) => ReactNode;
  /** What stands below the form of one that is stored. */
  readonly below?: (body: SiteDocument<K>) => ReactNode;
}

/** A page that edits one document in a form of its own: loads it, says when it was saved, and leaves when it is gone. */
export function DocumentPage<K extends SiteKind>(props: DocumentPageProps<K>) {
  const { kind, id, list, onCreated } = props;
  const isNew = id === "new";
  const item = useItem(kind, isNew ? null : id);
  const navigate = useNavigate();
  const [fresh] = useState(props.fresh);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const body = isNew ? fresh : item.data?.body;
  const onLeave = () => void navigate({ to: list.to });

  function onDone(saved: Saved | null): void {
    if (saved === null || (isNew && !onCreated)) return onLeave();
    if (isNew) return onCreated?.(saved.id);
    setSavedAt(serverNow());
    void item.refetch();
  }

  return (
    <section className={`stack pad ${props.className ?? ""}`}>
      <Link to={list.to}>← {list.title}</Link>
      <h1>{isNew ? props.newTitle : nameIn(body, id)}</h1>
      {!isNew && <Loading of={item} what={id} />}
      {body && (
        <div key={`${id} ${item.data?.etag}`}>
          {props.children({
            body,
            isNew,
            etag: item.data?.etag ?? null,
            reload: () => void item.refetch(),
            onDone,
            onLeave,
          })}
        </div>
      )}
      {savedAt !== null && <DoneNote>{t.site.saved(time(savedAt))}</DoneNote>}
      {!isNew && body && props.below?.(body)}
    </section>
  );
}

function nameIn(body: object | undefined, id: string): string {
  return body && "name" in body && typeof body.name === "string" ? body.name : id;
}
