import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SiteDocument } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { TemplateForm } from "./form.tsx";
import { ownWordsQuery } from "./queries.ts";

type Template = SiteDocument<"template">;

const NEW: Template = {
  id: "",
  name: "",
  enabled: true,
  message: "alarm",
  subject: "{{priority}}: {{text}}",
  text: "{{priority}}: {{text}}\n{{where}}\nValue: {{value}}",
};

/** What people read, and what it would look like. */
export function MessageTemplatesPage() {
  const templates = useQuery(kindQuery("template"));
  const own = useQuery(ownWordsQuery);
  const writes = useMayChange()("template");
  const [editing, setEditing] = useState<{ id: string | null; template: Template } | null>(null);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.messageTemplates.title}</h1>
        {writes && <Button onClick={() => setEditing({ id: null, template: NEW })}>{t.messageTemplates.add}</Button>}
      </div>
      <p className="muted">{t.messageTemplates.hint}</p>
      <Loading of={templates} what={t.messageTemplates.title} />
      {templates.data?.length === 0 && <Empty title={t.messageTemplates.empty} hint={t.messageTemplates.emptyHint} />}
      <ul className="cards" data-testid="templates">
        {templates.data?.map((template) => (
          <li key={template.id} className="card">
            <div className="head">
              <h2>{template.name}</h2>
              {writes && (
                <Button size="compact-sm" variant="default" onClick={() => setEditing({ id: template.id, template })}>
                  {t.common.edit}
                  <span className="hidden"> {template.name}</span>
                </Button>
              )}
            </div>
            {!template.enabled && <p className="bad">{t.messageTemplates.off}</p>}
            <p>{fitsOf(template)}</p>
            <p className="muted">{template.subject}</p>
          </li>
        ))}
      </ul>
      <h2>{t.messageTemplates.own}</h2>
      <Loading of={own} what={t.messageTemplates.own} />
      <ul className="cards">
        {own.data?.defaults.map(({ language, message, subject, text }) => (
          <li key={`${language} ${message}`} className="card">
            <div className="head">
              <h3>{fitsOf({ message, language })}</h3>
              {writes && (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => setEditing({ id: null, template: { ...NEW, message, language, subject, text } })}
                >
                  {t.messageTemplates.copy}
                  <span className="hidden"> {fitsOf({ message, language })}</span>
                </Button>
              )}
            </div>
            <p>{subject}</p>
            <pre className="code">{text}</pre>
          </li>
        ))}
      </ul>
      {editing && own.data && <TemplateForm {...editing} own={own.data} onClose={() => setEditing(null)} />}
    </section>
  );
}

function fitsOf({ message, channelKind, language, priorities }: Pick<Template, "message"> & Partial<Template>): string {
  return [
    t.messageTemplates.messages[message] ?? message,
    channelKind ?? t.messageTemplates.everyKind,
    language === undefined ? t.messageTemplates.everyLanguage : t.messageTemplates.languages[language],
    ...(priorities ? [priorities.map((priority) => t.priority[priority]).join(", ")] : []),
  ].join(" · ");
}
