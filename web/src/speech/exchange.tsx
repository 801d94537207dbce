import { Button, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { call, get } from "../api/client.ts";
import { t } from "../page-texts.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { useUnsent } from "../shell/unsent-form.tsx";
import { unsent } from "../unsent.ts";
import type { Word } from "./contract.ts";

/** Of the form. */
const PLACE = "words as text";

/** The words as text that spreadsheets know, out and in. What is read is stored only when it is saved. */
export function Exchange({ onRead }: { onRead: (words: readonly Word[]) => void }) {
  const csv = useQuery({
    queryKey: ["site", "speech-words"],
    queryFn: () => get<{ csv: string }>("/api/v1/speech/words"),
  });
  // What is being written stays, whatever comes meanwhile.
  const [written, setWritten] = useUnsent<string | null>(PLACE, null);
  const list = written ?? csv.data?.csv ?? "";
  const read = useMutation({
    mutationFn: (text: string) => call<{ words: Word[] }>("POST", "/api/v1/speech/words/read", { csv: text }),
    onSuccess: ({ words }) => {
      onRead(words);
      unsent.settled(PLACE);
    },
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    read.mutate(list);
  }
  return (
    <form className="card stack" onSubmit={submit}>
      <Textarea
        name="csv"
        label={t.pronunciation.exchange}
        description={t.pronunciation.exchangeHint}
        value={list}
        onChange={({ currentTarget }) => setWritten(currentTarget.value)}
        rows={6}
        maxLength={60_000}
        styles={{ input: { fontFamily: "monospace" } }}
      />
      <div>
        <Button type="submit" variant="default" loading={read.isPending}>
          {t.pronunciation.read}
        </Button>
      </div>
      <ProblemNote error={read.error} what={t.pronunciation.notRead} />
    </form>
  );
}
