import { Button } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, get } from "../api/client.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { dateTime } from "../time.ts";
import { ChangeOver } from "./change-over.tsx";
import type { Denied, Peer, Trust } from "./contract.ts";
import { DenyDialog } from "./deny.tsx";
import { IssuingChange } from "./issuing.tsx";
import { LifeBar } from "./life.tsx";

const trustQuery = queryOptions({
  queryKey: ["trust"],
  queryFn: () => get<Trust>("/api/v1/trust"),
  refetchInterval: 60_000,
});

/** Who vouches for machines, which are known, and who is refused. */
export function TrustPage() {
  const trust = useQuery(trustQuery);
  const { data } = trust;
  return (
    <section className="stack pad">
      <h1>{t.trust.title}</h1>
      <p className="muted">{t.trust.hint}</p>
      <Loading of={trust} what={t.trust.title} />
      {data && (
        <>
          <Authorities trust={data} />
          <ChangeOver trust={data} />
          <h2>{t.trust.peers}</h2>
          {data.peers.length === 0 && <Empty title={t.trust.noPeers} hint={t.trust.noPeersHint} />}
          <ul className="cards">
            {data.peers.map((peer) => (
              <PeerCard key={peer.uri} peer={peer} root={data.root.thumbprint} />
            ))}
          </ul>
          <DenyList list={data.denyList} />
        </>
      )}
    </section>
  );
}

function Authorities({ trust }: { trust: Trust }) {
  const { site, root, issuing, web, node, graceHours } = trust;
  const queries = useQueryClient();
  const may = useMay();
  const renew = useMutation({
    mutationFn: () => call("POST", "/api/v1/trust/renewal", {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: trustQuery.queryKey }),
  });
  return (
    <>
      <p>{t.trust.site(site)}</p>
      <ul className="cards">
        <li className="card" data-testid="trust-root">
          <h2>{t.trust.root}</h2>
          <p>{root.subject}</p>
          <LifeBar life={root} />
          <Thumbprint of={root.thumbprint} />
        </li>
        <li className="card" data-testid="trust-issuing">
          <h2>{t.trust.issuing}</h2>
          <p>{issuing.subject}</p>
          <LifeBar life={issuing} />
          <p className="muted">{t.trust.vouchedBy(root.thumbprint)}</p>
          <Thumbprint of={issuing.thumbprint} />
          <IssuingChange trust={trust} />
        </li>
        {web && (
          <li className="card">
            <h2>{t.trust.web}</h2>
            <p>{t.trust.madeBy(web.madeBy)}</p>
            <LifeBar life={web} />
            <p className="muted">
              {t.trust.states[web.state]}{" "}
              {web.renewAt === null ? t.trust.notRenewed : t.trust.renewAt(dateTime(web.renewAt))}
            </p>
            {web.failed && <p className="note note-bad">{t.trust.webFailed(sentenceSaid(web.failed))}</p>}
            <Thumbprint of={web.thumbprint} />
          </li>
        )}
      </ul>
      {node?.failed && <p className="note note-bad">{t.trust.failed(sentenceSaid(node.failed))}</p>}
      <p className="muted">{t.trust.grace(graceHours)}</p>
      <ProblemNote error={renew.error} what={t.trust.notDone} />
      {may("security:write") && (
        <div className="row-wrap">
          <Button size="compact-sm" variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
            {t.trust.renew}
          </Button>
        </div>
      )}
    </>
  );
}

function PeerCard({ peer, root }: { peer: Peer; root: string }) {
  const may = useMay();
  const [refusing, setRefusing] = useState(false);
  const { role, node, instance } = peer;
  const bad = peer.state !== "fresh" && peer.state !== "due";
  return (
    <li className="card" data-testid="peer">
      <h2>
        {node}/{instance}
      </h2>
      <p>
        {t.trust.roles[role ?? ""] ?? role} ·{" "}
        <span className={bad ? "bad" : undefined}>{t.trust.states[peer.state]}</span>
        {peer.own && ` · ${t.trust.own}`}
      </p>
      <LifeBar life={peer} />
      <p className="muted">{sentenceSaid(peer.because)}</p>
      {peer.joined && (
        <p className="muted">
          {t.trust.joined[peer.joined.how](peer.joined.by, peer.joined.from, dateTime(peer.joined.at))}
        </p>
      )}
      <p className="muted">{t.trust.trusts(root)}</p>
      <Thumbprint of={peer.thumbprint} />
      {!peer.own && !peer.denied && may("security:write") && (
        <Button size="compact-sm" variant="outline" color="red" onClick={() => setRefusing(true)}>
          {t.trust.refuse}…
          <span className="hidden">
            {" "}
            {node}/{instance}
          </span>
        </Button>
      )}
      {refusing && <DenyDialog peer={peer} onClose={() => setRefusing(false)} />}
    </li>
  );
}

function DenyList({ list: { version, at, denied } }: { list: Trust["denyList"] }) {
  return (
    <>
      <h2>{t.trust.denyList}</h2>
      {version === 0 ? (
        <Empty title={t.trust.nobodyDenied} hint={t.trust.nobodyDeniedHint} />
      ) : (
        <p className="muted">{t.trust.version(version, at === null ? "" : dateTime(at))}</p>
      )}
      <ul className="cards">
        {denied.map((one) => (
          <DeniedCard key={`${one.uri} ${one.at}`} denied={one} />
        ))}
      </ul>
    </>
  );
}

function DeniedCard({ denied: { verb, uri, at, because } }: { denied: Denied }) {
  const queries = useQueryClient();
  const may = useMay();
  const pardon = useMutation({
    mutationFn: () => call("DELETE", `/api/v1/trust/denials?uri=${encodeURIComponent(uri)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: trustQuery.queryKey }),
  });
  return (
    <li className="card" data-testid="denied">
      <h2>{uri.replace(/^tocsin:\/\/[^/]+\//, "")}</h2>
      <p>{t.trust.verbs[verb]}</p>
      <p className="muted">
        {dateTime(at)}: {because}
      </p>
      <ProblemNote error={pardon.error} what={t.trust.notDone} />
      {verb === "ban" && may("security:write") && (
        <Button size="compact-sm" variant="default" loading={pardon.isPending} onClick={() => pardon.mutate()}>
          {t.trust.pardon}
        </Button>
      )}
    </li>
  );
}

function Thumbprint({ of }: { of: string }) {
  return (
    <p className="muted code" style={{ overflowWrap: "anywhere" }}>
      SHA-256 {of}
    </p>
  );
}
