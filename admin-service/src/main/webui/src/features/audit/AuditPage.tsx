import { PageHead } from '../../parts/PageHead';

export default function AuditPage() {
  return <PageHead title="Audit" />;
}
