import { FileInput, Progress } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { t } from "../page-texts.ts";
import { refuseTooLarge, sizeWithin, upload } from "../plans/picture.ts";
import { ProblemNote } from "../shell/problem.tsx";

interface Attached {
  /** Id of the uploaded file. */
  readonly file: string;
  readonly name: string;
}

/** Sends files to the server as they are chosen; each stays with the alarm. */
export function AttachField({
  alarm,
  files,
  onFile,
}: {
  alarm: number;
  files: readonly Attached[];
  onFile: (file: Attached) => void;
}) {
  const [share, setShare] = useState(0);
  const gone = useRef<AbortController | null>(null);
  // Who leaves the page has not attached what was still going.
  useEffect(() => () => gone.current?.abort(), []);
  const send = useMutation({
    mutationFn: async (file: File): Promise<Attached> => {
      gone.current = new AbortController();
      setShare(0);
      await refuseTooLarge(file);
      await sizeWithin(file);
      const { id } = await upload(file, file.name, { progress: setShare, signal: gone.current.signal, alarm });
      return { file: id, name: file.name.slice(0, 200) };
    },
    onSuccess: onFile,
  });
  return (
    <div className="stack">
      <FileInput
        label={t.procedure.attach}
        description={t.procedure.attachHint}
        accept="image/png,image/jpeg,image/webp,image/gif,application/pdf"
        disabled={send.isPending}
        onChange={(file) => file && send.mutate(file)}
      />
      {send.isPending && (
        <div className="row-wrap">
          <span role="status">{t.procedure.sending}</span>
          <Progress value={share * 100} aria-label={t.plans.uploading} className="grow" />
        </div>
      )}
      <ProblemNote error={send.error} what={t.procedure.refused} />
      {files.map(({ file, name }) => (
        <p key={file} role="status">
          {t.procedure.attached(name)}
        </p>
      ))}
    </div>
  );
}
