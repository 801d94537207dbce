import { Button, FileInput, Progress } from "@mantine/core";
import { useRef, useState } from "react";
import { megabytes } from "../files/size.ts";
import { t } from "../page-texts.ts";
import { DoneNote, ProblemNote } from "../shell/problem.tsx";
import { fitting, OUTLINES, outlineOf, PICTURES, refuseTooLarge, type StoredPicture, upload } from "./picture.ts";

/** Chooses a file and uploads it at once, with its progress and what went wrong. */
export function PictureField({
  label,
  hint,
  kind,
  onStored,
}: {
  label: string;
  hint: string;
  kind: "picture" | "outline";
  onStored: (picture: StoredPicture) => void;
}) {
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState<string | null>(null);
  // Of what was not taken nothing stays chosen: the browser says nothing when the same file, mended, is chosen again.
  const [chosen, setChosen] = useState<File | null>(null);
  const going = useRef<AbortController | null>(null);

  async function take(file: File | null): Promise<void> {
    if (!file) return;
    const abort = new AbortController();
    going.current = abort;
    setChosen(file);
    setError(null);
    setDone(null);
    setShare(0);
    try {
      const { file: content, note } = kind === "picture" ? await fitting(file) : await outlineOf(file);
      await refuseTooLarge(content);
      const stored = await upload(content, file.name, { progress: setShare, signal: abort.signal });
      setDone([t.plans.uploaded(stored.name, megabytes(stored.bytes)), note].filter(Boolean).join(" "));
      onStored(stored);
    } catch (thrown) {
      setChosen(null);
      if (!abort.signal.aborted) setError(thrown);
    } finally {
      setShare(null);
    }
  }

  return (
    <div className="stack">
      <FileInput
        label={label}
        description={hint}
        accept={kind === "picture" ? PICTURES : OUTLINES}
        placeholder={t.plans.chooseFile}
        disabled={share !== null}
        value={chosen}
        onChange={(file) => void take(file)}
        data-testid={`file-${kind}`}
      />
      {share !== null && (
        <div className="row-wrap" role="status">
          <Progress value={share * 100} aria-label={t.plans.uploading} className="grow" />
          <span>{t.plans.percent(Math.floor(share * 100))}</span>
          <Button size="compact-sm" variant="default" onClick={() => going.current?.abort()}>
            {t.common.cancel}
          </Button>
        </div>
      )}
      <ProblemNote error={error} what={t.plans.notUploaded} />
      {done && <DoneNote>{done}</DoneNote>}
    </div>
  );
}
