import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { SiteKind } from "../api/contract.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { Clash } from "./clash.tsx";
import { clashes, useItem, useSave } from "./item.ts";

/** Edits a document as JSON; the server says what is wrong with it. `id` null makes a new one from `template`. */
export function ItemEditor(props: { kind: SiteKind; id: string | null; template: object; onClose: () => void }) {
  const item = useItem(props.kind, props.id);
  const title = props.id === null ? t.site.newOne(t.kind[props.kind]) : t.site.edit(t.kind[props.kind], props.id);
  const body = props.id === null ? props.template : item.data?.body;
  return (
    <Dialog title={title} onClose={props.onClose} wide>
      {body ? (
        <EditorForm
          {...props}
          body={body}
          etag={item.data?.etag ?? null}
          reload={() => void item.refetch()}
          key={item.data?.etag}
        />
      ) : (
        <Loading of={item} what={props.id ?? ""} />
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly kind: SiteKind;
  readonly id: string | null;
  readonly body: object;
  readonly etag: string | null;
  readonly reload: () => void;
  readonly onClose: () => void;
}

function EditorForm({ kind, id, body, etag, reload, onClose }: FormProps) {
  const [text, setText] = useState(() => JSON.stringify(body, null, 2));
  const [wrong, setWrong] = useState<string | null>(null);
  const [deleting, setDeleting] = useState(false);
  const save = useSave(kind, onClose);

  function submit(): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (error) {
      return setWrong(t.site.notJson(error instanceof Error ? error.message : ""));
    }
    const named = (parsed as { id?: unknown } | null)?.id;
    if (typeof named !== "string" || named === "") return setWrong(t.site.noId);
    if (id !== null && named !== id) return setWrong(t.site.otherId(id, named));
    setWrong(null);
    save.mutate({ id: named, body: parsed, etag });
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p className="muted">{t.site.hint[kind]}</p>
      <Textarea
        label={t.site.text}
        classNames={{ input: "code" }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={10}
        maxRows={24}
        spellCheck={false}
        error={wrong}
      />
      {clashes(save.error) ? (
        <Clash what={`${t.kind[kind]} ${id}`} error={save.error} onTheirs={reload} />
      ) : (
        <ProblemNote error={save.error} what={t.site.notSaved} />
      )}
      {deleting && id !== null && (
        <DeleteConfirm id={id} busy={save.isPending} onDelete={() => save.mutate({ id, body: null, etag })} />
      )}
      <div className="dialog-foot">
        {id !== null && !deleting && (
          <Button variant="outline" color="red" onClick={() => setDeleting(true)}>
            {t.common.delete}…
          </Button>
        )}
        <span className="grow" />
        <Button variant="default" onClick={onClose}>
          {t.common.cancel}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}

/** The id must be typed: what people are told by hangs on these documents. */
export function DeleteConfirm({ id, busy, onDelete }: { id: string; busy: boolean; onDelete: () => void }) {
  const [typed, setTyped] = useState("");
  return (
    <div className="note note-bad stack">
      <TextInput
        label={t.site.typeToDelete(id)}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
      />
      <Button color="red" disabled={typed !== id} loading={busy} onClick={onDelete}>
        {t.site.reallyDelete(id)}
      </Button>
    </div>
  );
}
