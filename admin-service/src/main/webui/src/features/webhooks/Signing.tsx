import { Text } from '@mantine/core';
import { Panel } from '../../parts/Panel';
import { Snippet } from '../../parts/Snippet';

const CHECK = `import hashlib, hmac, time

def genuine(secret: str, header: str, body: bytes) -> bool:
    parts = dict(part.split("=", 1) for part in header.split(","))
    signed = parts["t"].encode() + b"." + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts["v1"]) and abs(time.time() - int(parts["t"])) < 300`;

/** How a receiver sees that a request is genuine. */
export function Signing() {
  return (
    <Panel title="Checking the signature">
      <Text size="sm" c="dimmed" mb="md" maw="44rem">
        Each request has the header Floe-Signature with the time of the attempt as t, and as v1 the
        HMAC-SHA256 of that time, a dot and the body, made with the secret. In Python:
      </Text>
      <Snippet text={CHECK} label="check of the signature" />
    </Panel>
  );
}
