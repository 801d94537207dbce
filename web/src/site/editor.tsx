import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { SiteKind } from "../api/contract.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { useItem, useSave } from "./item.ts";
import { SaveFoot } from "./save-foot.tsx";

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
      <SaveFoot what={`${t.kind[kind]} ${id}`} id={id} etag={etag} save={save} reload={reload} onClose={onClose} />
    </form>
  );
}
