import { PageHead } from '../../parts/PageHead';

export default function ReferencePage() {
  return <PageHead title="Reference" />;
}
