import { PageHead } from '../../parts/PageHead';

export default function TokensPage() {
  return <PageHead title="Tokens" />;
}
