import { Button } from "@mantine/core";
import { useState } from "react";
import type { SiteDocument } from "../api/contract.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { FieldsFor, LostRightNote, useFillsIn } from "../shell/only-read.tsx";
import { DoneNote, Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { clashes, useItem, useSave } from "../site/item.ts";
import { MergePanel } from "../site/merge-panel.tsx";
import { unsent } from "../unsent.ts";
import type { Word } from "./contract.ts";
import { Exchange } from "./exchange.tsx";
import { Trial } from "./trial.tsx";
import { WordFields } from "./word-fields.tsx";

type Settings = SiteDocument<"setting">;

/** Of the form. */
const PLACE = "words";

/** How the site's own words are said, and what a text sounds like. */
export function PronunciationPage() {
  const site = useItem("setting", "site");
  // Here, for the form begins anew with the version that was stored.
  const [saved, setSaved] = useState(false);
  return (
    <section className="stack pad">
      <h1>{t.pronunciation.title}</h1>
      <p className="muted">{t.pronunciation.hint}</p>
      <Loading of={site} what={t.pronunciation.title} />
      {site.data && (
        <Words
          key={site.data.etag}
          settings={site.data.body}
          etag={site.data.etag}
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
  readonly settings: Settings;
  readonly etag: string | null;
  readonly onChange: () => void;
  readonly onSaved: () => void;
}

function Words({ settings, etag, onChange, onSaved }: WordsProps) {
  const writes = useMayChange()("setting");
  const fillsIn = useFillsIn(writes);
  const [begun] = useState(() => ({ base: { body: settings, etag }, words: wordsOf(settings) }));
  const [{ base, words }, set, isBack] = useUnsent(PLACE, begun);
  const save = useSave("setting", () => {
    unsent.settled(PLACE);
    onSaved();
  });
  const change = (changed: readonly Word[]) => {
    onChange();
    set({ base, words: changed });
  };
  const mine = { ...base.body, speech: { ...base.body.speech, words } };
  return (
    <>
      <Trial words={words} />
      <h2>{t.pronunciation.words}</h2>
      <KeptNote isBack={isBack} />
      {words.length === 0 && <Empty title={t.pronunciation.empty} hint={t.pronunciation.emptyHint} />}
      <FieldsFor may={writes}>
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
      </FieldsFor>
      {fillsIn && (
        <>
          <LostRightNote may={writes} />
          <div className="row-wrap">
            <Button variant="default" onClick={() => change([...words, { written: "", spoken: "" }])}>
              {t.pronunciation.add}
            </Button>
            <Button
              loading={save.isPending}
              disabled={!writes}
              onClick={() => save.mutate({ id: "site", body: mine, etag: base.etag })}
            >
              {t.pronunciation.save}
            </Button>
          </div>
        </>
      )}
      {clashes(save.error) ? (
        <MergePanel
          kind="setting"
          id="site"
          before={base.body}
          mine={mine}
          onMerged={(merged, theirs, version) => {
            set({ base: { body: theirs as Settings, etag: version }, words: wordsOf(merged as Settings) });
            save.reset();
          }}
        />
      ) : (
        <ProblemNote error={save.error} what={t.pronunciation.notSaved} />
      )}
      {fillsIn && <Exchange onRead={change} />}
    </>
  );
}

function wordsOf({ speech }: Settings): readonly Word[] {
  return speech?.words ?? [];
}
