import { PageHead } from '../../parts/PageHead';

export default function WebhooksPage() {
  return <PageHead title="Webhooks" />;
}
