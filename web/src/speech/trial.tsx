import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { call } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { ProblemNote } from "../shell/problem.tsx";
import type { Preview, Word } from "./contract.ts";

/** A text as it would be said with these words, stored or not, and what it sounds like. */
export function Trial({ words }: { words: readonly Word[] }) {
  const trial = useMutation({
    mutationFn: async (asked: { text: string; language: string }) => {
      const whole = words.filter(({ written, spoken }) => written !== "" && spoken !== "");
      const preview = await call<Preview>("POST", "/api/v1/speech/preview", { ...asked, words: whole });
      if (preview.audio !== null) await play(preview.audio);
      return preview;
    },
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    trial.mutate({ text: field("text"), language: field("language") });
  }
  return (
    <form className="card stack" onSubmit={submit} aria-label={t.pronunciation.try}>
      <div className="row-wrap">
        <TextInput
          name="text"
          label={t.pronunciation.text}
          defaultValue={t.pronunciation.example}
          maxLength={500}
          required
        />
        <NativeSelect
          name="language"
          label={t.pronunciation.language}
          data={[
            { value: "en", label: t.pronunciation.languages.en },
            { value: "de", label: t.pronunciation.languages.de },
          ]}
        />
      </div>
      <div>
        <Button type="submit" variant="default" loading={trial.isPending}>
          {t.pronunciation.try}
        </Button>
      </div>
      {trial.data && (
        <p role="status">
          {t.pronunciation.said} <strong>{trial.data.spoken}</strong>
        </p>
      )}
      {trial.data?.trouble && <p className="note note-bad">{sentenceSaid(trial.data.trouble)}</p>}
      <ProblemNote error={trial.error} what={t.pronunciation.notTried} />
    </form>
  );
}

/** @param wav base64 */
async function play(wav: string): Promise<void> {
  const context = new AudioContext();
  const bytes = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
  const speech = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes.buffer) });
  speech.addEventListener("ended", () => void context.close());
  speech.connect(context.destination);
  speech.start();
}
