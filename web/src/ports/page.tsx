import { useQuery } from "@tanstack/react-query";
import type { Flow, Ports } from "../api/contract.ts";
import { portsQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { DoneNote, Empty, Loading } from "../shell/problem.tsx";
import { Table } from "../shell/table.tsx";

const FORMATS = ["nftables", "iptables", "ip6tables", "windows", "systemd", "plan"] as const;

/** Who connects to whom by which port, whether the machine agrees, and the firewall rules that follow. */
export function PortsPage() {
  const ports = useQuery(portsQuery);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.ports.title}</h1>
      </div>
      <p className="muted">{t.ports.hint}</p>
      <Loading of={ports} what={t.ports.title} />
      {ports.data && <Findings {...ports.data} />}
      {ports.data && (ports.data.matrix.flows.length === 0 ? <NoFlows /> : <Matrix flows={ports.data.matrix.flows} />)}
      {ports.data && <Rules {...ports.data} />}
    </section>
  );
}

function NoFlows() {
  return <Empty title={t.ports.empty} hint={t.ports.emptyHint} />;
}

function Findings({ findings, matrix }: Ports) {
  const wrong = findings?.filter(({ what }) => what !== "foreign") ?? [];
  const foreign = findings?.filter(({ what }) => what === "foreign") ?? [];
  return (
    <>
      {findings === null && <p>{t.ports.notCompared}</p>}
      {findings !== null && wrong.length === 0 && <DoneNote>{t.ports.agrees(matrix.node)}</DoneNote>}
      {wrong.map(({ text }) => (
        <div key={text} role="alert" className="note note-bad" data-testid="port-finding">
          {sentenceSaid(text)}.
        </div>
      ))}
      {[...foreign.map(({ text }) => `${sentenceSaid(text)}.`), ...matrix.notes.map(sentenceSaid)].map((text) => (
        <p key={text} className="note">
          {text}
        </p>
      ))}
    </>
  );
}

function Matrix({ flows }: { flows: readonly Flow[] }) {
  return (
    <Table label={t.ports.title} columns={t.ports.columns} testId="ports">
      {flows.map((flow) => (
        <tr key={flow.id}>
          <td>
            {t.ports.zones[flow.zone.from]} {"\u2192"} {t.ports.zones[flow.zone.to]}
          </td>
          <td>
            {flow.listener.address ?? "*"}:{flow.listener.port}/{flow.transport}
          </td>
          <td>{flow.app}</td>
          <td className={flow.encrypted === "no" ? "bad" : undefined}>
            {t.ports.encrypted[flow.encrypted]}
            {flow.waiver && ` (${t.ports.waived(flow.waiver.until)})`}
          </td>
          <td>
            {sentenceSaid(flow.purpose)}
            {!flow.active && ` (${t.ports.closed})`}
            <div className="muted">{flow.id}</div>
          </td>
          <td>{flow.setting === null ? t.ports.fixed : sentenceSaid(flow.setting)}</td>
        </tr>
      ))}
    </Table>
  );
}

function Rules({ matrix }: Ports) {
  return (
    <>
      <h2>{t.ports.rules}</h2>
      <p className="muted">{matrix.zones.operators.length === 0 ? t.ports.noZones : t.ports.rulesHint}</p>
      <p className="row-wrap">
        {FORMATS.map((format) => (
          <a key={format} href={`/api/v1/ports/firewall?format=${format}`} download>
            {t.ports.formats[format]}
          </a>
        ))}
      </p>
    </>
  );
}
