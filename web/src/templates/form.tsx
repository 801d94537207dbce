import { Checkbox, NativeSelect, Switch, Textarea, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { LANGUAGES, PRIORITIES, type SiteDocument } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { useItem, useSave } from "../site/item.ts";
import { SaveFoot } from "../site/save-foot.tsx";
import { channelKindsQuery, type OwnWords, previewQuery } from "./queries.ts";

type Template = SiteDocument<"template">;
interface Props {
  /** Null: a new one. */
  readonly id: string | null;
  readonly template: Template;
  readonly own: OwnWords;
  readonly onClose: () => void;
}

/** A template beside what it would say; it is read anew, so that nobody's change is overwritten. */
export function TemplateForm(props: Props) {
  const item = useItem("template", props.id);
  const template = props.id === null ? props.template : item.data?.body;
  const title = props.id === null ? t.messageTemplates.add : props.template.name;
  return (
    <Dialog title={title} onClose={props.onClose} wide>
      {template ? (
        <Fields
          {...props}
          template={template}
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

function Fields({ id, template, own, reload, onClose, ...read }: Props & { etag: string | null; reload: () => void }) {
  const begun = { draft: template, base: { body: template, etag: read.etag } };
  const [{ draft, base }, setEdited, isBack] = useUnsent(`template ${id ?? JSON.stringify(template)}`, begun);
  const setDraft = (next: Template) => setEdited({ draft: next, base });
  const kinds = useQuery(channelKindsQuery);
  const save = useSave("template", onClose);
  const set = (part: Partial<Template>) => setDraft({ ...draft, ...part });
  const without = (field: "channelKind" | "language" | "priorities") => {
    const { [field]: _, ...rest } = draft;
    setDraft(rest);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ id: draft.id, body: draft, etag: base.etag });
      }}
    >
      <KeptNote isBack={isBack} />
      <div className="form-grid">
        <TextInput
          label={t.messageTemplates.name}
          value={draft.name}
          required
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t.messageTemplates.id}
          value={draft.id}
          required
          readOnly={id !== null}
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => set({ id: event.currentTarget.value })}
        />
        <NativeSelect
          label={t.messageTemplates.message}
          value={draft.message}
          data={Object.keys(own.messages).map((value) => ({
            value,
            label: t.messageTemplates.messages[value] ?? value,
          }))}
          onChange={(event) => set({ message: event.currentTarget.value as Template["message"] })}
        />
        <NativeSelect
          label={t.messageTemplates.channelKind}
          value={draft.channelKind ?? ""}
          data={[
            { value: "", label: t.messageTemplates.everyKind },
            ...(kinds.data?.channels ?? []).map(({ name, title }) => ({ value: name, label: title })),
          ]}
          onChange={(event) => {
            const channelKind = event.currentTarget.value;
            if (channelKind === "") without("channelKind");
            else set({ channelKind });
          }}
        />
        <NativeSelect
          label={t.messageTemplates.language}
          value={draft.language ?? ""}
          data={[
            { value: "", label: t.messageTemplates.everyLanguage },
            ...LANGUAGES.map((value) => ({ value, label: t.messageTemplates.languages[value] ?? value })),
          ]}
          onChange={(event) => {
            const language = LANGUAGES.find((one) => one === event.currentTarget.value);
            if (language === undefined) without("language");
            else set({ language });
          }}
        />
        <Switch
          label={t.messageTemplates.enabled}
          checked={draft.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
      </div>
      <fieldset>
        <legend>{t.messageTemplates.priorities}</legend>
        <p className="muted">{t.messageTemplates.everyPriority}</p>
        <div className="row-wrap">
          {PRIORITIES.map((priority) => (
            <Checkbox
              key={priority}
              size="sm"
              label={t.priority[priority]}
              checked={draft.priorities?.includes(priority) ?? false}
              onChange={(event) => {
                const { checked } = event.currentTarget;
                const priorities = PRIORITIES.filter((one) =>
                  one === priority ? checked : draft.priorities?.includes(one),
                );
                if (priorities.length === 0) without("priorities");
                else set({ priorities });
              }}
            />
          ))}
        </div>
      </fieldset>
      <TextInput
        label={t.messageTemplates.subject}
        description={t.messageTemplates.subjectHint}
        value={draft.subject}
        required
        maxLength={200}
        onChange={(event) => set({ subject: event.currentTarget.value })}
      />
      <Textarea
        label={t.messageTemplates.text}
        description={t.messageTemplates.textHint}
        value={draft.text}
        required
        autosize
        minRows={5}
        maxRows={20}
        maxLength={4000}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <details>
        <summary>{t.messageTemplates.placeholders}</summary>
        <dl className="facts">
          {own.messages[draft.message]?.map((name) => (
            <div key={name}>
              <dt>
                <code>{`{{${name}}}`}</code>
              </dt>
              <dd>{own.placeholders[name]}</dd>
            </div>
          ))}
        </dl>
      </details>
      <PreviewOf template={draft} />
      <SaveFoot
        what={draft.name}
        id={id}
        etag={base.etag}
        save={save}
        reload={reload}
        onClose={onClose}
        {...(id === null ? {} : { began: { kind: "template", body: base.body } })}
      />
    </form>
  );
}

/** What the server makes of it; a name is no part of the words. */
function PreviewOf({ template }: { template: Template }) {
  const shown = useDeferredValue(template);
  const preview = useQuery({
    ...previewQuery({ ...shown, id: shown.id || "preview", name: shown.name || "preview" }),
    placeholderData: keepPreviousData,
  });
  return (
    <section className="card" aria-live="polite" data-testid="preview">
      <h3>{t.messageTemplates.preview}</h3>
      <p className="muted">{t.messageTemplates.previewHint}</p>
      <ProblemNote error={preview.error} what={t.messageTemplates.notPreviewed} />
      {preview.data && !preview.error && (
        <>
          <p>
            <strong>{preview.data.subject}</strong>
          </p>
          <pre className="code">{preview.data.text}</pre>
          <h4>{t.messageTemplates.short}</h4>
          <pre className="code">{preview.data.short}</pre>
        </>
      )}
    </section>
  );
}
