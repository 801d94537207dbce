import { Button } from "@mantine/core";
import { useState } from "react";
import { Problem } from "../api/client.ts";
import type { SiteDocument } from "../api/contract.ts";
import { useMay } from "../operators/queries.ts";
import { DoneNote, Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { useItem, useSave } from "../site/item.ts";
import { t } from "../texts.ts";
import type { Word } from "./contract.ts";
import { Exchange } from "./exchange.tsx";
import { Trial } from "./trial.tsx";
import { WordFields } from "./word-fields.tsx";

/** How the site's own words are said, and what a text sounds like. */
export function PronunciationPage() {
  const site = useItem("setting", "site");
  // Here, for the form begins anew with the version that was stored.
  const [saved, setSaved] = useState(false);
  const isUnset = site.error instanceof Problem && site.error.status === 404;
  return (
    <section className="stack pad">
      <h1>{t.pronunciation.title}</h1>
      <p className="muted">{t.pronunciation.hint}</p>
      {!isUnset && <Loading of={site} what={t.pronunciation.title} />}
      {(site.data || isUnset) && (
        <Words
          key={site.data?.etag}
          settings={site.data?.body ?? null}
          etag={site.data?.etag ?? null}
          onChange={() => setSaved(false)}
          onSaved={() => {
            setSaved(true);
            void site.refetch();
          }}
        />
      )}
      {saved && <DoneNote>{t.pronunciation.saved}</DoneNote>}
    </section>
  );
}

interface WordsProps {
  readonly settings: SiteDocument<"setting"> | null;
  readonly etag: string | null;
  readonly onChange: () => void;
  readonly onSaved: () => void;
}

function Words({ settings, etag, onChange, onSaved }: WordsProps) {
  const may = useMay();
  const [words, setWords] = useState<readonly Word[]>(settings?.speech?.words ?? []);
  const save = useSave("setting", onSaved);
  const change = (changed: readonly Word[]) => {
    onChange();
    setWords(changed);
  };
  return (
    <>
      <Trial words={words} />
      <h2>{t.pronunciation.words}</h2>
      {words.length === 0 && <Empty title={t.pronunciation.empty} hint={t.pronunciation.emptyHint} />}
      <ul className="cards" data-testid="words">
        {words.map((word, at) => (
          // biome-ignore lint: rows have no other identity while they are written
          <li key={at} className="card">
            <WordFields
              word={word}
              onChange={(changed) => change(words.with(at, changed))}
              onRemove={() => change(words.toSpliced(at, 1))}
            />
          </li>
        ))}
      </ul>
      <div className="row-wrap">
        <Button variant="default" onClick={() => change([...words, { written: "", spoken: "" }])}>
          {t.pronunciation.add}
        </Button>
        {may("site:write") && (
          <Button
            loading={save.isPending}
            onClick={() =>
              save.mutate({
                id: "site",
                body: { ...settings, id: "site", speech: { ...settings?.speech, words } },
                etag,
              })
            }
          >
            {t.pronunciation.save}
          </Button>
        )}
      </div>
      <ProblemNote error={save.error} what={t.pronunciation.notSaved} />
      <Exchange onRead={change} />
    </>
  );
}
